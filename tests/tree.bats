#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The whole process tree of a program, with both engines.

# shellcheck disable=SC2154,SC2016 # program is set by program(); scripts are quoted
load helper

setup_file()
{
	use_kernel_set "$BATS_FILE_TMPDIR"
}

# Runs the program alone, recorded, and under its policy, for both word sizes.
both_widths()
{
	local kind
	every_kind
	for kind in "${kinds[@]}"; do
		program "$kind/$1"
		echo "$kind/$1"
		cp "$program" ./program
		round_trip ./program
	done
}

@test "threads, each with its own call" {
	both_widths threads
	for call in getpgid getsid getppid sched_yield; do
		names_of program.trace | grep -qx $call
	done
}

@test "fork, vfork, clone and clone3, also with CLONE_UNTRACED" {
	both_widths clones
	for call in getpgid getsid getppid getpriority; do
		names_of program.trace | grep -qx $call
	done
}

@test "CLONE_UNTRACED in a struct that is sealed, read-only or changed meanwhile; clones that fail" {
	every_engine
	program native/untraced
	"$program" >expected
	grep -q '^sealed: born' expected || skip "clone3 makes no processes here"
	for engine in "${engines[@]}"; do
		ordeal 100 "$SECCORD" record -q --engine="$engine" -o t -- "$program" | diff expected -
		[ "$(calls_of t | grep -cx 'x86_64 190[0-9]')" = 6 ]
		[ "$(grep '^{"note"' t | grep -vc 'recorded without privileges')" = 0 ]
	done
}

@test "code and files mapped one after the other at the same address" {
	every_engine
	program native/remaps
	for engine in "${engines[@]}"; do
		[ "$(ordeal 60 "$SECCORD" record -q --engine="$engine" -o t -- "$program")" = '-1 1 1 1 1' ]
		for file in a b c; do
			image=$(sed -n "s|^{\"image\": \([0-9]*\), \"path\": \"$PWD/$file\".*|\1|p" t)
			site=$(sed -n "s|^{\"site\": \([0-9]*\), \"image\": $image, .*|\1|p" t)
			nr=$(printf '%d' "'$file")
			grep -q "\"nr\": $((1900 + nr - 97)), .*\"site\": $site," t
		done
	done
}

@test "a grandchild that outlives its parents is recorded until it exits" {
	both_widths orphan
	names_of program.trace | grep -qx getpgid
}

@test "signals: handlers, an interrupted sleep, stop and continue, deaths" {
	both_widths signals
}

@test "a call number that no kernel has is recorded as a number" {
	both_widths unknown
	calls_of program.trace | grep -q ' 1999$'
	seccord policy program.trace | grep -q 1999
	seccord emit -f asm program.trace | grep -q 1999
	seccord show program.trace | grep -q 1999
}

@test "exec from a thread other than the leader" {
	every_kind
	for kind in "${kinds[@]}"; do
		program "$kind/exec-thread"
		# The tracepoint loses the process at this exec: its leader has ended.
		KERNEL_SET='' round_trip "$program"
		names_of program.trace | grep -qx getsid
	done
}

@test "i386 calls from 64-bit code" {
	program native/int80
	run "$program"
	[ "$status" = 0 ] || skip "no int 0x80 here"
	round_trip "$program"
	calls_of program.trace | grep -qx 'i386 199'
	calls_of program.trace | grep -qx 'i386 6'
	seccord policy program.trace | grep -q '"archs": \["x86_64", "i386"\]'
}

@test "exec from 32 to 64 to 32 bits" {
	program m32/hop
	local narrow=$program
	program native/hop
	cp "$narrow" narrow
	cp "$program" wide
	round_trip ./narrow ./wide ./narrow
}

@test "a program with its own filter: calls that it denies are recorded too" {
	# The tracepoint comes after the filters, so it does not show denied calls.
	KERNEL_SET='' both_widths filtered
	for engine in seccomp syscall learn; do
		seccord record -q --engine=$engine -o t -- ./program
		names_of t | grep -qx getppid
	done
}

@test "both engines record the same set" {
	need_no_filter
	every_kind
	for kind in "${kinds[@]}"; do
		for name in clock times threads clones signals unknown int80 orphan hop exec-thread; do
			program "$kind/$name"
			seccord record -q --engine=seccomp -o seccomp.trace -- "$program" >/dev/null || true
			seccord record -q --engine=syscall -o syscall.trace -- "$program" >/dev/null || true
			calls_of seccomp.trace >seccomp.set
			calls_of syscall.trace >syscall.set
			echo "$kind/$name"
			diff seccomp.set syscall.set
		done
	done
}

@test "--stacks records call stacks" {
	program native/threads
	seccord record -q --stacks -o t -- "$program" >/dev/null
	grep -q '"stack": \[' t
	seccord policy -o a.json t
	seccord record -q -o t -- "$program" >/dev/null
	seccord policy -o b.json t
	cmp a.json b.json
}

@test "an unprivileged user records and runs" {
	cp "$SECCORD" program
	mkdir open
	chmod 777 open
	chmod 755 . program
	cd open
	run as_nobody ../program record -q -o t -- sh -c 'ls / >/dev/null; exit 3'
	[ "$status" = 3 ]
	as_nobody ../program policy -o p.json t
	run as_nobody ../program run p.json -- sh -c 'ls / >/dev/null; exit 3'
	echo "$output"
	[ "$status" = 3 ]
	run as_nobody ../program run p.json -- sh -c 'mkdir d'
	[ "$status" = 159 ]
}

# cpus: what each process of a tree is allowed, and what it gets when it asks
cpus='nproc; (nproc; true) | cat; nproc & wait; taskset -cp $$ | sed "s/.*: //"; (sleep 0; taskset -cp $$) | sed "s/.*: //"; nproc'

@test "each process of a tree gets its own CPUs when it asks" {
	need taskset
	sh -c "$cpus" >native
	for engine in seccomp syscall learn; do
		seccord record -q --engine=$engine -o t -- sh -c "$cpus" >recorded
		diff native recorded
	done
}

@test "two processes that run at a time keep all their CPUs" {
	busy='i=0; while [ $i -lt 50000 ]; do i=$((i + 1)); done; grep Cpus_allowed_list /proc/self/status'
	sh -c "$busy" >native
	seccord record -q -o t -- sh -c "($busy) & ($busy) & wait" >recorded
	[ "$(wc -l <recorded)" = 2 ]
	[ "$(sort -u recorded)" = "$(cat native)" ]
}

# It is given another CPU than the one that it shares.
@test "CPUs that another process gives it stay" {
	need taskset
	[ "$(taskset -cp $$ | sed 's/.*: //')" = 0,1 ] || [ "$(taskset -cp $$ | sed 's/.*: //')" = 0-1 ] || skip "not the CPUs 0 and 1 here"
	given='echo $$ >pid; until [ -e given ]; do :; done; taskset -cp $$ | sed "s/.*: //"; nproc'
	for engine in seccomp syscall learn; do
		rm -f pid given other
		(
			until [ -s pid ]; do sleep 0.05; done
			sed -n 's/^Cpus_allowed_list:.//p' "/proc/$(cat pid)/status" | sed 's/^0$/one/; s/^1$/0/; s/^one$/1/; s/^0-1$/1/' >other
			taskset -cp "$(cat other)" "$(cat pid)" >given.tmp
			mv given.tmp given
		) 3>&- &
		job=$!
		recorded=$(ordeal 60 "$SECCORD" record -q --engine=$engine -o t -- sh -c "$given")
		wait $job
		echo "$engine: $recorded"
		[ "$recorded" = "$(cat other)"$'\n1' ]
	done
}

@test "a process that changes its CPUs, and its children, keep what it chose" {
	need taskset
	chosen='taskset -c 0 sh -c "taskset -cp \$\$; (true; taskset -cp \$\$); true" | sed "s/.*: //"; nproc'
	sh -c "$chosen" >native
	for engine in seccomp syscall learn; do
		seccord record -q --engine=$engine -o t -- sh -c "$chosen" >recorded
		diff native recorded
	done
}
