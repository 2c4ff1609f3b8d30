#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# merge --map and --reduce: the steps of engines that sort and group lines. However
# the lines are grouped, the bytes are those of one merge. SEED is printed and can
# be set; `make torture` does this with ten thousand shards.

# shellcheck disable=SC2154 # status, output and lines are set by bats
load helper

# values FILE: the traces of keyed lines
values()
{
	cut -f 2- "$1" | tr '\t' '\n'
}

@test "any grouping of 200 shards has the bytes of one merge" {
	shards 200
	seccord merge -o sum @names
	seccord merge --map=suite @names >mapped
	[ "$(wc -l <mapped)" = 200 ]
	seccord merge --reduce mapped >reduced
	[ "$(cut -f 1 reduced)" = suite ]
	values reduced >value
	cmp sum value
	RANDOM=${SEED:-$BATS_TEST_NUMBER}
	local round
	for round in 1 2 3 4 5 6; do
		sort -R --random-source=<(yes "$RANDOM") mapped >lines
		# Each pass reduces groups of random sizes, until one line is left.
		while [ "$(wc -l <lines)" -gt 1 ]; do
			awk -v seed="$RANDOM" 'BEGIN { srand(seed); left = 1 + int(rand() * 60) }
				{ print > "group." n + 0 } --left == 0 { n++; left = 1 + int(rand() * 60) }' lines
			for group in group.*; do
				seccord merge --reduce "$group"
			done >lines
			rm group.*
		done
		values lines >value
		echo "round $round"
		cmp sum value
	done
}

@test "keys stay apart, and a combiner in front changes nothing" {
	shards 60
	local key
	for key in one two 'three words'; do
		sed -n "$((${#key} % 3 + 1))~3p" names >"names.$key"
		seccord merge -o "sum.$key" "@names.$key"
		seccord merge "--map=$key" "@names.$key"
	done >mapped
	[ "$(cat names.* | sort -u | wc -l)" -gt 30 ]
	sort -R --random-source=<(yes) mapped | split -n r/4 - part.
	for part in part.*; do
		sort "$part" | seccord merge --reduce - >>combined
	done
	[ "$(wc -l <combined)" -le 12 ]
	sort combined | seccord merge --reduce - >reduced
	sort mapped | seccord merge --reduce - >alone
	cmp reduced alone
	[ "$(cut -f 1 reduced)" = "$(printf 'one\nthree words\ntwo')" ]
	for key in one two 'three words'; do
		grep "^$key	" reduced | cut -f 2- | tr '\t' '\n' >value
		cmp "sum.$key" value
	done
}

@test "a trace comes through standard input, and its strings have no tabs" {
	mkdir "$(printf 'a\tb\nc')"
	seccord record -q -o odd.trace -- sh "$(printf -- '-c')" 'true' "$(printf 'tab\there\nline\rreturn')"
	seccord merge -o sum odd.trace
	seccord merge --map=k - <odd.trace >mapped
	[ "$(wc -l <mapped)" = 1 ]
	[ "$(tr -cd '\r' <mapped | wc -c)" = 0 ]
	values mapped >value
	cmp sum value
	seccord merge --reduce - <mapped >reduced
	cmp mapped reduced
}

@test "what a sum says of its parts survives: seen in n of m, hosts, ends" {
	seccord record -q -o a.trace -- true
	seccord record -q -o b.trace -- sh -c 'mkdir d; exit 3' || true
	sed '1s/"kernel": "[^"]*"/"kernel": "9.9.9"/' b.trace >c.trace
	seccord merge --map=k a.trace b.trace c.trace | seccord merge --reduce - >reduced
	values reduced >value
	seccord show value | tee shown
	grep -q 'mkdir.* 2 of 3' shown || grep -q '2 of 3' shown
	grep -qx 'merged   from 3 recordings' shown
	grep -qx 'ended    with status 3, the worst of all recordings' shown
	not grep -q 'seen in at least' shown
	head -n 1 value | grep -q '"shards": 3'
	head -n 1 value | grep -q '"kernel": "[^"]*, 9.9.9"'
	grep -q '^{"end": true, "status": 3}$' value
}

@test "an incomplete trace makes an incomplete sum" {
	shards 2
	grep -v '"end"' shards/shard-00001.trace >part
	seccord merge --map=k shards/shard-00000.trace part | seccord merge --reduce - >reduced
	not grep -q '"end": true' reduced
	seccord merge -o sum shards/shard-00000.trace part
	values reduced >value
	cmp sum value
}

@test "bad input is one line of trouble" {
	shards 2
	echo '{"seccord": 1, "archs": ["x86_64"], "calls": []}' >p.json
	seccord merge --map=k @names >mapped
	run seccord merge --map=k p.json
	one_line_of_trouble 'p.json: not a trace'
	run seccord merge "--map=$(printf 'a\tb')" @names
	one_line_of_trouble 'a key has no tabs'
	run seccord merge --map= @names
	one_line_of_trouble 'requires an argument'
	run seccord merge --map=k --reduce mapped
	one_line_of_trouble 'exclude each other'
	run seccord merge --reduce -o out mapped
	one_line_of_trouble 'standard output'
	run seccord merge --reduce --prefer=allow mapped
	one_line_of_trouble 'standard output'
	run seccord merge --reduce missing
	one_line_of_trouble 'missing: No such file'
	echo 'no tab here' >bad
	run seccord merge --reduce bad
	one_line_of_trouble 'bad:1: not a line of --map'
	printf 'k\tnonsense\n' >bad
	run seccord merge --reduce bad
	one_line_of_trouble 'bad:1:1: '
	{ cat mapped; head -c 5000 mapped; } >bad
	run seccord merge --reduce bad
	[ "$status" = 2 ]
	[[ $output == *'bad:3: the line is truncated'* ]]
	: >empty
	run seccord merge --reduce empty
	[ "$status" = 0 ]
	[ -z "$output" ]
	[ ! -e out ]
}

@test "a full disk is trouble" {
	[ -c /dev/full ] || skip "no /dev/full here"
	shards 20
	not seccord merge --map=k @names >/dev/full
	seccord merge --map=k @names >mapped
	not seccord merge --reduce mapped >/dev/full
}

@test "memory does not grow with the number of lines" {
	shards 20
	seccord merge --map=k @names >mapped
	for _ in {1..40}; do cat mapped; done >many
	[ "$(wc -c <many)" -gt 8000000 ]
	# Address space; a build with sanitizers reserves more than there is.
	(ulimit -v 60000 && "$SECCORD" --help >/dev/null 2>&1) || skip "this build needs more address space"
	(ulimit -v 60000 && "$SECCORD" merge --reduce - <many >reduced)
	[ "$(wc -l <reduced)" = 1 ]
}
