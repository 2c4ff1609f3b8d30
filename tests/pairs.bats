#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Real pairs of releases: seccord diff says what their stories say, and nothing
# else. testdata/pairs/README.md describes the stories and how the traces were made.

# shellcheck disable=SC2154 # status, output and lines are set by bats
load helper

PAIRS=$BATS_TEST_DIRNAME/../testdata/pairs

# reviews OLD NEW: the comparison in all formats
reviews()
{
	local format
	for format in text json markdown sarif; do
		seccord diff --format="$format" -o "pair.$format" "$1" "$2" || [ $? = 1 ]
	done
	seccord show --json -o old.calls "$1"
	seccord show --json -o new.calls "$2"
}

# agrees NAME: the reviews and the story agree
agrees()
{
	need_jsonschema
	"$python" "$HERE/pairs.py" "$PAIRS/$1.story"
	"$python" "$HERE/schema-files.py" "$HERE/../docs/schema/diff.schema.json" pair.json
}

# as_committed NAME: the comment is the committed one
as_committed()
{
	diff -u "$PAIRS/$1.md" pair.markdown
}

recorded_pair()
{
	reviews "$PAIRS/$1-12.trace" "$PAIRS/$1-13.trace"
	agrees "$1"
	as_committed "$1"
}

@test "curl: a wakeup by eventfd, and no socketpair" {
	recorded_pair curl
}

@test "coreutils: permissions without libacl, and capabilities in ls" {
	recorded_pair coreutils
}

@test "git: commit starts a session of its own" {
	recorded_pair git
}

@test "sqlite3 needs nothing new" {
	recorded_pair sqlite3
}

@test "nginx needs nothing new" {
	recorded_pair nginx
}

@test "python3 needs nothing new, also where the vDSO serves getrandom" {
	recorded_pair python3
	seccord policy -o new.json "$PAIRS/python3-13.trace" 2>notes
	cat notes
	not grep -q 'JIT' notes
	grep -q 'dangerous: none' notes
}

@test "a trace of a pair has no arguments and no kernel of the machine that recorded it" {
	local trace
	for trace in "$PAIRS"/*.trace; do
		[[ $(head -n 1 "$trace") != *'"command"'* && $(head -n 1 "$trace") != *'"kernel"'* ]]
		not grep -q '"/\(tmp\|home\|root\)/' "$trace"
	done
}

# record_tool NAME COMPILER...: builds the program and records it
record_tool()
{
	local name=$1
	shift
	"$@" -O1 -D_GNU_SOURCE -o "$name" "$PAIRS/tool.c" 2>log || { cat log; skip "cannot build with $1"; }
	works "./$name" >output || skip "programs of $1 do not run here"
	seccord record -q --stacks --label=tool -o "$name.trace" -- "./$name" | cat
}

@test "glibc to musl: other calls of the same power, and membarrier" {
	need musl-gcc
	record_tool glibc "${CC:-cc}" -pthread
	record_tool musl musl-gcc
	reviews glibc.trace musl.trace
	agrees musl
}

@test "an i386 program with times of 64 bits makes the same calls" {
	record_tool short "${CC:-cc}" -m32 -pthread
	record_tool long "${CC:-cc}" -m32 -pthread -D_TIME_BITS=64 -D_FILE_OFFSET_BITS=64
	reviews short.trace long.trace
	agrees time64
}

# npm install --global @microsoft/sarif-multitool. Its npm wrapper passes arguments through a shell.
@test "GitHub's rules for SARIF accept each pair and a new policy" {
	need sarif-multitool
	local name
	export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
	works sarif-multitool version >log || { cat log; skip "sarif-multitool does not run here"; }
	printf '{"seccord": 2, "archs": ["x86_64"], "calls": []}\n' >none.json
	seccord diff --format=sarif -o all.sarif none.json "$PAIRS/python3-13.trace" || [ $? = 1 ]
	for name in curl coreutils git sqlite3 nginx python3; do
		reviews "$PAIRS/$name-12.trace" "$PAIRS/$name-13.trace"
		mv pair.sarif "$name.sarif"
	done
	sarif-multitool validate --rule-kind "'Sarif;Ghas'" ./*.sarif >output
	cat output
	grep -q 'Done. 7 files scanned' output
	not grep ': error ' output
	sed 's/"help": /"aid": /g' curl.sarif >bad.sarif
	sarif-multitool validate --rule-kind "'Sarif;Ghas'" bad.sarif >output || :
	grep -q ': error ' output
}
