#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What broke real policies, a test for each case of docs/field-cases.md. Most
# have one form: a program is recorded as it was with an older libc, kernel or
# compiler, and must keep running as it is with a newer one, under the filter's
# bytes alone: whether the rest gets an error or death.

# shellcheck disable=SC2154 # status, output, lines and program are set by bats and the helper
load helper

load_filter()
{
	program native/case_load
	loader=$program
}

# filtered POLICY-OPTION...: program.trace becomes filter.bpf.
filtered()
{
	seccord policy "$@" -o policy.json program.trace
	seccord check policy.json program.trace
	seccord emit -f bpf -o filter.bpf policy.json
	seccord check filter.bpf program.trace
}

# stands_in KIND WHAT FROM TO: recorded as FROM, it runs as TO.
stands_in()
{
	load_filter
	program "$1/case_libc"
	works "$program" "$2" "$4" || skip "a filter around this process refuses $2"
	seccord record -q -o program.trace -- "$program" "$2" "$3"
	for default in errno kill; do
		echo "$1 $2: recorded $3, run $4, default $default"
		filtered --default=$default
		"$loader" filter.bpf "$program" "$2" "$4"
	done
}

both_ways()
{
	every_kind
	for kind in "${kinds[@]}"; do
		stands_in "$kind" "$1" old new
		stands_in "$kind" "$1" new old
	done
}

on_i386()
{
	stands_in m32 "$1" old new
	stands_in m32 "$1" new old
}

x86_64_only()
{
	[ "$(uname -m)" = x86_64 ] || skip "of x86_64"
}

# of_older_kernel CALL... -- COMMAND: recorded where these calls do not exist, and without a word of their being tried.
of_older_kernel()
{
	local rules='' pattern='nothing'
	while [ "$1" != -- ]; do
		rules+=", {\"call\": \"$1\", \"action\": \"errno\", \"errno\": \"ENOSYS\"}"
		pattern+="|$1"
		shift
	done
	shift
	cat >older.json <<-END
		{"seccord": 1, "archs": ["x86_64"], "default": {"action": "allow"}, "newer": {"action": "allow"}, "calls": [${rules#, }]}
	END
	seccord emit -f bpf -o older.bpf older.json
	load_filter
	seccord record -q -o whole.trace -- "$loader" older.bpf "$@"
	grep -E "\"name\": \"($pattern)\"" whole.trace
	grep -vE "\"name\": \"($pattern)\"" whole.trace >program.trace
}

# runs_newer COMMAND: what was recorded by the former runs where they exist.
runs_newer()
{
	"$@" >expected
	for default in errno kill; do
		filtered --default=$default
		"$loader" filter.bpf "$@" >out
		same_output expected out
	done
}

# a_call ARCH NR: a trace of one call that nobody made.
a_call()
{
	printf '{"seccord-trace": 1}\n{"call": 0, "arch": "%s", "nr": %s, "origin": "direct", "count": 1}\n{"end": true}\n' "$1" "$2"
}

# dies_by_sigsys COMMAND
dies_by_sigsys()
{
	run "$@"
	echo "status $status: $output"
	[ "$status" = 159 ]
}

@test "1: threads and children by clone3 where clone was recorded" {
	both_ways spawn
}

@test "1: glibc's own threads and posix_spawn, recorded by a kernel without clone3" {
	x86_64_only
	need python3
	program native/threads
	local threads=$program
	of_older_kernel clone3 -- "$threads"
	runs_newer "$threads"
	of_older_kernel clone3 -- python3 -I -c "import os; print(os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)[1])"
	runs_newer python3 -I -c "import os; print(os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)[1])"
}

@test "2: access by faccessat2 where faccessat was recorded" {
	both_ways access
}

@test "2: test -w, recorded by a kernel without faccessat2" {
	x86_64_only
	need bash
	of_older_kernel faccessat2 -- bash -c 'test -w / && echo yes; test -x /bin/sh && echo yes'
	runs_newer bash -c 'test -w / && echo yes; test -x /bin/sh && echo yes'
}

@test "3: fstat is newfstatat in some versions of glibc" {
	both_ways fstat
}

@test "4: rseq of each new process, where it was not recorded" {
	load_filter
	program native/case_libc
	GLIBC_TUNABLES=glibc.pthread.rseq=0 seccord record -q -o program.trace -- "$program" fstat old
	names_of program.trace >without
	seccord record -q -o with.trace -- "$program" fstat old
	names_of with.trace | grep -qx rseq || skip "libc here registers no rseq"
	not grep -qx rseq without || skip "libc here cannot leave rseq out"
	for default in errno kill; do
		filtered --default=$default
		"$loader" filter.bpf "$program" fstat old
	done
}

@test "5: nanosleep is clock_nanosleep" {
	both_ways sleep
}

@test "5: the sleeps and clocks that i386 alone has" {
	on_i386 sleep64
	on_i386 clock
}

@test "7: utimensat_time64 of an i386 program beside utimensat" {
	on_i386 touch
}

@test "7: a policy of both archs has the time calls of both" {
	x86_64_only
	program native/case_libc
	seccord record -q -o native.trace -- "$program" stat old
	a_call x86_64 280 >utimensat.trace
	seccord policy --arch=i386 --arch=x86_64 -o policy.json native.trace utimensat.trace
	a_call i386 412 >time64.trace
	seccord emit -f bpf -o filter.bpf policy.json
	seccord check filter.bpf time64.trace
}

@test "13: malloc names its memory by prctl, while prctl has a condition" {
	both_ways vma
	grep -q 'PR_SET_NAME' policy.json
}

@test "14: fchmodat2 where fchmodat was recorded" {
	both_ways chmod
}

@test "14, 34: a call newer than every table meets ENOSYS, and neither EPERM nor death" {
	program native/case_libc
	seccord record -q -o program.trace -- "$program" stat old
	for default in errno kill; do
		filtered --default=$default
		a_call "$(sed -n 's/.*"archs": \["\([^"]*\)".*/\1/p' policy.json)" 1999 >newer.trace
		run seccord check filter.bpf newer.trace
		[ "$status" = 1 ]
		[[ $output == *ENOSYS* ]]
	done
}

@test "15: close_range where close was recorded" {
	both_ways close
}

@test "15: descriptors closed before an exec, recorded by a kernel without close_range" {
	x86_64_only
	need python3
	local closes="import os, subprocess; print(subprocess.run(['/bin/true'], close_fds=True).returncode)"
	of_older_kernel close_range clone3 -- python3 -I -c "$closes"
	runs_newer python3 -I -c "$closes"
}

@test "16: statx where newfstatat was recorded" {
	both_ways stat
}

@test "16: ls, recorded by a kernel without statx" {
	x86_64_only
	of_older_kernel statx -- ls -ld /etc /usr
	runs_newer ls -ld /etc /usr
}

@test "17: a note says what becomes of openat2" {
	both_ways open
	program native/case_libc
	seccord record -q -o program.trace -- "$program" open new
	seccord policy -o policy.json program.trace
	seccord emit -f bpf -o filter.bpf policy.json 2>notes
	grep 'openat2: .*which a filter cannot read' notes
	seccord record -q -o program.trace -- "$program" open old
	seccord policy --exact -o exact.json program.trace 2>notes
	grep 'openat2 returns ENOSYS, so that its callers use openat; only programs that cannot (newer GNU tar) would fail' notes
	echo "{\"seccord\": 1, \"archs\": [\"$(uname -m)\"], \"calls\": [{\"call\": \"openat\", \"args\": [{\"oflags\": {\"bits\": \"O_CLOEXEC\"}}]},
		{\"call\": \"openat2\"}]}" >policy.json
	seccord emit -f bpf -o filter.bpf policy.json 2>notes
	grep 'openat2: .*bypasses the conditions on openat; return ENOSYS' notes
}

@test "18: uretprobe, which the kernel puts into a program; uprobe passes no filter" {
	x86_64_only
	program native/case_libc
	seccord record -q -o program.trace -- "$program" stat old
	for option in --default=errno --default=kill --no-args; do
		filtered $option
		a_call x86_64 335 >injected.trace
		seccord check filter.bpf injected.trace
	done
}

@test "19: restart_syscall after a stop that was not recorded" {
	load_filter
	every_kind
	for kind in "${kinds[@]}"; do
		program "$kind/case_stop"
		[ -r /proc/self/syscall ] || skip "the kernel does not show where a task waits"
		seccord record -q -o program.trace -- "$program"
		not grep -qx restart_syscall <(names_of program.trace)
		filtered --default=kill --no-args        # SIGSTOP is a new argument of kill, too
		"$loader" filter.bpf "$program" stop
	done
}

@test "21: a probe by pidfd_open gets an error, and not death" {
	both_ways pidfd
}

@test "22: an attempt at io_uring_setup gets an error, and not death" {
	every_kind
	for kind in "${kinds[@]}"; do
		stands_in "$kind" ring old new
		grep '"call": "io_uring_setup", "action": "errno", "errno": "ENOSYS"' policy.json
	done
}

@test "25: AT_FDCWD with and without its sign" {
	both_ways dirfd
	stands_in native dirfd new old
}

@test "26: what stands above an int does not matter, to a recording nor to a filter" {
	x86_64_only
	stands_in native narrow old new
	grep -q '"domain": \["AF_UNIX"\]' policy.json
	seccord record -q -o clean.trace -- "$program" narrow old
	seccord record -q -o garbage.trace -- "$program" narrow new
	seccord policy -o clean.json clean.trace
	seccord policy -o garbage.json garbage.trace
	cmp clean.json garbage.json
	stands_in native narrow new old
}

@test "27: 102 is getuid on x86_64, and socketcall on i386" {
	x86_64_only
	load_filter
	program native/case_libc
	"$program" i386 new || skip "no int 0x80 here"
	seccord record -q -o program.trace -- "$program" i386 old
	filtered
	"$loader" filter.bpf "$program" i386 old
	dies_by_sigsys "$loader" filter.bpf "$program" i386 new
}

@test "27: a number of x32 is no number of x86_64" {
	x86_64_only
	load_filter
	program native/case_libc
	seccord record -q -o program.trace -- "$program" x32 old
	filtered
	"$loader" filter.bpf "$program" x32 old
	dies_by_sigsys "$loader" filter.bpf "$program" x32 new
}

@test "28: socketcall and the direct calls of i386" {
	on_i386 socket
}

@test "29: setuid of i386 with 16 and with 32 bits" {
	on_i386 uid
}

@test "34: a number without a name is kept to the end" {
	load_filter
	program native/unknown
	seccord record -q -o program.trace -- "$program"
	"$program" >expected
	for default in errno kill; do
		filtered --default=$default
		grep -q '"call": 1999' policy.json
		"$loader" filter.bpf "$program" >out
		same_output expected out
	done
	seccord emit -f json policy.json | grep -q 1999
	seccord emit -f oci policy.json 2>&1 >/dev/null | grep 'call 1999 .*left out'
	sed 's/1999/1998/' policy.json >other.json
	run seccord diff other.json policy.json
	[ "$status" = 1 ]
	[[ $output == *1999* ]]
}

@test "35: memory that is written and executed: the policy admits its own trace" {
	load_filter
	every_kind
	for kind in "${kinds[@]}"; do
		program "$kind/case_libc"
		seccord record -q -o program.trace -- "$program" code old
		for option in --default=kill --exact --no-args; do
			filtered $option
			seccord verify filter.bpf policy.json
			"$loader" filter.bpf "$program" code new
		done
		# What such a generator wrote: written or executed, and never both.
		local rows='{"prot": {"bits": "PROT_READ|PROT_WRITE"}}, {"prot": {"bits": "PROT_READ|PROT_EXEC"}}'
		sed -i 's/{"call": "mprotect",[^}]*}/{"call": "mprotect", "args": ['"$rows"']}/' policy.json
		run seccord check policy.json program.trace
		[ "$status" = 1 ]
		[[ $output == *mprotect*PROT_WRITE*PROT_EXEC* ]]
	done
}

# The specification in a few words of Python, which knows no halves, beside the kernel.
@test "36: comparisons of 64 bits that share their halves are not merged" {
	x86_64_only
	need python3
	load_filter
	cat >policy.json <<-'END'
		{"seccord": 1, "archs": ["x86_64"], "default": {"action": "allow"}, "newer": {"action": "allow"}, "calls": [
		 {"call": "ptrace", "action": "errno", "errno": "EXDEV", "args": [
		  {"ptrace_op": {"from": "0x1ffffffff", "to": "0x300000000"}}, {"ptrace_op": {"from": "0x700000005", "to": "0x700000009"}},
		  {"ptrace_op": ["0x500000001", "0x900000005", "0x900000001"]}, {"ptrace_op": {"bits": "0x8000000080000000"}}]}]}
	END
	seccord emit -f bpf -o filter.bpf policy.json
	seccord verify filter.bpf policy.json
	cat >calls.py <<-'END'
		import ctypes, errno
		libc = ctypes.CDLL(None, use_errno=True)
		def refused(v):
		    return (0x1ffffffff <= v <= 0x300000000 or 0x700000005 <= v <= 0x700000009
		            or v in (0x500000001, 0x900000005, 0x900000001) or not v & ~0x8000000080000000)
		def is_refused(v):
		    libc.syscall(101, ctypes.c_ulong(v), 0, 0, 0)
		    return ctypes.get_errno() == errno.EXDEV
		highs = [*range(11), 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff]
		lows = [*range(1, 11), 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff]
		values = [h << 32 | l for h in highs for l in lows] + [h << 32 for h in highs[1:]]
		wrong = [hex(v) for v in values if is_refused(v) != refused(v)]
		print(len(values), sum(map(refused, values)), wrong)
	END
	run "$loader" filter.bpf python3 -I calls.py
	echo "$output"
	[ "$output" = "239 29 []" ]
}

# lacks_then_allows CALL...: dropped from program.trace, each is allowed by its policy, and no argument of it is refused.
lacks_then_allows()
{
	local call
	for call; do
		grep -v "\"name\": \"$call\"" program.trace >less.trace
		mv less.trace program.trace
	done
	filtered --default=kill
	for call; do
		a_call x86_64 "$(seccord explain --json "$call" | sed 's/.*"arch": "x86_64", "nr": \([0-9]*\).*/\1/')" >rare.trace
		grep -q '"nr": [0-9]' rare.trace
		seccord check filter.bpf rare.trace
	done
}

@test "41: what runs make under contention alone: sched_getaffinity, statx, pipe2" {
	x86_64_only
	program native/threads
	seccord record -q -o threads.trace -- "$program"
	seccord record -q -o pipe.trace -- sh -c 'ls / | cat >/dev/null'
	seccord merge -o program.trace threads.trace pipe.trace
	lacks_then_allows sched_getaffinity statx pipe2
}

@test "42: reach names NSS, whose plugins come later and change with the system" {
	x86_64_only
	need getent
	seccord record -q -o program.trace -- getent passwd root
	seccord reach --no-cache program.trace >reached
	grep -q '^  NSS .*get' reached
}

@test "37, 43: runc 1.2.8 calls openat2 and statx before the program, and a policy for it allows them" {
	x86_64_only
	seccord record -q -o program.trace -- true
	seccord policy --for='runc 1.2.8' -o policy.json program.trace 2>notes
	grep -qE '"call": "openat2", "why": "envelope", "by": "runc [0-9.]+"' policy.json
	seccord emit -f bpf -o filter.bpf policy.json
	for nr in 437 332; do
		a_call x86_64 $nr >rare.trace
		seccord check filter.bpf rare.trace
	done
	grep -q '"by": "runc 1.2.8"' policy.json || grep -q 'runc 1.2.8: this version was not recorded; adds the calls of runc ' notes
}

@test "44: systemd writes between the filter and the program, and a policy for it allows that" {
	x86_64_only
	seccord record -q -o all.trace -- true
	grep -v '"name": "write"' all.trace >program.trace
	a_call x86_64 1 >rare.trace
	seccord policy --exact -o none.json program.trace 2>/dev/null
	run seccord check none.json rare.trace
	[ "$status" = 1 ]
	seccord policy --exact --for="systemd 257" -o 257.json program.trace 2>/dev/null
	seccord emit -f bpf -o 257.bpf 257.json 2>/dev/null
	seccord check 257.bpf rare.trace
	grep -qE '"call": "write", "why": "envelope", "by": "systemd 257"' 257.json
	seccord policy --for='systemd 256' -o 256.json program.trace 2>notes
	grep -q 'systemd 256: this version was not recorded; adds the calls of systemd 257' notes
}
