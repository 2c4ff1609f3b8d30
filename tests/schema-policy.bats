#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The JSON Schema of policies accepts seccord's output, the documented example and
# the policies of the test data, and rejects what seccord rejects, as far as a
# schema can.

# shellcheck disable=SC2154 # python is set by need_jsonschema
load helper

# validates FILE...: prints the files that the schema rejects
validates()
{
	"$python" "$HERE/schema-files.py" "$HERE/../docs/schema/policy.schema.json" "$@"
}

# policies KIND...: the policies of these kinds in oracle/policies.txt, a file each, into p/
policies()
{
	local kind policy n=0
	mkdir -p p
	while read -r kind policy; do
		[[ " $* " == *" $kind "* ]] || continue
		n=$((n + 1))
		echo "$policy" >"p/$n-$kind.json"
	done <"$HERE/oracle/policies.txt"
	[ "$n" -gt 10 ]
}

@test "300 random policies of the whole language match the schema" {
	need_jsonschema
	mkdir p
	"${PROGRAMS%/programs}/tests/emit/whole" random "${SEED:-20261203}" 300 p >answers
	grep -l '"seccord": 1' p/*.policy >first
	grep -l '"seccord": 2' p/*.policy >second
	[ -s first ]
	[ "$(wc -l <second)" -gt 150 ]
	validates p/*.policy
}

@test "the policies of the test data and the documented example match the schema" {
	need_jsonschema
	sed -n '/^## An example/,/^## What/p' "$HERE/../docs/policy-format.md" | sed '1,/^```json$/d; /^```$/,$d' >page.json
	seccord emit -f bpf -o page.bpf page.json
	grep -rl --include='*' '"seccord": [12]' "$HERE/../testdata" | grep -v /bad/ >all
	while read -r name; do
		"$SECCORD" policy -o out.json "$name" 2>/dev/null || continue
		# Comments and lines behind the policy are for other readers.
		"$python" -m json.tool "$name" >/dev/null 2>&1 && echo "$name"
	done <all >names
	[ "$(wc -l <names)" -gt 3 ]
	xargs -d '\n' "$python" "$HERE/schema-files.py" "$HERE/../docs/schema/policy.schema.json" page.json <names
}

@test "policies from filters and profiles match the schema" {
	need_jsonschema
	local name
	for name in "$HERE"/../testdata/in/*; do
		"$SECCORD" policy -o "$(basename "$name").out.json" "$name" 2>/dev/null || true
	done
	validates ./*.out.json
}

@test "the schema accepts valid policies and rejects invalid ones where it can" {
	need_jsonschema
	policies valid meaning
	validates p/*.json
	rm p/*
	policies wrong older
	run validates p/*.json
	echo "$output"
	[ "$status" = 1 ]
	[ "${#lines[@]}" = "$(find p -name '*.json' | wc -l)" ]
}
