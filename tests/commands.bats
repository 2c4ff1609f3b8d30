#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The commands of multiplexers, and the drivers of ioctls.

# shellcheck disable=SC2030,SC2031,SC2154 # a test that sets the program uses it itself
load helper

# of COMMAND TRACE: the drivers of the last line that has it, "DRIVER DRIVER".
of()
{
	grep "\"ioctl_cmd\": \[\"$1\"\]" "$2" | tail -1 | sed -n 's/.*"drivers": \[*\([^]}]*\).*/\1/p' | tr -d '",'
}

# went_to TRACE COMMAND DRIVER...
went_to()
{
	local trace=$1 command=$2
	shift 2
	echo "$command: '$(of "$command" "$trace")', expected '$*'"
	[ "$(of "$command" "$trace")" = "$*" ]
}

# What every machine has; then what this one may have.
drivers_are_told()
{
	went_to "$1" FIONREAD pipe
	went_to "$1" SIOCGIFCONF socket
	went_to "$1" TIOCOUTQ socket
	went_to "$1" TIOCGWINSZ ptmx
	went_to "$1" 0x80045230 ptmx
	went_to "$1" FIONBIO anon:eventpoll
	went_to "$1" TCGETS null-device
	went_to "$1" NS_GET_NSTYPE nsfs
	went_to "$1" "$2" dir file
	went_to "$1" FIOASYNC
	went_to "$1" FIOCLEX
	! grep -q LOOP_CTL_GET_FREE "$1" || went_to "$1" LOOP_CTL_GET_FREE loop-control
	! grep -q TUNGETFEATURES "$1" || went_to "$1" TUNGETFEATURES tun
	! grep -q PERF_EVENT_IOC_DISABLE "$1" || went_to "$1" PERF_EVENT_IOC_DISABLE anon:perf_event
}

commands_are_named()
{
	run seccord show "$1"
	[ "$status" = 0 ]
	says 'fcntl(64)?  .* F_GETFD'
	says 'prctl  .* PR_GET_DUMPABLE'
	says 'bpf  .* BPF_OBJ_GET'
	says 'keyctl  .* KEYCTL_GET_KEYRING_ID'
	says 'futex  .* FUTEX_WAKE'
	says 'ptrace  .* PTRACE_CONT'
	says 'quotactl  .* Q_SYNC'
	says 'seccomp  .* SECCOMP_GET_ACTION_AVAIL'
	says 'arch_prctl  .* ARCH_GET_CPUID'
	says 'SIOCOUTQ \(socket\)'
	says "_IOR\('R', 0x30, 4\) \(ptmx\)"
}

@test "each multiplexer's command has its name, each ioctl its driver, by all engines" {
	every_engine
	program native/commands
	for engine in "${engines[@]}"; do
		seccord record -q --engine="$engine" -o "$engine.trace" -- "$program"
		drivers_are_told "$engine.trace" FS_IOC_GETFLAGS
		commands_are_named "$engine.trace"
	done
}

@test "32 bits: the same, with socketcall and ipc" {
	every_engine
	program m32/commands
	for engine in "${engines[@]}"; do
		seccord record -q --engine="$engine" -o "$engine.trace" -- "$program"
		drivers_are_told "$engine.trace" FS_IOC32_GETFLAGS
		commands_are_named "$engine.trace"
		says 'socketcall  .* SYS_SOCKET'
		says 'ipc  .* SHMGET'
	done
}

@test "--why and the policy's notes name drivers; values without a name are numbers" {
	program native/commands
	seccord record -q -o t -- "$program"
	run seccord show --why=ioctl t
	says 'TIOCGWINSZ \(ptmx\)'
	run seccord show --why=ioctl --json t
	says '"command": "FS_IOC_GETFLAGS", "drivers": \["dir", "file"\]'
	run seccord show --by=image t
	says 'ioctl [0-9]+ \[FIOASYNC,'
	says 'FIONBIO \(anon:eventpoll\)'
	run seccord policy -o p t
	says 'ioctl: .*FIONREAD \(pipe\).*; a filter sees the command, not the driver'
	grep -q '"0x80045230"' p
	grep -q '"TIOCOUTQ"' p
	seccord check p t
	seccord emit -f bpf -o f p
	seccord check f t
}

@test "ioctls of stty on a terminal" {
	need stty script
	seccord record -q -o t -- script -qec 'stty -a' /dev/null >/dev/null </dev/null
	went_to t TIOCGWINSZ pts
}

@test "attached: ioctls of the children" {
	program native/commands
	mkfifo go
	# shellcheck disable=SC2016 # the shell that is attached expands it
	sh -c 'read -r _ <go; "$0"' "$program" 3>&- &
	local shell=$!
	env --default-signal=INT "$SECCORD" record -q -o t -p $shell 3>&- &
	local recorder=$!
	until grep -q '"note": "attached' t 2>/dev/null && grep -q 'TracerPid:	[1-9]' /proc/$shell/status; do
		kill -0 $recorder
	done
	echo >go
	wait $shell
	wait $recorder
	drivers_are_told t FS_IOC_GETFLAGS
}

@test "a descriptor of another type is recorded when the call is repeated" {
	program native/commands
	seccord record -q -o t -- "$program" 7
	went_to t FIONREAD pipe socket
	seccord record -q -o t -- "$program" 8
	went_to t FIONREAD pipe
	seccord record -q -o t -- "$program" 1023
	went_to t FIONREAD pipe socket
}

@test "--why takes the number of any call, on each arch of the trace" {
	need python3
	seccord record -q -o t -- true
	seccord show --why=openat t >named
	python3 - >numbers <<-'END'
		import os
		print({"x86_64": "257 openat", "aarch64": "56 openat"}.get(os.uname().machine, ""))
	END
	read -r number name <numbers
	[ -n "$number" ] || skip "the number of openat is not known here"
	for word in "$number" "$(printf '0x%x' "$number")"; do
		seccord show --why="$word" t >numbered
		grep -qx "t: $number ($name on [a-z0-9_]*), [0-9]* times\?" numbered
		cmp <(sed 1d named) <(sed 1d numbered)
	done
	seccord show --json --why="$number" t | cmp - <(seccord show --json --why=openat t)
	run seccord show --why=999 t
	[ "$status" = 1 ]
	for bad in -1 +5 4294967296 99999999999999999999 257x; do
		run seccord show --why="$bad" t
		[ "$status" = 2 ]
		[[ $output == "seccord show: --why=$bad: unknown system call"* ]]
	done
}
