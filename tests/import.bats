#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Other recorders' logs of a program, compared with our recording of it: the same
# calls, except those that the vDSO handles, which only seccord sees.

# shellcheck disable=SC2016,SC2154 # scripts are quoted; helper sets program
load helper

# The script of each test: forks, waits, errors, descriptors of many kinds.
script='date +%Y | md5sum >out; ls / >>out; (cd /; echo x) & wait; cat <out >/dev/null; rm out; ln -s x y || :; rm -f y'

# The calls by name and arch. Exact counts, and whether a shell has to sleep for
# its child, depend on the machine.
same_calls()
{
	sed '/"name": "rt_sigsuspend"/d' "$1" >a.trace
	sed '/"name": "rt_sigsuspend"/d' "$2" >b.trace
	diff <(calls_of a.trace) <(calls_of b.trace)
}

# selectors_of TRACE: "ARCH NR ARGS" of entries with a known selector.
selectors_of()
{
	sed -n '/"origin": "vdso-hidden"/d; /"name": "\(ioctl\|fcntl\|prctl\|socket\|clone\)"/!d
		s/^{"call": [0-9]*, "arch": "\([^"]*\)", "nr": \([0-9]*\).*"args": \({[^}]*}\).*/\1 \2 \3/p' "$1" | sort -u
}

no_line_lost()
{
	if grep -E 'understood|cut off' notes; then return 1; fi
}

@test "strace, with the options that people use" {
	need strace
	works strace -o probe true || skip "strace cannot trace here"
	seccord record -q -o own.trace -- sh -c "$script"
	sed '/"origin": "vdso-hidden"/d; /"name": "rt_sigsuspend"/d' own.trace >entered.trace
	local options
	for options in '-f' '-f -n' '-f -yy' '-f -k' '-f -X raw' '-f -X verbose' '-f -e raw=all' '-f -i' '-f -r' '-f -t -T' \
		'-f -tt' '-f -ttt' '-f -v -s 4096' '-f -n -yy -T -ttt' '-f --decode-pids=comm' '-f -Y -y -t -i' '-f -A -r -T' \
		'-f -N' '-f --secontext' '-f -e read=all -e write=all' '-f -e signal=none' '-f -C' '-f -xx -a 1' '-f -q' \
		'-f --seccomp-bpf'; do
		echo "strace $options"
		# shellcheck disable=SC2086 # the words of a command line
		strace $options -o log true 2>/dev/null || continue      # an older strace, or one without some library
		rm -f log
		# shellcheck disable=SC2086
		strace $options -o log sh -c "$script"
		seccord import -o log.trace log 2>notes
		no_line_lost
		same_calls own.trace log.trace
		[ "$options" = '-f -e raw=all' ] || diff <(selectors_of own.trace) <(selectors_of log.trace)
		seccord check log.trace entered.trace
	done
}

@test "strace -ff: one file per process" {
	need strace
	works strace -o probe true || skip "strace cannot trace here"
	seccord record -q -o own.trace -- sh -c "$script"
	strace -ff -o log sh -c "$script"
	local logs=(log.*)
	[ "${#logs[@]}" -gt 3 ]
	seccord import -o log.trace log.*
	same_calls own.trace log.trace
	seccord check own.trace log.trace
}

@test "strace on standard error, mixed with the program's output" {
	need strace
	works strace -o probe true || skip "strace cannot trace here"
	seccord record -q -o own.trace -- sh -c 'echo hello >&2; (echo world >&2); :'
	strace -f sh -c 'echo hello >&2; (echo world >&2); :' 2>log
	echo 'words of the program alone' >>log
	run seccord import -o log.trace log
	[ "$status" = 1 ]
	[[ $output == *"not understood"*"--lenient"* ]]
	same_calls own.trace log.trace
	run seccord import --lenient -o lenient.trace log
	[ "$status" = 0 ]
	[[ $output == *"not understood"* ]]
	cmp log.trace lenient.trace
}

@test "strace -c and perf trace -s: names and counts, arguments unknown" {
	need strace
	strace -o probe true || skip "strace cannot trace here"
	seccord record -q -o own.trace -- sh -c "$script"
	# Of -c alone execve is missing where it is the first call, and so is the last of each process.
	grep -vE '"name": "(execve|exit_group)"' own.trace >counted.trace
	local options
	for options in '-c' '-c -w -S calls' '-c -S name -U name,calls' '-c -U calls,name,errors'; do
		# shellcheck disable=SC2086 # the words of a command line
		strace -f $options -o log sh -c "$script" || continue
		seccord import -o log.trace log 2>notes
		no_line_lost
		grep -vE '"name": "(execve|exit_group)"' log.trace >listed.trace
		same_calls counted.trace listed.trace
		[ "$(grep -c '"args": {"ioctl_cmd": "any"}, "high": true, "wide": true' log.trace)" = "$(grep -c '"name": "ioctl"' log.trace)" ]
	done
	need perf
	# Its table has no rt_sigreturn either, whose end has no number.
	grep -vE '"name": "(execve|exit_group|rt_sigreturn)"' own.trace >counted.trace
	local runs
	for runs in 1 2 3 4 5 none; do
		# perf itself now and then leaves out a call of a short-lived child.
		[ "$runs" != none ]
		perf trace -s -o log sh -c "$script" || skip "no perf trace here"
		seccord import -o log.trace log 2>notes || grep -q 'events were lost' notes
		no_line_lost
		grep -vE '"name": "(execve|exit_group|rt_sigreturn)"' log.trace >listed.trace
		! grep -q 'events were lost' notes && ! same_calls counted.trace listed.trace || break
	done
}

@test "a call that a filter answers with SIGSYS is recognised by the signal" {
	need strace
	strace -o probe true || skip "strace cannot trace here"
	program native/trapped
	strace -o log "$program"
	seccord import -o log.trace log
	strace -e trace=none -X raw -o signals "$program"
	seccord import -o signals.trace signals
	# An unknown number is shown in any case.
	[ "$(calls_of signals.trace)" = $'x86_64 110\nx86_64 16\nx86_64 5000' ] || [ "$(uname -m)" != x86_64 ]
	[ -z "$(comm -23 <(calls_of signals.trace) <(calls_of log.trace))" ]
	grep -q '"ioctl_cmd": \["TCGETS"\]' log.trace
	if grep '"wide"' log.trace; then return 1; fi
	grep -q '"ioctl_cmd": "any"}, "high": true, "wide": true' signals.trace
}

@test "lost lines: status 1, the trace is written but never complete" {
	printf 'read(0) = 0\nwhat?\nclose(0) = 0\nwhy?\n' >log
	run seccord import -o log.trace log
	[ "$status" = 1 ]
	[[ $output == *"log: 2 lines were not understood, the first is line 2"* ]]
	[ "$(names_of log.trace)" = $'close\nread' ]
	grep -q '{"note": "log: 2 lines were not understood, the first is line 2"}' log.trace
	if grep '"end"' log.trace; then return 1; fi
	run seccord policy -o policy.json log.trace
	[ "$status" = 0 ]
	[[ $output == *"the trace is incomplete"* ]]
	seccord show log.trace | grep -q 'NOT COMPLETE'
	printf 'read(0) = 0\n' >whole
	seccord import -o whole.trace whole
	if grep '"end"' whole.trace; then return 1; fi
	# One log of two lost a line.
	run seccord import -o both.trace whole log
	[ "$status" = 1 ]
	run seccord import --lenient -o both.trace whole log
	[ "$status" = 0 ]
}

@test "strace of a 32-bit program, which shows only names of calls" {
	need strace
	program m32/threads
	works strace -o probe true || skip "strace cannot trace here"
	seccord record -q -o own.trace -- "$program"
	strace -f -n -o log "$program"
	seccord import -o log.trace log
	same_calls own.trace log.trace
	strace -f -o log "$program"
	seccord import -o log.trace log
	# The brk of the dynamic linker comes before any name that i386 alone has.
	calls_of own.trace >own.set
	calls_of log.trace >log.set
	[ -z "$(comm -23 own.set log.set)" ]
	[ "$(comm -13 own.set log.set)" = "x86_64 12" ] || [ -z "$(comm -13 own.set log.set)" ]
}

@test "perf script and perf trace" {
	need perf
	works perf record -q -e 'raw_syscalls:*' -o perf.data true 2>/dev/null || skip "perf cannot see system calls here"
	seccord record -q -o own.trace -- sh -c "$script"
	perf record -q -e 'raw_syscalls:*' -o perf.data sh -c "$script"
	perf script --show-lost-events -i perf.data >log 2>/dev/null
	seccord import -o log.trace log 2>notes || grep -q 'events were lost' notes
	no_line_lost
	if grep -q 'events were lost' notes; then skip "perf lost events on this busy machine"; fi
	# perf itself execs the program, and begins at the end of that call.
	same_calls own.trace log.trace
	diff <(selectors_of own.trace) <(selectors_of log.trace)
	perf trace -o log sh -c "$script" || skip "no perf trace here"
	seccord import -o log.trace log 2>notes || grep -q 'events were lost' notes
	no_line_lost
	grep -q 'events were lost' notes || same_calls own.trace log.trace
	local options
	for options in '-T' '-S' '--call-graph dwarf' '-F all --syscalls'; do
		# shellcheck disable=SC2086 # the words of a command line
		perf trace $options -o log sh -c "$script" || continue
		seccord import -o log.trace log 2>notes || grep -q 'events were lost' notes
		no_line_lost
		grep -q 'events were lost' notes || same_calls own.trace log.trace
	done
}

@test "audit lines and bpftrace counts, from import to policy" {
	cp "$HERE"/../testdata/import/audit.log "$HERE"/../testdata/import/bpftrace.log .
	seccord import -o audit.trace audit.log
	[ "$(calls_of audit.trace)" = $'i386 39\nx32 1073741824\nx86_64 41\nx86_64 83' ]
	seccord import audit.log bpftrace.log >all.trace
	seccord policy -o policy.json all.trace
	seccord check policy.json all.trace
	seccord emit -f bpf -o policy.bpf policy.json
	seccord check policy.bpf audit.trace
	seccord show all.trace | grep -q 'imported from audit records'
}

@test "a file that is not a log is an error of one line, and leaves no file" {
	: >empty
	printf 'hello\n' >text
	printf 'read(0) = 0\n' >log
	local cases=(
		"-o new empty|empty: no line in the format of audit, perf, bpftrace, strace"
		"-o new text|text: no line in the format of"
		"-o new --from=perf log|log: no line in the format of perf"
		"-o new --from=dtrace log|--from=dtrace: not one of auto, audit, perf, bpftrace, strace"
		"-o new --arch=pdp11 log|--arch=pdp11: not one of"
		"-o new --arch=arm --arch=arm64 log|--arch can be given only once"
		"-o new none|none: No such file"
		"-o new .|Is a directory"
		"-o new|missing operand: LOG"
	)
	for case in "${cases[@]}"; do
		echo "case: $case"
		# shellcheck disable=SC2086 # the words of a command line
		run seccord import ${case%%|*}
		one_line_of_trouble "${case#*|}"
		[ ! -e new ]
	done
	printf '+++ exited with 0 +++\n' >remark
	run seccord import remark
	one_line_of_trouble "remark: no system calls found"
	seccord import - <log | grep -q '"name": "read"'
}

@test "what a log is of names its calls in show, diff and the page" {
	printf 'mkdir("x", 0700) = 0\n' >old.log
	printf 'mkdir("x", 0700) = 0\nptrace(PTRACE_TRACEME) = 0\n' >new.log
	seccord import --label='nightly <b>' --label=smoke -o new.trace new.log 2>log
	seccord import --label=smoke -o old.trace old.log 2>log
	[ "$(grep -c '"labels": \["nightly <b>", "smoke"\]' new.trace)" = 2 ]
	seccord show --by=label new.trace >shown
	grep -qE '^nightly <b>: 2 calls' shown
	seccord diff old.trace new.trace >changes || [ $? = 1 ]
	grep -A3 '^    + ptrace' changes | grep -q '; recorded in nightly <b>, smoke$'
	seccord report -o page.html new.trace old.trace
	[ "$(grep -o '<dt>Recorded in</dt><dd>nightly &lt;b&gt;, smoke</dd>' page.html | wc -l)" = 2 ]
	seccord import -o none.trace old.log 2>log
	seccord report -o page.html none.trace
	run grep 'Recorded in' page.html
	[ "$status" = 1 ]
	run seccord import --label="$(printf 'a\nb')" old.log
	one_line_of_trouble 'contains a control character'
}
