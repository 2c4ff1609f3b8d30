#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The origin of a call: sites, callers, threads, and how show prints them.

# shellcheck disable=SC2030,SC2031,SC2154 # a test that sets the program uses it itself
load helper

record_readers()
{
	program "$1"/readers
	seccord record -q --stacks -o readers.trace -- "$program"
}

@test "--why names both functions that call read, with lines" {
	record_readers native
	run seccord show --why=read readers.trace
	[ "$status" = 0 ]
	says '  20 times by readers read_first \(readers.c:17\)'
	says '  30 times by readers read_second \(readers.c:25\)'
	says 'readers main \(readers.c:4[0-9]\)'
	says "command $program"
	run seccord show --why=write readers.trace
	says '  5 times by readers print_third \(readers.c:31\)'
}

@test "32-bit stacks name the caller too" {
	record_readers m32
	grep -q '"caller"' readers.trace || skip "libdw before 0.188 provides no registers"
	run seccord show --why=read readers.trace
	says '  20 times by readers read_first \(readers.c:17\)'
	says '  30 times by readers read_second \(readers.c:25\)'
}

@test "without --stacks a call has a site but no caller" {
	program native/readers
	seccord record -q -o t -- "$program"
	lacks '"caller"|"stack"' t
	run seccord show --json --why=read t
	# glibc 2.41 makes every call that may be cancelled in one function.
	says '"count": 50, .*"function": "((__)?read|__internal_syscall_cancel)"'
}

@test "callers are distinguished up to a limit" {
	program native/readers
	seccord record -q --stacks -o t -- "$program" many
	[ "$(grep '"name": "getppid"' t | grep -o '"caller": [0-9]*' | sort -u | wc -l)" = 64 ]
	run seccord show --why=getppid t
	says 'getppid, 80 times'
	seccord check t t
}

@test "a stripped program gives image and offset" {
	program native/readers
	need strip
	strip -o stripped "$program"
	seccord record -q --stacks -o t -- ./stripped
	run seccord show --why=read t
	says '  20 times by stripped \+0x[0-9a-f]+$'
	says '  30 times by stripped \+0x[0-9a-f]+$'
}

# split NAME: a stripped program with its debug information in NAME.debug
split()
{
	objcopy --only-keep-debug "$program" "$1.debug"
	objcopy --strip-all --add-gnu-debuglink="$1.debug" "$program" "$1"
}

@test "a separate debug file is found by its link, without network requests" {
	program native/readers
	need objcopy
	export DEBUGINFOD_URLS=http://127.0.0.1:9/
	split apart
	seccord record -q --stacks -o t -- ./apart
	run seccord show --why=read t
	says '  20 times by apart read_first \(readers.c:17\)'
	mkdir .debug
	mv apart.debug .debug
	seccord record -q --stacks -o t -- ./apart
	run seccord show --why=read t
	says '  30 times by apart read_second \(readers.c:25\)'
	rm -r .debug
	seccord record -q --stacks -o t -- ./apart
	run seccord show --why=read t
	says '  30 times by apart \+0x[0-9a-f]+$'
}

@test "a debug file without a build-id is matched by its checksum" {
	need objcopy
	${CC:-cc} -O1 -g -Wl,--build-id=none -o plain "$HERE/programs/readers.c" || skip "no compiler"
	program=$PWD/plain
	split apart
	seccord record -q -o t -- ./apart
	lacks 'apart.*"build_id"' t
	seccord record -q --stacks -o t -- ./apart
	grep -q '"file": ".*readers.c"' t
	echo >>apart.debug
	seccord record -q --stacks -o t -- ./apart
	lacks '"file": ".*readers.c"' t
}

@test "a debug file of another build is not used" {
	program native/jit
	need objcopy
	split other
	program native/readers
	split apart
	cp other.debug apart.debug
	seccord record -q --stacks -o t -- ./apart
	lacks '"file": ".*(jit|readers).c"' t
}

@test "a fifo in place of a debug file does not block" {
	program native/readers
	need objcopy mkfifo
	split apart
	rm apart.debug
	mkfifo apart.debug
	seccord record -q -o t -- ./apart
}

@test "clang's debug information, which has no index, gives lines" {
	need clang
	clang -O1 -g -o made-by-clang "$HERE/programs/readers.c"
	seccord record -q --stacks -o t -- ./made-by-clang
	run seccord show --why=read t
	says '  20 times by made-by-clang read_first \(readers.c:17\)'
}

@test "code of a JIT has a site" {
	every_kind
	for kind in "${kinds[@]}"; do
		program "$kind/jit"
		seccord record -q --stacks -o t -- "$program"
		run seccord show --why=getppid t
		says '  1 time by \[anon\] \+0x7$'
	done
}

@test "a call handled by the vDSO has a caller" {
	program native/clock
	seccord record -q --stacks -o t -- "$program" >/dev/null
	grep -q vdso-hidden t || skip "the vDSO handles no clock here"
	run seccord show --why=clock_gettime t
	says 'by clock main \(clock.c:[0-9]+\)'
}

@test "both engines name the same callers" {
	program native/readers
	for engine in seccomp syscall; do
		seccord record -q --stacks --engine=$engine -o $engine.trace -- "$program"
		seccord show --why=read $engine.trace | sed 1d >$engine.txt
	done
	same_output seccomp.txt syscall.txt
}

@test "--by groups by function, library, image and thread" {
	record_readers native
	run seccord show --by=function readers.trace
	says '^readers read_second: 1 call, 30 times$'
	run seccord show --by=library readers.trace
	says '^readers: '
	run seccord show --by=image readers.trace
	says '^libc\.so|^libc-'
	seccord record -q -o t -- sh -c 'cat /dev/null; :'
	run seccord show --by=thread t
	says '^sh: '
	says '^cat: '
	run seccord show --json --by=thread t
	says '"by": "thread"'
	run seccord show --by=moon t
	one_line_of_trouble 'not one of function, library, image, thread, exe, label'
}

@test "with several traces --why names the one that has the call" {
	program native/jit
	seccord record -q -o jit.trace -- "$program"
	seccord record -q -o true.trace -- true
	run seccord show --why=getppid true.trace jit.trace
	[ "$status" = 0 ]
	says '^jit.trace: getppid, 1 time$'
	says "^  command $program$"
	lacks true.trace - <<<"$output"
	run seccord show --why=getppid true.trace
	[ "$status" = 1 ]
	[ "$output" = "getppid: not in this trace" ]
	run seccord show --why=getpidd true.trace
	one_line_of_trouble "did you mean 'getpid'\\?"
	run seccord show --why=read --by=thread true.trace
	one_line_of_trouble 'cannot be combined'
}
