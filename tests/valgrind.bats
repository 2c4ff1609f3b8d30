#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The recorder under valgrind: no uninitialised values, no invalid accesses, no
# leaks. A sanitizer build does not find the first.

# shellcheck disable=SC2154 # program is set by program()
load helper

# valgrind must not follow into the recorded program.
under_valgrind()
{
	timeout -k 10 100 valgrind -q --error-exitcode=99 --leak-check=full "$SECCORD" "$@"
}

need_valgrind()
{
	need valgrind
	works valgrind -q "$SECCORD" --help >/dev/null 2>&1 || skip "valgrind cannot run this build"
}

@test "recording a program is valgrind-clean, with all engines" {
	need_valgrind
	for engine in seccomp syscall learn; do
		under_valgrind record -q --engine=$engine -o $engine.trace -- true
	done
	diff <(calls_of seccomp.trace) <(calls_of syscall.trace)
	[ -n "$(calls_of seccomp.trace)" ]
}

@test "recording a tree of processes and threads with stacks is valgrind-clean" {
	need_valgrind
	program native/storm
	under_valgrind record -q --stacks -o tree.trace -- sh -c "true & '$program' children 5; '$program' threads 5; wait"
	seccord show tree.trace >/dev/null
}

@test "deriving a policy and running under it is valgrind-clean" {
	need_valgrind
	seccord record -q -o sh.trace -- sh -c 'true & wait'
	under_valgrind policy -o sh.json sh.trace
	under_valgrind check sh.json sh.trace
	under_valgrind run sh.json -- sh -c 'true & wait'
}
