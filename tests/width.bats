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
		[ "$(widest out)" -le "$columns" ]
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
	[ "$(widest out)" -le 60 ]
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

# fits COLUMNS: no line of out is longer, unless it is one word
fits()
{
	awk -v columns="$1" 'length > columns && NF > 1 { print; bad = 1 } END { exit bad }' out
}

# words FILE: its words in their order
words()
{
	tr -s ' ' '\n' <"$1" | sed '/^$/d'
}

@test "the text of each report fits, with the same words" {
	seccord policy -o policy.json a.trace 2>/dev/null
	sed '/"call": "openat"/d' policy.json >other.json
	# a call whose dangers and conditions take more than a line, also in a log
	echo 'type=SECCOMP msg=audit(1700000000.123:42): auid=0 uid=0 gid=0 ses=1 pid=7 comm="t" exe="/bin/t" sig=31 arch=c000003e syscall=257 compat=0 ip=0x7f00000000c7 code=0x80000000' >log
	local command columns
	for command in 'show policy.json' 'show a.trace' 'show --why=read a.trace' 'show --danger policy.json' 'show --coverage a.trace' 'diff policy.json other.json' \
		'doctor' 'check other.json a.trace' 'check --unused policy.json a.trace' 'explain openat clone3' 'explain --sets' 'explain other.json log' 'verify policy.json other.json'; do
		echo "case: $command"
		# shellcheck disable=SC2086 # words
		seccord $command >plain || [ $? = 1 ]
		for columns in 40 61 80 133 200; do
			# shellcheck disable=SC2086
			COLUMNS=$columns seccord $command >out || [ $? = 1 ]
			fits $columns
			[ "$command" = 'show --by=exe a.trace' ] || cmp <(words plain) <(words out)
		done
	done
	# what is not for people stays as it is
	for command in 'show --json policy.json' 'show --graph=dot a.trace' 'diff --format=markdown policy.json other.json' 'check --json other.json a.trace' 'explain --json openat'; do
		# shellcheck disable=SC2086
		seccord $command >plain || [ $? = 1 ]
		# shellcheck disable=SC2086
		COLUMNS=40 seccord $command >out || [ $? = 1 ]
		cmp plain out
	done
}

@test "a refused call, reported on stderr, fits too" {
	seccord policy -o policy.json a.trace 2>/dev/null
	seccord run policy.json -- sh -c 'exec mkdir folder 2>/dev/null' 2>plain || [ $? = 159 ]
	COLUMNS=50 seccord run policy.json -- sh -c 'exec mkdir folder 2>/dev/null' 2>out || [ $? = 159 ]
	sed -i '/^seccord: note: /d' plain out # such as one about a filter of this container
	[ "$(sed 1q plain | wc -c)" -gt 50 ]
	fits 50
	cmp <(words plain) <(words out)
}

@test "a line goes on in the column of its words, with its colours" {
	seccord policy -o policy.json a.trace 2>/dev/null
	COLUMNS=60 seccord show policy.json >out
	COLUMNS=60 seccord show --color=always policy.json >coloured
	[ "$(grep -c $'\033' coloured)" -gt 2 ]
	sed 's/\x1b\[[0-9;]*m//g' coloured | cmp - out
}
