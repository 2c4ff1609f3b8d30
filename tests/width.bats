#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# show fits the terminal, and prints the code behind each call only if asked.

# shellcheck disable=SC2154 # status, output and lines are set by bats
load helper

# widest FILE: the length of the longest line among those of calls
widest()
{
	awk '/: [0-9]+ calls?, /{ calls = 1 } calls && length > most { most = length } END { print most + 0 }' "$1"
}

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	seccord record -q -o a.trace -- sh -c 'ls -l / >/dev/null'
}

@test "lines fit the columns of the environment, or of a file" {
	local columns
	for columns in 50 80; do
		COLUMNS=$columns seccord show --by=exe a.trace >out
		[ "$(widest out)" -le $((columns + 1)) ]
		[ "$(widest out)" -gt $((columns - 30)) ]
	done
	# not of a file, and not if it is no width
	unset COLUMNS
	seccord show --by=exe a.trace >piped
	COLUMNS=50 seccord show --by=exe -o file a.trace
	cmp piped file
	for columns in x 0 ''; do
		COLUMNS=$columns seccord show --by=exe a.trace | cmp - piped
	done
}

@test "lines fit the terminal" {
	need script
	unset COLUMNS
	export SECCORD
	# shellcheck disable=SC2016 # expanded by the inner shell
	works script -qec 'stty cols 60; "$SECCORD" show --by=exe a.trace' /dev/null | tr -d '\r' >out
	[ -s out ]
	[ "$(widest out)" -le 61 ]
	[ "$(widest out)" -gt 40 ]
}

@test "the code behind each call is printed with --verbose" {
	seccord show a.trace >brief
	seccord show -v a.trace >verbose
	not grep -q 'libc' brief
	grep -q 'libc' verbose
	# the calls, counts and totals are the same
	local file
	for file in brief verbose; do
		grep -E '^(  [a-z0-9_]+ +[0-9]+|[a-z-]+: |total)' $file | awk '{ print $1, $2 }' >$file.calls
	done
	cmp brief.calls verbose.calls
	[ "$(wc -l <brief)" -lt "$(wc -l <verbose)" ]
	not grep -q ' $' brief
}
