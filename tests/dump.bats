#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The filters of a running process: the dump equals what was loaded, and the
# process is not disturbed.

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # scripts are quoted; program is set by program(); each test is a shell of its own
load helper

setup()
{
	cd "$BATS_TEST_TMPDIR" || return 1
	printf '%s\n' '{"seccord": 1, "archs": ["x86_64", "i386"], "default": {"action": "allow"}, "newer": {"action": "allow"},' \
		' "calls": [{"call": "acct", "action": "errno", "errno": "EPERM"}]}' >first.json
	printf '%s\n' '{"seccord": 1, "archs": ["x86_64"], "default": {"action": "allow"}, "newer": {"action": "allow"},' \
		' "foreign": {"action": "allow"}, "calls": [{"call": "swapon", "action": "errno", "errno": "ENOSYS"}]}' >second.json
	seccord emit -f bpf -o first.bpf first.json 2>/dev/null
	seccord emit -f bpf -o second.bpf second.json 2>/dev/null
}

need_filters()
{
	need_root
	[ "$(uname -m)" = x86_64 ] || skip "the filters here are for x86_64"
	need_no_filter
}

need_bwrap()
{
	need bwrap
	works bwrap --dev-bind / / true || skip "bubblewrap cannot make a namespace here"
}

# The pid of the process under all the filters, which reports when they are loaded.
start_under()
{
	mkfifo ready go
	# shellcheck disable=SC2016 # the shell inside expands it
	"$@" sh -c 'echo $$ >ready; read -r line <go; echo "$line" >answer' 3>&- &
	started=$!
	read -r pid <ready
}

let_end()
{
	echo unharmed >go
	wait "$started"
	[ "$(cat answer)" = unharmed ]
}

seccord_dump()
{
	run seccord dump "$@"
	if [ "$status" = 2 ] && [[ $output == *CONFIG_CHECKPOINT_RESTORE* || $output == *CAP_SYS_ADMIN* ]]; then
		echo go >go
		wait "$started"
		skip "the kernel gives no filter back: $output"
	fi
}

@test "the filter of a sandbox is dumped byte for byte, and proved" {
	need_filters
	need_bwrap
	start_under bwrap --dev-bind / / --seccomp 10 10<first.bpf
	seccord_dump -p "$pid" -o live.bpf
	echo "$output"
	[ "$status" = 0 ]
	cmp live.bpf first.bpf
	run seccord verify live.bpf first.json
	[ "$status" = 0 ]
	let_end
}

@test "several filters are dumped, oldest first" {
	need_filters
	need_bwrap
	start_under bwrap --dev-bind / / --add-seccomp-fd 10 --add-seccomp-fd 11 10<first.bpf 11<second.bpf
	seccord_dump -p "$pid"
	echo "$output"
	[ "$status" = 0 ]
	[ "${#lines[@]}" = 2 ]
	[[ ${lines[0]} == "0: "*" instructions, the oldest" ]]
	seccord dump -p "$pid" -o live
	cmp live.0 first.bpf
	cmp live.1 second.bpf
	seccord dump -p "$pid" --index 1 >one.bpf
	cmp one.bpf second.bpf
	run seccord dump -p "$pid" --index 2
	one_line_of_trouble "--index=2: out of range; the process has 2 filters"
	run seccord dump -p "$pid" -o -
	one_line_of_trouble "choose one with --index"
	let_end
}

@test "the filter of seccord run is dumped while it runs" {
	need_filters
	mkfifo ready go
	# A traced process cannot be seized again, which is reported.
	# shellcheck disable=SC2016
	"$SECCORD" run first.json -- sh -c 'echo $$ >ready; read -r line <go; echo "$line" >answer' 3>&- &
	started=$!
	read -r pid <ready
	run seccord dump -p "$pid" -o live.bpf
	one_line_of_trouble "traced"
	let_end
}

@test "a process without a filter, no such process, and an invalid number are reported" {
	need_filters
	sleep 1000 3>&- &
	run seccord dump -p $!
	kill $!
	one_line_of_trouble "has no filter"
	run seccord dump -p 2147483
	[ "$status" = 2 ]
	run seccord dump -p x
	one_line_of_trouble "invalid"
	run seccord dump -p "1,2 3" -o -
	one_line_of_trouble '3 processes to standard output'
	run seccord dump -p "1,2 3" --index=0
	one_line_of_trouble '3 processes to standard output'
	run seccord dump
	one_line_of_trouble "usage: seccord dump"
}

@test "a list as people paste it: each has files of its own, and what has ended is skipped" {
	need_filters
	need_bwrap
	sleep 1000 3>&- &
	local other=$!
	start_under bwrap --dev-bind / / --add-seccomp-fd 10 --add-seccomp-fd 11 10<first.bpf 11<second.bpf
	seccord_dump -p "4194304 $pid,$other $pid" -o live
	echo "$output"
	[ "$status" = 0 ]
	[[ $output == *"process 4194304 has ended; it is skipped"* ]]
	[[ $output == *"process $other has no filter"* ]]
	cmp "live.$pid.0" first.bpf
	cmp "live.$pid.1" second.bpf
	[ "$(find . -name 'live*' | wc -l)" = 2 ]
	run seccord dump -p "$other" -p "$pid"
	kill $other
	[[ $output == *"process $pid:"*"0: "*"1: "* ]]
	seccord dump -p "4194304,$pid" --index=1 -o one
	cmp "one.$pid" second.bpf
	let_end
}

@test "a process that has ended, or its first thread, is said to have ended" {
	need_filters
	need python3
	python3 -c 'import os, time; child = os.fork() or os._exit(0); print(child, flush=True); time.sleep(1000)' >child 3>&- &
	local parent=$!
	await grep -q . child
	await grep -q "^State:.*zombie" "/proc/$(cat child)/status"
	run seccord dump -p "$(cat child)"
	one_line_of_trouble "process $(cat child): it has ended"
	run seccord record -o t -p "$(cat child)"
	one_line_of_trouble "process $(cat child): it has ended"
	kill $parent
	# the first thread ends, and another goes on
	python3 -c 'import ctypes, threading, time
threading.Thread(target=time.sleep, args=(1000,)).start()
ctypes.CDLL(None).syscall(60, 0)' 3>&- &
	parent=$!
	await grep -q "^State:.*zombie" "/proc/$parent/status"
	run seccord dump -p $parent
	one_line_of_trouble "first thread has ended"
	timeout -s TERM 60 "$SECCORD" record -o t -p $parent 3>&- &
	local recorder=$!
	await grep -q '"process"\|"call"\|"program"' t
	kill $recorder
	wait $recorder
	grep -q '^{"end": true' t
	kill $parent
}

@test "without /proc that is the reason" {
	need_filters
	works unshare -m true || skip "no mount namespaces here"
	run unshare -m sh -c 'umount -l /proc && exec "$0" dump -p 1' "$SECCORD"
	one_line_of_trouble "/proc is not mounted"
}

@test "without privileges the reason is reported" {
	need_filters
	cp "$SECCORD" program
	chmod 755 . program
	sleep 1000 3>&- &
	run as_nobody ./program dump -p $!
	kill $!
	one_line_of_trouble "cannot attach|CAP_SYS_ADMIN"
}

# state PID: as ps has it
state()
{
	sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status"
}

# wait_until COMMAND...: for ten seconds at most
wait_until()
{
	local i
	for ((i = 0; i < 1000; i++)); do
		"$@" && return
		sleep 0.01
	done
	return 1
}

in_state()
{
	[ "$(state "$1")" = "$2" ]
}

traced()
{
	! grep -q '^TracerPid:[[:space:]]*0$' "/proc/$1/status"
}

@test "a process in a vfork is waited for, as services begin with one, but not for long" {
	need_filters
	program native/vfork-held
	local held dump status=0
	mkfifo go
	"$program" go 3>&- &
	held=$!
	wait_until in_state $held D
	run timeout 60 "$SECCORD" dump -p $held
	one_line_of_trouble "process $held is exiting or in uninterruptible sleep"
	timeout 60 "$SECCORD" dump -p $held 2>said 3>&- &
	dump=$!
	wait_until traced $held
	: >go
	wait $dump || status=$?
	kill $held
	cat said
	[ "$status" = 2 ]
	grep -qx "seccord dump: process $held has no filter" said
}
