#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# record -D: the program keeps its place, and outlives its recorder.

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # scripts are quoted; program is set by program()
load helper
load containers

# daemon WORD...: starts `record -D WORD...` in the background: $inner is the program's
# process, $recorder the recorder's.
daemon()
{
	timeout -k 5 120 "$SECCORD" record -D "$@" >out 2>&1 3>&- &
	timeout=$!
	await has_recorder
}

has_recorder()
{
	inner=$(pgrep -P $timeout) || return 1
	recorder=$(recorder_of "$inner")
	[ "${recorder:-0}" != 0 ]
}

@test "-D: the program has seccord's place, and the trace is that of record" {
	seccord record -q --engine=syscall -o plain -- sh -c 'ls / >/dev/null; date +%N; exit 7' >/dev/null || [ $? = 7 ]
	run timeout 60 sh -c 'echo $$; exec "$0" record -D -o t.%p -- sh -c "$1"' "$SECCORD" \
		'echo $$; cat /proc/$$/task/$$/children >children; ls / >/dev/null; date +%N >/dev/null; exit 7' 3>&-
	echo "$output"
	[ "$status" = 7 ]
	[ "${#lines[@]}" = 2 ]
	[ "${lines[0]}" = "${lines[1]}" ]
	[ "$(wc -w <children)" = 1 ]                      # cat itself
	await is_complete "t.${lines[0]}"
	run timeout 60 "$SECCORD" record -D -o same -- sh -c 'ls / >/dev/null; date +%N; exit 7' 3>&-
	[ "$status" = 7 ]
	await is_complete same
	grep -q '^{"end": true, "status": 7}' same
	need_no_filter                                    # under one, -D leaves the vDSO as it is
	same_output <(kinds_of plain) <(kinds_of same)
}

@test "-D: nobody waits for the recorder's descriptors, and a signal ends the program as without it" {
	run timeout -k 5 60 sh -c 'x=$("$0" record -D -o t -- sh -c "sleep 300 >/dev/null 2>&1 3>&- & echo \$!" 2>&1 | cat); kill $x; echo $x' \
		"$SECCORD" 3>&-
	echo "$output"
	[ "$status" = 0 ]
	[[ $output =~ ^[0-9]+$ ]]
	await is_complete t                               # it ends with the last process
	grep -q '"name": "fork"\|"name": "clone"\|"name": "vfork"' t
	keep out timeout --signal=KILL 60 "$SECCORD" record -D -o s -- sh -c 'kill -TERM $$' 3>&-
	[ "$kept" = 143 ]
	await is_complete s
	grep -q '^{"end": true, "signal": ' s
}

@test "-D: the recorder ignores what ends a session or a unit, and ends with the program" {
	need pgrep
	daemon -o t -- sleep 300
	kill -TERM "$recorder"
	kill -INT "$recorder"
	kill -HUP "$recorder"
	kill -QUIT "$recorder"
	# its confined process gets them too
	for child in $(pgrep -P "$recorder"); do
		kill -TERM "$child"
		[[ $(ps -o stat= -p "$child") != Z* ]]
	done
	[ "$(recorder_of "$inner")" = "$recorder" ]
	[ "$(ps -o sid= -p "$recorder" | tr -d ' ')" = "$recorder" ]
	[ "$(find "/proc/$recorder/fd" -lname '/dev/null' | wc -l)" = 3 ]
	kill "$inner"
	keep out wait $timeout
	[ "$kept" = 143 ]
	await is_complete t
	await ended "$recorder"
}

@test "-D: kill -9 of the recorder at any moment changes no result, with or without a filter" {
	need pgrep
	local round=0 words
	program native/under
	cp "$program" under                               # its own path may have a space
	program native/steady
	# gettimeofday and clock_gettime are refused: the vDSO answers them nevertheless
	for words in "" "./under 13 84 --" "./under 1 96 228 --" "" "./under 13 96 --" "./under 1 96 228 --"; do
		# shellcheck disable=SC2086 # words
		daemon -o t.$((round += 1)) -- $words "$program" 60000
		kill -9 "$recorder"
		keep ended wait $timeout
		cat out
		[ "$kept" = 5 ]
		[ ! -e t.$round ] || seccord show t.$round >/dev/null
	done
	# once it is under way
	for words in "" "./under 13 84 --" "./under 1 96 228 --"; do
		# shellcheck disable=SC2086
		daemon -o t.$((round += 1)) -- $words "$program" 60000
		await grep -q '"name": "close"' t.$round
		kill -9 "$recorder"
		keep ended wait $timeout
		cat out
		[ "$kept" = 5 ]
	done
}

@test "-D: a trace that cannot be written on ends the recording, not the program" {
	program native/steady
	keep out timeout -k 5 60 bash -c 'ulimit -f 4; exec "$0" record -D -o t -- "$1" 200' "$SECCORD" "$program" 3>&-
	[ "$kept" = 5 ]
	await gone "$SECCORD record -D -o t -- $program 200"
	[ "$(stat -c %s t)" -le 4096 ]
	not is_complete t
	seccord show t >/dev/null
}

# Of seccord, the confined process that reads files may be left for a moment.
gone()
{
	! pgrep -x -f -- "$1"
}

@test "-D: calls of the vDSO are recorded under a filter of the program where it allows them" {
	program native/under
	local under=$program
	program native/steady
	need_root
	keep out timeout -k 5 60 "$SECCORD" record -D -o a -- "$under" 13 84 -- "$program" 10 3>&-
	[ "$kept" = 5 ]
	await is_complete a
	grep -q '"origin": "vdso-hidden", "vdso": "__vdso_clock_gettime"' a || skip "the vDSO handles no clock here"
	grep -q '"origin": "vdso-hidden", "vdso": "__vdso_gettimeofday"' a
	not grep -q '^{"note": .*under a filter that may refuse' a
	keep out timeout -k 5 60 "$SECCORD" record -D -o b -- "$under" 13 96 -- "$program" 10 3>&-
	[ "$kept" = 5 ]
	await is_complete b
	grep -q '"origin": "vdso-hidden", "vdso": "__vdso_clock_gettime"' b
	not grep -q '"origin": "vdso-hidden", "vdso": "__vdso_gettimeofday"' b
	grep -q '^{"note": .*under a filter that may refuse' b
}

@test "-D: without privileges" {
	program native/steady
	cp "$SECCORD" program
	cp "$program" steady
	mkdir open
	chmod 755 . program steady
	chmod 777 open
	cd open
	keep out as_nobody timeout -k 5 60 ../program record -D -o t -- ../steady 20 3>&-
	[ "$kept" = 5 ]
	await is_complete t
	grep -q '^{"note": "recorded without privileges' t
	grep -q '"origin": "vdso-hidden"' t || skip "the vDSO handles no clock here"
}

@test "-D: what goes wrong is one line, and nothing is run or written" {
	run seccord record -D -o t -- ./none
	one_line_of_trouble 'cannot run ./none'
	run seccord record -D -o none/t -- touch ran
	one_line_of_trouble 'none/t: No such file'
	run seccord record -D --engine=learn -o t -- touch ran
	one_line_of_trouble 'cannot be combined with --engine=learn'
	run seccord record -D -p 1 -o t
	one_line_of_trouble 'requires a program to run'
	run timeout 60 "$SECCORD" record -q -o outer -- "$SECCORD" record -D -o t -- touch ran 3>&-
	echo "$output"
	[ "$status" = 2 ]
	[[ $output == *'cannot attach to process '*': it is already being traced, by process '* ]]
	[ ! -e ran ]
	[ ! -e t ]
	[ -z "$(find . -name '.seccord.*')" ]
}
