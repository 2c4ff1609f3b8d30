#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Policies for kernels and libseccomps other than those here.
# shellcheck disable=SC2154 # kept is set by keep
load helper

@test "--min-kernel and --min-libseccomp report what is missing there, and exit with 1 if it matters" {
	echo '{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "clone3"}, {"call": "clone"}, {"call": "rseq"}]}' >p.json
	seccord emit -f oci --min-kernel=6.1 --min-libseccomp=2.5.4 -o out p.json 2>notes
	lacks 'needs|not in Linux|libseccomp' notes
	run seccord policy --min-kernel=4.18 -o out p.json
	[ "$status" = 0 ]
	says '^seccord: note: not in Linux 4.18, where programs use calls that the policy allows: clone3 \(clone\)$'
	run seccord policy --min-kernel=4.9 -o out p.json
	[ "$status" = 1 ]
	says '^seccord: note: kill: needs Linux 4.14; older ones kill the thread alone$'
	cmp out <(seccord policy p.json 2>/dev/null)
	echo '{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "memfd_secret"}, {"call": "read", "action": "log"}]}' >p.json
	run seccord policy --min-kernel=4.18 -o out p.json
	[ "$status" = 1 ]
	says '^seccord: note: memfd_secret: needs Linux 5.14; no other call is known to replace it$'
	run seccord emit -f oci --min-kernel=4.18 --min-libseccomp=2.4.1 -o out p.json
	[ "$status" = 1 ]
	says '^seccord: note: memfd_secret: needs Linux 5.14; no other call is known to replace it$'
	says '^seccord: note: libseccomp 2.4.1 does not know these names, and allows none of them: memfd_secret$'
	seccord policy --min-kernel=5.14.0-1-amd64 -o out p.json 2>/dev/null
	seccord emit -f oci --min-kernel=5.14.0-1-amd64 --min-libseccomp=v2.5.3 -o out p.json 2>/dev/null
}

@test "a version that is none is one line of trouble" {
	echo '{"seccord": 1, "archs": ["x86_64"], "calls": []}' >p.json
	for version in six 6. 6.1x 1.2.3.4.5 -1; do
		run seccord policy --min-kernel=$version -o out p.json
		one_line_of_trouble "--min-kernel=$version: expected a version, such as "
		for option in min-kernel min-libseccomp; do
			run seccord emit -f oci --$option=$version -o out p.json
			one_line_of_trouble "--$option=$version: expected a version, such as "
		done
	done
	[ ! -e out ]
}

# A filter stands for the older kernel: it answers ENOSYS to newer calls.
@test "a program recorded here runs on an older kernel" {
	local call level policy
	need bwrap
	works bwrap --bind / / true || skip "bubblewrap cannot make a namespace here"
	seccord record -q -o test.trace -- sh -c 'test -w .'
	grep -q '"name": "faccessat2"' test.trace || skip "the C library here does not call faccessat2"
	echo '{"seccord": 1, "archs": ["x86_64"], "default": {"action": "allow"}, "newer": {"action": "allow"}, "calls": [' >old.json
	for call in openat2 close_range faccessat2 pidfd_getfd futex_waitv epoll_pwait2; do
		echo '{"call": "'$call'", "action": "errno", "errno": "ENOSYS"},' >>old.json
	done
	echo '{"call": "clone3", "action": "errno", "errno": "ENOSYS"}]}' >>old.json
	seccord emit -f bpf -o old.bpf old.json 2>/dev/null
	for level in exact libc default; do
		seccord policy --level=$level --for=bwrap -o here.json test.trace 2>/dev/null
		seccord policy --level=$level --for=bwrap --min-kernel=5.2 -o there.json test.trace 2>/dev/null
		for policy in here there; do
			seccord emit -f bpf -o $policy.bpf $policy.json 2>/dev/null
			keep out bwrap --dev-bind / / --add-seccomp-fd 10 --add-seccomp-fd 11 sh -c 'test -w .' 10<old.bpf 11<$policy.bpf
			echo "$policy $kept" >>$level
		done
	done
	grep -qx 'here 1' exact
	[ "$(cat exact libc default | grep -cx 'there 0')" = 3 ]
}
