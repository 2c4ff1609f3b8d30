#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The JSON Schema of traces accepts seccord's output and the documented lines,
# and rejects what seccord rejects, as far as a schema can.

# shellcheck disable=SC2154,SC2016 # program is set by the helper; a pattern has backquotes
load helper

# validates FILE...: prints the lines that the schema rejects
validates()
{
	"$python" "$HERE/schema-lines.py" "$HERE/../docs/schema/trace.schema.json" "$@"
}

@test "recorded, imported and merged traces match the schema" {
	need_jsonschema
	program native/together
	seccord record -q -o few.trace -- "$program" few
	seccord record -q -o many.trace -- "$program" many
	seccord record -q -o high.trace -- "$program" high
	seccord record -q --stacks -o sh.trace -- sh -c 'ls /; date; cat missing' || true
	for name in every commands times behind; do
		[ ! -x "$PROGRAMS/native/$name" ] || seccord record -q -o "$name.trace" -- "$PROGRAMS/native/$name" || true
	done
	seccord merge -o sum.trace ./*.trace
	printf 'openat(AT_FDCWD, "/etc", O_RDONLY|O_DIRECTORY) = 3\nclose(3) = 0\n' >log.strace
	seccord import -o import.trace log.strace
	validates ./*.trace
}

@test "the documented lines match the schema" {
	need_jsonschema
	sed -n '/^```jsonl/,/^```$/p' "$HERE/../docs/trace-format.md" | grep -v '^```' >page.trace
	[ "$(wc -l <page.trace)" -gt 10 ]
	validates page.trace
}

@test "seccord rejects what the schema rejects" {
	need_jsonschema
	cat >wrong.trace <<-'END'
		{"seccord-trace": 4}
		{"seccord-trace": 2, "colour": 1}
		{"image": 65536, "path": "/a"}
		{"image": 1}
		{"program": 65536, "path": "/a"}
		{"program": 0}
		{"program": 0, "path": "/a", "as": 1}
		{"started": "sh"}
		{"started": 0, "by": -1}
		{"call": 0, "arch": "x86_64", "nr": 0, "program": -1}
		{"site": 0, "image": 0}
		{"site": 0, "image": 0, "offset": "here"}
		{"call": 0, "arch": "x86_64"}
		{"call": 0, "arch": "x86_64", "nr": -1}
		{"call": 0, "arch": "x86_64", "nr": 0, "origin": "moon"}
		{"call": 0, "arch": "x86_64", "nr": 9, "args": {"prot": 1}}
		{"call": 0, "arch": "x86_64", "nr": 9, "args": {"prot": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]}}
		{"call": 0, "arch": "x86_64", "nr": 9, "args": {"prot": {"bits": 1, "from": 2}}}
		{"call": 0, "arch": "x86_64", "nr": 9, "args": {"prot": [1], "mapflags": [2]}, "tuples": "all"}
		{"call": 0, "arch": "x86_64", "nr": 9, "args": {"prot": [1], "mapflags": [2]}, "tuples": [[1, 2]]}
		{"call": 0, "arch": "x86_64", "nr": 9, "high": 1}
		{"call": 0, "arch": "x86_64", "nr": 0, "threads": "all"}
		{"call": 0, "arch": "x86_64", "nr": 0, "errnos": [4096]}
		{"call": 0, "arch": "x86_64", "nr": 0, "wide": "yes"}
		{"note": 1}
		{"end": 1}
		{"what": 1}
	END
	[ "$(wc -l <wrong.trace)" = 27 ]
	run validates wrong.trace
	echo "$output"
	[ "$status" = 1 ]
	diff <(seq 27) <(cut -d: -f2 <<<"$output")
	while read -r line; do
		echo "$line"
		{ echo '{"seccord-trace": 2}'; [[ $line == *seccord-trace* ]] || echo '{"image": 0, "path": "/a"}'; echo "$line"; } >bad.trace
		run seccord show bad.trace
		one_line_of_trouble bad.trace
	done <wrong.trace
}
