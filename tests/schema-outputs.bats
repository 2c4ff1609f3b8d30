#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The JSON of each command matches its schema in docs/schema, also with hostile
# names; each has a version, --json is --format=json, and each schema has a test.

# shellcheck disable=SC2154 # status, output, program and python are set elsewhere
load helper

# matches NAME FILE...: the files, as they are now, match the schema. All of a test are validated at its end, by one process.
matches()
{
	local file
	mkdir -p "matches/$((++matches))"
	for file in "${@:2}"; do
		cp -- "$file" "matches/$matches/${file//[^A-Za-z0-9-]/_}"
	done
	to_match+=(-- "$HERE/../docs/schema/$1.schema.json" "matches/$matches"/*)
}
matches=0 to_match=()

teardown()
{
	[ "$matches" = 0 ] || "$python" "$HERE/schema-files.py" "${to_match[@]:1}"
}

# inputs: copies of what setup_file made
inputs()
{
	cp "$BATS_FILE_TMPDIR"/inputs/* .
}
hostile=$'no\x7f\xe2\x80\xae\x1b[31m\xc2\x9b\xff\n"\\'

# Traces, policies and a filter, also of a program with a name that spoils terminals and JSON
setup_file()
{
	mkdir "$BATS_FILE_TMPDIR/inputs"
	cd "$BATS_FILE_TMPDIR/inputs" || return
	cp "$(command -v sort)" "$hostile"
	seccord record -q -o sort.trace -- "./$hostile" /etc/passwd >/dev/null
	seccord record -q --stacks -o sh.trace -- sh -c 'ls / | cat; date; exit 3' >/dev/null || [ $? = 3 ]
	seccord record -q -o killed.trace -- sh -c 'kill -9 $$' || [ $? = 137 ]
	seccord policy -o sort.json sort.trace 2>/dev/null
	seccord policy -o sh.json sh.trace 2>/dev/null
	seccord emit -f bpf -o sort.bpf sort.json 2>/dev/null
	echo '{"seccord": 2, "archs": ["x86_64"], "calls": [{"call": "read"}, {"call": "openat", "args": [{"oflags": ["O_RDONLY"]}]}, {"call": 900}]}' >few.json
	cp sort.trace "$hostile.trace"
	cp few.json "$hostile.json"
}

@test "show" {
	need_jsonschema
	inputs
	seccord show --format=json sort.trace >out1
	seccord show --json sh.trace "$hostile.trace" >out2
	seccord show --json killed.trace >out3
	matches show-trace out1 out2 out3
	seccord show --format=json sort.json >out1
	seccord show --json "$hostile.json" >out2
	seccord show --json sort.bpf >out3
	matches show out1 out2 out3
	seccord record -q --label='suite <a>' -o label.trace -- true
	for by in function library image thread exe label; do
		seccord show --by=$by --json label.trace >$by
		seccord show --by=$by --json sh.trace >sh-$by
		seccord show --by=$by --json "$hostile.trace" >hostile-$by
	done
	matches show-by function library image thread exe label sh-* hostile-*
	grep -q '"by": "label"' label
	seccord show --why=openat --json sh.trace "$hostile.trace" killed.trace >out1
	seccord show --why=ptrace --json sh.trace >out2 || [ $? = 1 ]
	matches show-why out1 out2
	[ "$(cat out2)" = '{"version": 1, "traces": []}' ]
	for file in sh.trace "$hostile.trace" "$hostile.json" sort.bpf; do
		seccord show --danger --json "$file" >out1
		matches show-danger out1
	done
	seccord show --coverage --json sh.trace "$hostile.trace" killed.trace >out1
	matches show-coverage out1
}

@test "arguments are described down to their values" {
	need_jsonschema
	inputs
	seccord show --json few.json >allowed
	seccord check --unused --json few.json sort.trace >unused || [ $? = 1 ]
	echo '{"seccord": 2, "archs": ["x86_64"], "calls": [{"call": "socket", "args": [{"domain": {"not": ["AF_INET"]}}]}, {"call": "mmap"}]}' >wide.json
	seccord check --unused --json wide.json sort.trace >wider || [ $? = 1 ]
	seccord show --why=openat --json sh.trace >show-why
	local schema
	for schema in show:allowed unused unused:wider show-why; do
		"$python" - "$HERE/../docs/schema/${schema%:*}.schema.json" "${schema#*:}" <<-'END'
			import copy, json, sys
			import jsonschema
			validator = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
			whole = json.load(open(sys.argv[2]))

			def places(value, path=()):
			    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
			    for key, inner in pairs:
			        if key == "args":
			            yield path + (key,)
			        yield from places(inner, path + (key,))

			assert validator.is_valid(whole)
			found = list(places(whole))
			assert found or sys.argv[2] == "unused", sys.argv[2]
			for place in found:
			    for junk in (5.5, "zz", [5.5], ["zz"], {"Bad": [1]}, {"oflags": 5.5}, {"oflags": {"unknown": 1}}, [{"oflags": "zz"}], [{"oflags": {"bits": 1, "more": 2}}]):
			        broken = copy.deepcopy(whole)
			        at = broken
			        for key in place[:-1]:
			            at = at[key]
			        at[place[-1]] = junk
			        assert not validator.is_valid(broken), (place, junk)
		END
	done
}

@test "check" {
	need_jsonschema
	inputs
	seccord check --json few.json sh.trace >out1 || [ $? = 1 ]
	seccord check -f json "$hostile.json" "$hostile.trace" >out2 || [ $? = 1 ]
	seccord check --json sort.bpf sh.trace >out3 || [ $? = 1 ]
	seccord check --json sort.json sort.trace >out4
	matches check out1 out2 out3 out4
	grep -q '"findings": \[\]' out4
	program native/together
	seccord record -q -o few.trace -- "$program" few
	sed 's/"calls": \[/&{"call": "clone3", "deep": [{"clone_flags": [0]}]}, /' few.json >deep.json
	seccord check --json deep.json sh.trace few.trace >out5 || [ $? = 1 ]
	matches check out5
	seccord check --unused --format=json sh.json sort.trace >out6 || [ $? = 1 ]
	matches unused out6
}

@test "verify" {
	need_jsonschema
	inputs
	seccord verify --format=json sort.bpf sort.json >out1
	matches verify out1
	grep -q '"proved": true' out1
	seccord verify -j "$hostile.json" sort.bpf >out2 || [ $? = 1 ]
	seccord verify --json --subset sh.json few.json >out3 || [ $? = 1 ]
	echo '{"seccord": 2, "archs": ["x86_64"], "foreign": {"action": "allow"}, "calls": [{"call": "read", "args": [{"arg0": ["0x123456789"]}]}]}' >other.json
	seccord verify --json other.json few.json >out4 || [ $? = 1 ]
	matches verify out2 out3 out4
	"$python" - out1 out2 out3 out4 <<-'END'
	import json, sys
	one, two, three, four = (json.load(open(name)) for name in sys.argv[1:])
	assert one["differences"] == [] and one["claim"] == "equal"
	assert not two["proved"] and three["claim"] == "subset"
	assert any(d["call"] == "read" and d["args"] for d in four["differences"]), four
	assert any(d["arch"] is None for d in four["differences"])
	END
}

@test "the differences of verify are those of its text" {
	inputs
	need python3
	seccord verify --json sh.json few.json >json || [ $? = 1 ]
	seccord verify sh.json few.json >text || [ $? = 1 ]
	[ "$(grep -c '^[^ .]' text)" = "$(python3 -c 'import json; print(len(json.load(open("json"))["differences"]))')" ]
}

@test "explain-level" {
	need_jsonschema
	inputs
	seccord policy --explain-level --format=json sort.trace >out1 2>/dev/null
	seccord policy --explain-level --level=broad --arch=i386,arm64 --format=json sh.trace >out2 2>/dev/null
	seccord policy --explain-level --exact -f json --no-args sh.trace >out3 2>/dev/null
	matches explain-level out1 out2 out3
	seccord policy --explain-level --level=broad --arch=i386,arm64 sh.trace >text 2>/dev/null
	# the same lines, level by level
	"$python" - <<-'END' >got
		import json
		for level in json.load(open("out2"))["levels"]:
		    print(level["level"])
		    for rule in level["rules"]:
		        print({"added": "+", "conditions": "~"}[rule["change"]], rule["call"])
	END
	sed -E 's/^([a-z]+): .*/\1/; s/^  ([+~]) ([^: ]*).*/\1 \2/' text >expected
	cmp expected got
	[ "$(wc -l <expected)" -gt 50 ]
}

@test "errno-plan" {
	need_jsonschema
	inputs
	seccord policy --errno-plan --format=json sort.trace >out1 2>/dev/null
	seccord policy --errno-plan --format=json --arch=i386,arm64 sh.trace >out2 2>/dev/null
	sed 's/"calls": \[/&{"call": "mkdir", "action": "kill", "note": "no \\u202e \\u001b[1m"}, /' few.json >ruled.json
	seccord policy --errno-plan --format=json ruled.json >out3 2>/dev/null
	matches errno-plan out1 out2 out3
	seccord policy --errno-plan sort.trace >text 2>/dev/null
	[ "$(grep -vc '^(' text)" = "$("$python" -c 'import json; print(len(json.load(open("out1"))["calls"]))')" ]
	run seccord policy --format=json sort.trace
	one_line_of_trouble '--format is for --errno-plan and --explain-level; a policy is always JSON'
}

@test "the policy with numbers" {
	need_jsonschema
	inputs
	cat >each.json <<-'END'
		{"seccord": 2, "archs": ["x86_64", "i386"], "calls": [{"call": "read"}, {"call": 900, "archs": ["x86_64"], "action": "trap", "ret_data": 7},
		  {"call": {"from": 1000, "to": 1010}, "archs": ["x86_64"], "action": "kill-thread"},
		  {"call": "openat", "args": [{"oflags": {"not": {"has_any": "O_CREAT"}}}, {"oflags": {"has_all": "O_CREAT"}}]},
		  {"call": "socket", "args": [{"domain": ["AF_UNIX"]}, {"domain": ["AF_INET"], "action": "errno", "errno": "EACCES"}]}]}
	END
	for file in sh.json few.json sort.json each.json; do
		seccord emit -f json -o "out-$file" "$file" 2>/dev/null
	done
	seccord emit -f json -o out-archs "$hostile.json" 2>/dev/null
	matches resolved out-*
	grep -q '"seccord_resolved": [12]' out-sort.json
	grep -q '"seccord_resolved": 2' out-each.json
	grep -q '"ranges"' out-each.json
	sed 's/"index": 1/"index": 9/' out-sort.json >bad
	run "$python" "$HERE/schema-files.py" "$HERE/../docs/schema/resolved.schema.json" bad
	[ "$status" = 1 ]
}

@test "run" {
	need_jsonschema
	inputs
	run seccord run -q --format=json -o out1 sort.json -- "$(command -v chmod)" 600 few.json
	[ "$status" = 159 ]
	seccord run -q --json -o out2 sort.json -- "./$hostile" /etc/passwd >/dev/null
	seccord run -q --learn --json -o out3 "$hostile.json" -- "./$hostile" /etc/passwd >/dev/null
	matches explain-refusals out1 out2 out3
	"$python" - out1 out2 out3 <<-'END'
	import json, sys
	one, two, three = (json.load(open(name))["refusals"] for name in sys.argv[1:])
	assert [r["remedy"]["change"] for r in one if r["call"] == "fchmodat"] == [{"call": "fchmodat", "args": [{"mode": ["0600"]}]}], one
	assert all(r["remedy"]["change"] for r in one if r["policy"]["by"] == "default")
	assert not any(r["policy"]["by"] == "default" for r in two), two
	assert len(three) > 5
	END
	run seccord run --json few.json -- true
	one_line_of_trouble "--format=json needs -o FILE: stdout is the program's"
	run seccord run --format=xml -o out4 few.json -- true
	one_line_of_trouble '--format=xml: not one of trace, json'
	[ ! -e out4 ]
}

@test "reach" {
	need_jsonschema
	inputs
	seccord reach --format=json sh.trace >out1 || [ $? = 1 ] || skip "reach does not work here"
	seccord reach --json "$hostile.trace" >out2 || [ $? = 1 ]
	seccord reach --json /bin/true >out3
	matches reach out1 out2 out3
}

@test "formats are named alike, and an unknown one is an error" {
	inputs
	for command in "show sh.trace" "show --by=exe sh.trace" "check few.json sh.trace" "diff few.json sh.trace" "verify few.json sh.json" \
		"explain read"; do
		echo "case: $command"
		# shellcheck disable=SC2086 # the words of a command line
		seccord $command --json >json 2>/dev/null || [ $? = 1 ]
		# shellcheck disable=SC2086
		seccord $command --format=json >format 2>/dev/null || [ $? = 1 ]
		cmp json format
		# shellcheck disable=SC2086
		seccord $command --format=text >text 2>/dev/null || [ $? = 1 ]
		# shellcheck disable=SC2086
		seccord $command >plain 2>/dev/null || [ $? = 1 ]
		cmp text plain
		# shellcheck disable=SC2086
		run seccord $command --format=xml
		[ "$status" = 2 ]
		[[ $output == *"--format=xml: not one of text, json"* ]]
	done
}

@test "each schema has a version, forbids unknown members and is tested" {
	need_jsonschema
	local schema name
	for schema in "$HERE"/../docs/schema/*.schema.json; do
		name=${schema##*/}
		grep -lq "matches ${name%.schema.json} \|schema/$name" "$HERE"/*.bats || { echo "no test of $name"; false; }
	done
	"$python" - "$HERE"/../docs/schema/*.schema.json <<-'END'
	import json, sys
	def loose(value, path):
	    if isinstance(value, dict):
	        if "properties" in value and value.get("type") == "object":
	            if value.get("additionalProperties") is not False and not value.get("additionalProperties"):
	                yield path
	        for key, member in value.items():
	            yield from loose(member, f"{path}/{key}")
	    elif isinstance(value, list):
	        for i, member in enumerate(value):
	            yield from loose(member, f"{path}/{i}")
	for name in sys.argv[1:]:
	    schema = json.load(open(name))
	    short = name.rsplit("/", 1)[1]
	    found = list(loose(schema, ""))
	    assert not found, (short, found)
	    if short == "resolved.schema.json":
	        assert "seccord_resolved" in schema["required"], short
	    elif short not in ("policy.schema.json", "trace.schema.json"):
	        assert schema["properties"]["version"] == {"const": 1}, short
	        assert "version" in schema["required"], short
	END
}
