#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Formats of show for other tools: folded stacks, and the tree of programs as a graph.

# shellcheck disable=SC2154 # status, output and lines are set by bats
load helper

@test "folded stacks have one line per stack, and the counts of the trace" {
	need python3
	seccord record -q --stacks -o a.trace -- sh -c 'ls / >/dev/null; sort a.trace >/dev/null'
	seccord show --folded a.trace >folded
	not grep -vE '^[^; ][^;]*(;[^;]+)+ [0-9]+$' folded
	sort -c folded
	[ "$(sed 's/ [0-9]*$//' folded | sort | uniq -d | wc -l)" = 0 ]
	seccord show --json a.trace | python3 -c '
import json, sys
print(sum(call["count"] for category in json.load(sys.stdin)["categories"] for call in category["calls"]))' >sum
	[ "$(awk '{ sum += $NF } END { print sum }' folded)" = "$(cat sum)" ]
	grep -qE '^ls;.*;getdents64 [0-9]+$' folded
	grep -qE '^sort;.*;openat [0-9]+$' folded
	# the outermost frame comes first
	grep -qE '__libc_start_.*;libc[^;]*;(getdents64|read) ' folded
}

@test "names with separators do not split a frame or a label" {
	mkdir 'a;b "c\d'
	cp "$(type -P true)" 'a;b "c\d/e;f 7'
	seccord record -q --stacks -o a.trace -- 'a;b "c\d/e;f 7'
	seccord show --folded a.trace >folded
	grep -v '^unknown program;unknown code;execve 1$' folded >its
	not grep -vE '^e,f 7(;[^;]+)+ [0-9]+$' its
	seccord show --graph=dot a.trace >dot.txt
	grep -qF 'a;b \"c\\d/e;f 7"];' dot.txt
	seccord show --graph=mermaid a.trace >mermaid
	grep -qF 'a;b #34;c#92;d/e;f 7"]' mermaid
	if command -v dot >/dev/null; then
		command dot -Tplain dot.txt >plain
	fi
}

@test "a graph has an edge for each program that another started" {
	seccord record -q -o a.trace -- sh -c 'ls / >/dev/null; env uname >/dev/null'
	local format node
	for format in mermaid dot; do
		seccord show --graph=$format a.trace >graph
		cat graph
		for node in ls uname env; do
			grep -cE "^	p[0-9]+ ?\[.*/$node\"\]" graph >count
			[ "$(cat count)" = 1 ]
		done
		[ "$(grep -cE '^	p[0-9]+ (-->|->|-- exec -->) p[0-9]+' graph)" = 3 ]
		[ "$(grep -c exec graph)" = 1 ]
	done
}

@test "graphs and folded stacks do not depend on the order of the traces" {
	seccord record -q --stacks -o a.trace -- sh -c 'ls / >/dev/null'
	seccord record -q --stacks -o b.trace -- sh -c 'uname >/dev/null'
	local how
	for how in --folded --graph=dot --graph=mermaid; do
		seccord show $how a.trace b.trace >ab
		seccord show $how b.trace a.trace >ba
		cmp ab ba
	done
}

@test "folded stacks need stacks, and options that exclude each other are refused" {
	seccord record -q -o a.trace -- true
	local args
	for args in "--folded" "--graph=svg" "--graph=dot --folded" "--graph=dot --json" "--folded --by=exe"; do
		# shellcheck disable=SC2086 # several words
		run seccord show $args a.trace
		echo "$args: $output"
		[ "$status" = 2 ]
		[ "${#lines[@]}" = 1 ]
	done
}
