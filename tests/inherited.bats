#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What the recorder inherits: filters, resource limits, tracers.

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # scripts are quoted; program is set by program()
load helper

has_note()
{
	grep -q "^{\"note\": \".*$1" "$2"
}

@test "under an inherited filter, each call that it denies is recorded, with a note" {
	program native/under
	# rmdir, perf_event_open, kexec_load, bpf, and the two that ask for filters
	for denied in "84" "84 298 246 321" "84 157" "84 317" "84 157 317"; do
		# shellcheck disable=SC2086 # the numbers are words
		run "$program" 13 $denied -- "$SECCORD" record -o t -- "$program" make $denied
		echo "$output"
		[ "$status" = 0 ]
		[[ $output == *'note: started under a seccomp filter'*'engine syscall'* ]]
		has_note 'started under a seccomp filter' t
		for number in $denied; do
			calls_of t | grep -qx "x86_64 $number"
			grep "\"nr\": $number," t | grep -q '"errnos": \["EACCES"\]'
			[[ $output == *"$number 13"* ]]
		done
	done
}

@test "a requested engine is used, and a note warns if it misses calls" {
	program native/under
	run "$program" 13 84 -- "$SECCORD" record -o t --engine=seccomp -- "$program" make 84
	echo "$output"
	[ "$status" = 0 ]
	[[ $output == *'note: started under a seccomp filter'*'are missing'* ]]
	not grep -qx 'x86_64 84' <(calls_of t)
	run "$program" 13 84 -- "$SECCORD" record -o t --engine=syscall -- "$program" make 84
	[ "$status" = 0 ]
	calls_of t | grep -qx 'x86_64 84'
	not has_note 'started under' t
	run "$program" 13 84 -- "$SECCORD" record -o t --engine=learn -- "$program" make 84
	[ "$status" = 0 ]
	[[ $output == *'note: started under a seccomp filter'*'engine syscall instead of learn'* ]]
	calls_of t | grep -qx 'x86_64 84'
	need_no_filter
	run "$SECCORD" record -o t -- "$program" make 84
	not has_note 'filter' t
	grep -q '"engine": "seccomp"' t
}

@test "attached to a program under a filter: denied calls are recorded" {
	program native/under
	mkfifo go
	"$program" 13 84 -- sh -c 'read -r _ <go; exec "$0" make 84' "$program" 3>&- >/dev/null &
	local shell=$! recorder
	until grep -q 'Seccomp:	2' /proc/$shell/status; do
		kill -0 $shell
	done
	"$SECCORD" record -q -o t -p $shell 3>&- &
	recorder=$!
	until grep -q '"note": "attached' t 2>/dev/null && grep -q 'TracerPid:	[1-9]' /proc/$shell/status; do
		kill -0 $recorder
	done
	echo >go
	wait $shell
	wait $recorder
	calls_of t | grep -qx 'x86_64 84'
	has_note 'runs under a seccomp filter' t
	not has_note 'setuid' t
}

@test "bwrap with a filter around the recorder" {
	need bwrap
	program native/under
	works bwrap --ro-bind / / --proc /proc true || skip "bwrap cannot create a sandbox here"
	# nr 84, rmdir: ERRNO 18; else ALLOW
	printf '\x20\0\0\0\0\0\0\0\x15\0\0\x01\x54\0\0\0\x06\0\0\0\x12\0\x05\0\x06\0\0\0\0\0\xff\x7f' >filter
	bwrap --bind / / --proc /proc --chdir "$PWD" --seccomp 7 "$SECCORD" record -q -o t -- "$program" make 84 7<filter >out ||
		skip "the recorder does not run in this sandbox"
	grep -qx '84 18' out
	calls_of t | grep -qx 'x86_64 84'
}

@test "run under an inherited filter: a note, as its denials cannot be reported" {
	program native/under
	seccord record -q -o t -- true
	seccord policy -o policy t
	run "$program" 13 84 -- "$SECCORD" run policy -- true
	[ "$status" = 0 ]
	[[ $output == *'note: started under a seccomp filter'*'not reported'* ]]
	need_no_filter
	run seccord run policy -- true
	[ -z "$output" ]
}

@test "a feature test loads no filter: no note, and the engine stays" {
	need_no_filter
	program native/probes
	"$program" filter || skip "no filters here"
	for engine in seccomp syscall learn; do
		run "$SECCORD" record -o t --engine=$engine -- "$program"
		echo "$output"
		[ "$status" = 0 ]
		not grep -q 'filter\|strict\|dispatch' <(grep '"note"' t)
		calls_of t | grep -qx 'x86_64 1900'
	done
	"$SECCORD" record -q -o t --engine=seccomp -- "$program" filter
	has_note 'its own seccomp filter' t
	calls_of t | grep -qx 'x86_64 1900'
}

@test "attached without privileges: no note on setuid programs, which keep theirs" {
	need_root
	need setpriv
	cp "$SECCORD" program
	mkdir open
	chmod 777 . open
	run as_nobody bash -c 'sleep 1000 3>&- & ./program record -o open/t -p $! 2>said 3>&- &
		until grep -q "attached" open/t 2>/dev/null; do kill -0 %2 || exit 9; done
		kill -TERM %2; wait %2; status=$?; kill %1; exit $status'
	echo "$output"
	[ "$status" = 0 ]
	has_note attached open/t
	not has_note 'privileges' open/t
	not grep -q 'privileges' said
}

# limited LIMIT: records under it; the program sees the original limit.
limited()
{
	echo "ulimit $*"
	# shellcheck disable=SC2086
	run timeout -k 1 60 bash -c 'ulimit '"$*"' && exec "$0" record -q -o t -- bash -c "ulimit '"${*% *}"'"' "$SECCORD"
	echo "$status: $output"
}

@test "limits apply to the program; the recorder works under them or reports which is too low" {
	for limit in "-s 64" "-s 128" "-s 256" "-s 1024" "-n 12" "-n 24" "-n 64" "-v 30000" "-d 1000" "-c 0" "-l 0" "-t 30" "-u 3" "-x 0"; do
		rm -f t
		limited "$limit"
		if [ "$status" = 2 ]; then
			one_line_of_trouble 'limit|fork: Resource'
			[ ! -e t ]
		else
			[ "$status" = 0 ]
			[ "$output" = "${limit#* }" ]
			tail -n 1 t | grep -qx '{"end": true, "status": 0}'
		fi
	done
}

# For a user who may not raise limits.
as_limited()
{
	if [ "$(id -u)" = 0 ]; then
		setpriv --inh-caps=-all --bounding-set=-all --reuid=65534 --regid=65534 --clear-groups -- "$@"
	else
		"$@"
	fi
}

@test "a file size limit: the program continues, the trace is cut off, and one line reports it" {
	need setpriv
	cp "$SECCORD" program
	chmod 755 program
	mkdir open
	chmod 777 . open
	for limit in 0 1 2 4; do
		rm -f open/t
		run as_limited bash -c 'ulimit -f $0; exec timeout -k 1 60 ./program record -o open/t -- sh -c "ulimit -f; kill -0 \$\$; exit 7"' $limit
		echo "$status: $output"
		if [ $limit = 0 ] || [ $limit = 1 ] || [ "$status" = 2 ]; then
			[ "$status" = 2 ]
			[[ $output == *"open/t: File too large (ulimit -f)"*'ended with status 7'* ]]
			[ $limit = 0 ] || seccord show open/t | grep -q 'NOT COMPLETE'
		else
			[ "$status" = 7 ]
		fi
		[[ ${lines[0]} =~ ^[0-9]+$ || $limit = 0 ]]
	done
	# Also where the file came as a descriptor.
	run as_limited bash -c 'ulimit -f 1; ./program record -o - -- sh -c "exit 7" >open/by-descriptor'
	echo "$output"
	[ "$status" = 2 ]
	[[ $output == *'File too large (ulimit -f)'*'ended with status 7'* ]]
}

@test "under a tracer: the message says that the program is already being traced" {
	need strace
	run strace -f -o /dev/null "$SECCORD" record -o t -- true
	one_line_of_trouble 'already being traced, by process [0-9]+ \(strace\)'
	[ ! -e t ]
	run "$SECCORD" record -q -o outer -- "$SECCORD" record -o t -- true
	one_line_of_trouble 'already being traced, by process [0-9]+ \(seccord\)'
	[ ! -e t ]
	run "$SECCORD" record -q -o outer -- "$SECCORD" record -o t --engine=syscall -- true
	one_line_of_trouble 'already being traced'
	sleep 1000 3>&- &
	local other=$!
	strace -o /dev/null -p $other 3>&- 2>/dev/null &
	until grep -q 'TracerPid:	[1-9]' /proc/$other/status; do :; done
	run "$SECCORD" record -o t -p $other
	kill -KILL $other
	one_line_of_trouble "process $other: it is already being traced, by process [0-9]+ \\(strace\\)"
	[ ! -e t ]
}

@test "attaching to the machine's init requires --force, to a container's init does not" {
	need_root
	if [ "$(stat -Lc %i /proc/self/ns/pid)" = 4026531836 ]; then
		run "$SECCORD" record -o t -p 1
		one_line_of_trouble 'process 1 is the init of this machine.*--force'
		[ ! -e t ]
		local kernel
		kernel=$(pgrep -x kthreadd || true)
		if [ -n "$kernel" ]; then
			run "$SECCORD" record -o t -p "$kernel"
			one_line_of_trouble "process $kernel: it is a kernel thread"
			run "$SECCORD" record -o t --force -p "$kernel"
			one_line_of_trouble "it is a kernel thread"
			[ ! -e t ]
		fi
	fi
	unshare -pf --mount-proc true || skip "no pid namespace here"
	# The shell is the init here.
	run timeout -k 1 60 unshare -pf --mount-proc bash -c '"$0" record -q -o t -p 1 & rec=$!
		until grep -q "TracerPid:	[1-9]" /proc/1/status; do kill -0 $rec || exit 9; done
		kill -TERM $rec; wait $rec' "$SECCORD"
	echo "$output"
	[ "$status" = 0 ]
	has_note attached t
}
