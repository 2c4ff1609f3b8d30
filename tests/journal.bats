#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The trace file: its name, its predecessor, and what a program does to it.

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # scripts are quoted; program is set by program()
load helper

command_of()
{
	head -n 1 "$1" | sed 's/.*"command": //'
}

is_whole()
{
	tail -n 1 "$1" | grep -q '^{"end": true' && seccord show "$1" >/dev/null
}

@test "the last recording is kept as .old, one generation" {
	seccord record -q -- true one
	[ ! -e seccord.trace.old ]
	seccord record -q -- true two
	seccord record -q -- true three
	[[ $(command_of seccord.trace) == *three* ]]
	[[ $(command_of seccord.trace.old) == *two* ]]
	is_whole seccord.trace.old
	mkdir d
	for word in one two; do
		seccord record -q -o d/n -- true $word
	done
	[[ $(command_of d/n.old) == *one* ]]
	[ "$(ls -A d)" = $'n\nn.old' ]
}

@test "a recording that never starts neither creates nor replaces a trace" {
	seccord record -q -o t -- true one
	seccord record -q -o t -- true two
	printf 'not a program' >script
	chmod 755 script
	printf '#!/no/such/interpreter\n' >bad
	chmod 755 bad
	for engine in seccomp syscall learn; do
		for what in ./bad /nonexistent "" .; do
			run seccord record -o t --engine=$engine -- "$what"
			one_line_of_trouble 'cannot run'
		done
	done
	run seccord record -o t -p 4194304
	[ "$status" = 2 ]
	run seccord record -o t --no-such-option -- true
	[ "$status" = 2 ]
	run seccord record -o 't%z' -- true
	[ "$status" = 2 ]
	[[ $(command_of t) == *two* ]]
	[[ $(command_of t.old) == *one* ]]
	[ "$(ls -A)" = "$(printf '%s\n' bad script t t.old)" ]
}

@test "%p is the program's process id, %% a percent sign, and anything else is an error" {
	for _ in 1 2; do
		run seccord record -o 'run-%p%%%p.t' -- sh -c 'echo $$'
		[ "$status" = 0 ]
		is_whole "run-${lines[0]}%${lines[0]}.t"
		[[ ${lines[-1]} == *": run-${lines[0]}%${lines[0]}.t" ]]
	done
	[ "$(find . -type f | wc -l)" = 2 ]
	run seccord record -q -o '%%' -- true
	is_whole %
	for wrong in 'a%' 'a%%%' '%d' 'a%P' '% p' '%'; do
		run seccord record -o "$wrong" -- touch made
		one_line_of_trouble '%'
		[ ! -e made ]
	done
	run seccord record -o '' -- touch made
	one_line_of_trouble "option '--output' requires an argument: FILE"
	run seccord record -o 'no/such/%p' -- touch made
	one_line_of_trouble 'No such file'
	run seccord record -o '%p/t' -- touch made
	one_line_of_trouble 'No such file'
	[ ! -e made ]
	[ -z "$(find . -name '.seccord*')" ]
}

@test "%p of an attached process" {
	sleep 1000 3>&- &
	local other=$!
	env --default-signal=INT "$SECCORD" record -q -o 'at-%p' -p $other 3>&- &
	local recorder=$!
	until grep -q '"note": "attached' at-$other 2>/dev/null; do
		kill -0 $recorder
	done
	kill -INT $recorder
	wait $recorder
	kill $other
	tail -n 1 at-$other | grep -qx '{"end": true}'
}

@test "only a non-empty regular file is kept as .old" {
	: >empty
	seccord record -q -o empty -- true
	is_whole empty
	seccord record -q -o /dev/null -- true
	[ -c /dev/null ]
	[ ! -e /dev/null.old ]
	seccord record -q -o - -- true | tail -n 1 | grep -q '"end": true'
	seccord record -q -o /dev/stdout -- true | tail -n 1 | grep -q '"end": true'
	seccord record -q -o /dev/fd/5 -- true 5>five
	is_whole five
	echo before >all
	seccord record -q -o /dev/stdout -- true >>all
	[ "$(head -n 1 all)" = before ]
	mkfifo fifo
	cat fifo >got &
	seccord record -q -o fifo -- true
	wait $!
	is_whole got
	[ -p fifo ]
	ln -s target link
	seccord record -q -o link -- true one
	[ -L link ]
	seccord record -q -o link -- true two
	[ -L link ]
	[[ $(command_of target) == *two* ]]
	[[ $(command_of target.old) == *one* ]]
	mkdir folder
	run seccord record -o folder -- touch made
	one_line_of_trouble 'Is a directory'
	[ ! -e made ]
	run seccord record -o no/such/folder -- touch made
	one_line_of_trouble 'No such file'
	# shellcheck disable=SC2012 # the names are ours
	[ "$(ls -A | tr '\n' ' ')" = 'all empty fifo five folder got link target target.old ' ]
}

@test "a link that another user planted in a shared folder is not followed, by any output" {
	need_root
	local name
	seccord record -q -o t -- true
	mkdir -m 1777 shared
	echo secret >victim
	ln -s "$PWD/victim" shared/planted
	ln -s "$PWD/none" shared/dangling
	chown -h 1000 shared/*
	ln -s "$PWD/shared/planted" mine
	for name in shared/planted shared/dangling mine; do
		run seccord record -q -o $name -- touch made
		one_line_of_trouble 'a symbolic link of another user, in a folder that everybody may write to, is not followed'
	done
	run seccord policy -o shared/planted t
	[ "$status" = 2 ]
	says '^seccord policy: shared/planted: a symbolic link of another user'
	run seccord show -o mine t
	one_line_of_trouble 'a symbolic link of another user'
	[ ! -e made ] && [ ! -e none ] && [ ! -e victim.old ]
	[ "$(cat victim)" = secret ]
	chown -h 0 shared/planted
	seccord record -q -o shared/planted -- true
	[ "$(cat victim.old)" = secret ]
	[ -L shared/planted ]
}

@test "a FIFO without a reader: a line says that the recorder waits for one" {
	mkfifo fifo
	"$SECCORD" record -q -o fifo -- true 2>said 3>&- &
	local recorder=$! tries=0
	until grep -qx 'seccord: fifo: waiting for a reader of this FIFO' said; do
		[ $((tries += 1)) -lt 1200 ]
		sleep 0.05
	done
	cat fifo >got
	wait $recorder
	is_whole got
}

@test "an .old that cannot be created is reported before anything runs, and the recording is kept" {
	echo old >t
	mkdir t.old
	touch t.old/file
	run seccord record -o t -- touch made
	one_line_of_trouble 'cannot keep the last recording as t.old'
	[ ! -e made ]
	[ "$(cat t)" = old ]
	[ "$(ls -A)" = $'t\nt.old' ]
	cp "$SECCORD" program
	chmod 755 . program
	mkdir closed
	echo old >closed/t
	chmod 666 closed/t
	chmod 555 closed
	run as_nobody ./program record -o closed/t -- true
	chmod 755 closed
	one_line_of_trouble 'cannot keep the last recording as a .old file'
	[ "$(cat closed/t)" = old ]
}

# What a program does to its trace: a script, the message, and where the trace is.
@test "a program that removes, truncates, moves or overwrites its trace: a message, and the trace is complete" {
	local cases=(
		'rm t; exit 5|t was removed while the program ran; trace rewritten to t|t'
		'rm t; ls / >/dev/null; mkdir t; exit 5|was removed.* to t.1|t.1'
		'rm t; echo mine >t; exit 5|was removed.* to t.1|t.1'
		': >t; exit 5|t was changed while the program ran; trace rewritten to t.1|t.1'
		': >t; ls / >/dev/null; exit 5|t was changed|t.1'
		'truncate -s 100 t; exit 5|t was changed|t.1'
		'truncate -s 100 t; ls / >/dev/null; exit 5|t was changed|t.1'
		'echo more >>t; exit 5|t was changed|t.1'
		'echo x >x; dd if=x of=t conv=notrunc status=none; exit 5|t was changed|t.1'
		'mv t moved; exit 5|t was renamed while the program ran; the trace is now .*/moved|moved'
		'mv t moved; ls / >/dev/null; echo mine >t; exit 5|t was renamed|moved'
		'mkdir d; mv t d/t; exit 5|t was renamed|d/t'
		'cp t u; mv u t; exit 5|t was removed|t.1'
	)
	need truncate dd
	for case in "${cases[@]}"; do
		rm -rf t t.1 moved d
		IFS='|' read -r script says where <<<"$case"
		run seccord record -o t -- sh -c "$script"
		echo "$script: $status $output"
		[ "$status" = 5 ]
		grep -qE "^seccord: warning: .*$says" <<<"$output"
		is_whole "$where"
		names_of "$where" | grep -qx exit_group
		rm -rf t t.1 moved d
		run seccord record -q -o t -- sh -c "$script"
		[[ $output == *warning* ]]
	done
}

@test "a trace that cannot be rewritten is an error of one line" {
	mkdir d
	run seccord record -o d/t -- sh -c 'rm -r d; exit 0'
	one_line_of_trouble 'd/t was removed while the program ran and cannot be rewritten: d/t: No such file'
}

@test "two simultaneous recordings to one name: both are complete, and the first reports its file" {
	mkfifo go
	"$SECCORD" record -o t -- sh -c 'read -r _ <go; exit 0' 2>said 3>&- &
	local first=$!
	until [ -s t ]; do kill -0 $first; done
	seccord record -q -o t -- true second
	echo >go
	wait $first
	is_whole t
	is_whole t.old
	[[ $(command_of t) == *second* ]]
	grep -q 'warning: t was renamed while the program ran; the trace is now .*/t.old' said
}

@test "how the program ended is recorded, shown, and warned about" {
	local cases=("exit 0|\"status\": 0|status 0" "exit 1|\"status\": 1|status 1" "exit 255|\"status\": 255|status 255"
		'kill -SEGV $$|"signal": "SIGSEGV"|SIGSEGV' 'kill -KILL $$|"signal": "SIGKILL"|SIGKILL' 'kill -40 $$|"signal": 40|signal 40'
		'sh -c "exit 9"; exit 0|"status": 0|status 0')
	for case in "${cases[@]}"; do
		IFS='|' read -r script member words <<<"$case"
		for engine in seccomp syscall; do
			bash -c '"$SECCORD" record -q --engine=$1 -o t -- sh -c "$0"; :' "$script" $engine 2>/dev/null
			tail -n 1 t | grep -qx "{\"end\": true, $member}"
		done
		seccord show t | grep -qx "ended    with $words"
		seccord show --json t | grep -q "$member"
		run seccord policy -o p t
		[ "$status" = 0 ]
		[ -s p ]
		if [ "$words" = "status 0" ]; then
			[[ $output != *'ended with'* ]]
		else
			[[ $output == *"note: the recorded program ended with $words"* ]]
		fi
	done
	seccord record -q -o ok -- true
	run seccord policy -o p ok t
	[[ $output != *'ended with'* ]]
	seccord record -q -o failed -- sh -c 'exit 3' || true
	for order in 'ok failed' 'failed ok'; do
		# shellcheck disable=SC2086 # two names
		run seccord policy -o p $order
		[ "$status" = 0 ]
		[[ $output == *'ended with status 3'* ]]
	done
}

@test "a recording of seccord that is not complete was interrupted, and not made by another tool" {
	need strace
	for engine in seccomp syscall learn; do
		seccord record -q --engine=$engine -o whole -- true
		head -n -1 whole >t
		seccord show t | grep -q 'NOT COMPLETE: interrupted$'
		run seccord policy -o p t
		[[ $output == *"the trace is incomplete (interrupted): "* ]]
	done
	# of a sum, a part may be a log
	strace -f -o log true
	seccord import -o log.trace log
	seccord merge -o sum t log.trace 2>/dev/null
	seccord show sum | grep -q 'NOT COMPLETE: interrupted, or made by another tool$'
	sed 's/"engine": "[a-z]*"/"engine": "other"/' t >other
	seccord show other | grep -q 'NOT COMPLETE: interrupted, or made by another tool$'
	(cat t; echo '{"end": false, "status": 0}') >missed
	seccord show missed | grep -q 'NOT COMPLETE: a note says what was missed$'
}

@test "an imported log is never complete" {
	need strace
	strace -f -o log sh -c 'exit 1' || true
	seccord import -o t log
	not grep -q '"end": true' t
	seccord show t | grep -q 'NOT COMPLETE: interrupted, or made by another tool$'
	run seccord policy -o p t
	[ "$status" = 0 ]
	[[ $output == *"made by another tool"* ]]
}

@test "where a file without a name cannot be linked, the trace gets its name too" {
	program native/under
	local linkat=265
	[ "$(uname -m)" = x86_64 ] || linkat=37
	timeout -k 1 60 "$program" 1 $linkat -- "$SECCORD" record -q -o t -- true
	tail -n 1 t | grep -qx '{"end": true, "status": 0}'
	[ "$(ls -A)" = t ]
}
