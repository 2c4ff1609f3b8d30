#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# seccord merge: the same bytes in any order and in any grouping. SEED is
# printed and can be set; `make torture` merges ten thousand shards.

# shellcheck disable=SC2154 # status, output and lines are set by bats
load helper

@test "shards in any order, and sums of sums, have the same bytes" {
	shards 90
	seccord merge -o sum @names
	sort -r names >reversed
	seccord merge -o again @reversed
	cmp sum again
	awk 'NR % 3 == 0' names | seccord merge -o third @-
	awk 'NR % 3 == 1' names | seccord merge -o first @-
	awk 'NR % 3 == 2' names | seccord merge -o second @-
	seccord merge -o again second third first
	cmp sum again
	seccord merge -o again sum
	cmp sum again
	grep -q '^{"end": true}$' sum
	grep -q '"tuples": "any"' sum
	grep -q '"tuples": \[{' sum
	grep -q '"labels": \["test [0-9]*"\]' sum
	grep -q '^{"seccord-trace": 3, "shards": 90, .*"engine": "seccomp, syscall", "command": "several"}$' sum
}

@test "a trace merged with itself is the same set, with counts twice as high" {
	shards 5
	seccord merge -o once @names
	seccord merge -o twice @names @names
	numbers='s/"\(count\|seen\|shards\)": [0-9]*//g'
	[ "$(sed "$numbers" once)" = "$(sed "$numbers" twice)" ]
	counts() { sed -n 's/^{"call".*"count": \([0-9]*\).*/\1/p' "$1"; }
	[ "$(counts once | awk '{ print 2 * $1 }')" = "$(counts twice)" ]
}

@test "commands give the same results for a sum as for its parts" {
	program native/together
	seccord record -q -o few.trace -- "$program" few
	seccord record -q -o many.trace -- "$program" many
	seccord record -q -o true.trace -- true
	seccord merge -o sum.trace true.trace many.trace few.trace
	seccord policy -o parts.json few.trace many.trace true.trace
	seccord policy -o sum.json sum.trace
	cmp parts.json sum.json
	seccord check sum.json few.trace many.trace true.trace
	seccord show sum.trace | grep -q 'several commands'
}

@test "the policy of a sum admits the sum and each part, and so do its bytes" {
	shards 40
	seccord merge -o sum @names
	for how in "" --exact --no-args; do
		# shellcheck disable=SC2086
		seccord policy $how -o p.json sum
		seccord emit -f bpf -o p.bpf p.json
		for by in p.json p.bpf; do
			xargs "$SECCORD" check $by sum <names
			while read -r name; do
				"$SECCORD" check $by "$name"
			done <names
		done
	done
}

@test "an incomplete part makes the sum incomplete, with a note" {
	shards 3
	grep -v '"end"' shards/shard-00001.trace >part
	run seccord merge -o sum shards/shard-00000.trace part
	[ "$status" = 0 ]
	[ "$output" = 'seccord: note: 1 of 2 traces are incomplete, so the merged trace is incomplete' ]
	[ "$(grep -c '"end"' sum)" = 0 ]
	seccord merge -o again part shards/shard-00000.trace
	cmp sum again
}

@test "files that cannot be merged give a one-line error and no output" {
	shards 2
	echo '{"seccord": 1, "archs": ["x86_64"], "calls": []}' >p.json
	run seccord merge -o sum @names p.json
	one_line_of_trouble 'p.json: not a trace; traces can be merged only with traces'
	run seccord merge -o sum @names missing
	one_line_of_trouble 'missing: No such file'
	run seccord merge -o sum @missing
	one_line_of_trouble 'missing: No such file'
	: >empty
	run seccord merge -o sum @empty
	one_line_of_trouble 'the list names no files'
	echo 'nonsense' >bad
	run seccord merge -o sum @names bad
	one_line_of_trouble bad
	run seccord merge
	one_line_of_trouble ''
	[ ! -e sum ]
}

@test "a list with a missing file names the list and the line" {
	printf '\n{"seccord": 1}\n' >p.json
	run seccord merge @p.json
	one_line_of_trouble 'p.json:2: \{"seccord": 1\}: No such file or directory'
}

@test "a sum over the limits of the format is rejected" {
	for part in 0 1; do
		awk -v part=$part 'BEGIN {
			print "{\"seccord-trace\": 2}"
			for (i = 0; i < 40000; i++)
				printf "{\"image\": %d, \"path\": \"/%d\"}\n", i, i + 40000 * part
			print "{\"end\": true}"
		}' >part$part
	done
	seccord merge -o alone part0
	run seccord merge -o sum part0 part1
	one_line_of_trouble 'part1: the merged trace would exceed the limit of 65536 images'
	[ ! -e sum ]
}
