#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The filters of a running process: the dump equals what was loaded, and the
# process is not disturbed.
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
	run seccord dump -p "1,2 3"
	one_line_of_trouble '3 processes; dump takes one at a time'
	run seccord dump
	one_line_of_trouble "usage: seccord dump"
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
