#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# `run --supervise`: seccord makes openat2 calls, from one copy of the arguments.
# Each word of the program prints the same alone and supervised, unless the
# policy denies the call.
# shellcheck disable=SC2154

load helper

# A supervisor requires Linux 5.14.
need_supervisor()
{
	policy '"O_CLOEXEC"'
	keep out seccord run --supervise p.json -- true
	[ "$kept" = 0 ] || skip "this kernel does not support listeners"
}

# policy FLAGS: allows everything, and openat2 only with these flags.
policy()
{
	cat >p.json <<-END
	{"seccord": 1, "archs": ["x86_64", "i386"], "default": {"action": "allow"}, "calls": [
	 {"call": "openat2", "action": "supervise", "deep": [{"oflags": {"bits": $1}}]}]}
	END
}

files()
{
	rm -rf folder file link loop fifo secret new
	mkdir folder
	chmod 777 . folder
	echo f >file
	echo i >folder/inner
	echo s >secret
	chmod 600 secret
	ln -s file link
	ln -s loop loop
	mkfifo fifo
}

# supervised KIND WORD: plain.out and run.out, with run's messages in messages and its status in kept.
supervised()
{
	program "$1/opens"
	files
	keep plain.out "$program" "$2"
	files
	kept=0
	seccord run --supervise p.json -- "$program" "$2" >run.out 2>messages || kept=$?
	cat messages
}

@test "opens that the deep rows admit succeed, others are denied and reported" {
	need_supervisor
	policy '"O_CLOEXEC|O_NOFOLLOW"'
	every_kind
	for kind in "${kinds[@]}"; do
		supervised "$kind" flags
		[ "$kept" = 159 ]
		sed 's/^\(write\|create\): opened/\1: EPERM/' plain.out >wanted.out
		same_output wanted.out run.out
		[ ! -e new ]
		grep -x 'seccord:   it is outside the deep rows of its rule in p.json; arguments: oflags O_WRONLY|O_CREAT, mode 0666, resolve 0, struct_size 24' messages
		[ "$(grep -c outside messages)" = 2 ]
	done
}

@test "sizes, tails and bad pointers get the kernel's results" {
	need_supervisor
	every_kind
	for kind in "${kinds[@]}"; do
		supervised "$kind" sizes
		[ "$kept" = 0 ]
		same_output plain.out run.out
		grep -x 'long: opened' run.out
		grep -x 'tail: E2BIG' run.out
		grep -x 'short: EINVAL' run.out
		need_no_filter
		[ ! -s messages ]
	done
}

@test "a filter that refuses process_vm_readv, like those of containers, does not make pointers bad" {
	need_supervisor
	program native/under
	local under=$program
	program native/opens
	files
	keep plain.out "$program" sizes
	keep run.out "$under" 38 310 -- "$SECCORD" run --supervise p.json -- "$program" sizes
	[ "$kept" = 0 ]
	same_output plain.out run.out
}

# Without read permission, the kernel keeps the memory of the program from all who lack CAP_SYS_PTRACE.
@test "memory that the supervisor may not read is a reported denial, not EFAULT" {
	need_supervisor
	program native/opens
	files
	cp "$program" sealed
	cp "$SECCORD" program
	chmod 711 sealed
	[ "$(id -u)" = 0 ] || chmod 111 sealed
	chmod 755 program p.json
	keep run.out as_nobody ./program run --supervise p.json -- ./sealed sizes 2>messages
	cat messages run.out
	[ "$kept" = 159 ]
	grep -x 'long: EPERM' run.out
	grep -x 'short: EINVAL' run.out
	grep 'may not read the memory of the program, so it cannot check the call; run seccord with CAP_SYS_PTRACE' messages
}

@test "paths are resolved for the caller: its dirfd, working directory and root" {
	need_supervisor
	supervised native places
	[ "$kept" = 0 ]
	same_output plain.out run.out
	need_root
	supervised native rooted
	grep -qx 'inside: opened' plain.out || skip "the program may not call unshare or chroot here"
	[ "$kept" = 0 ]
	same_output plain.out run.out
	grep -x 'inside: opened' run.out
	grep -x 'outside: ENOENT' run.out
}

@test "credentials and umask are those of the caller" {
	need_supervisor
	need_root
	(((0x$(sed -n 's/^CapEff:	//p' /proc/self/status) >> 19) & 1)) || skip "needs CAP_SYS_PTRACE, as another user's memory is read"
	policy '"O_WRONLY|O_CREAT|O_EXCL"'
	supervised native rights
	[ "$kept" != 77 ] || skip "unshare is refused here"
	[ "$kept" = 0 ]
	same_output plain.out run.out
	grep -x 'as nobody: EACCES' run.out
	[ "$(stat -c '%a %u %g' folder/made)" = '640 65534 65534' ]
}

@test "paths whose meaning depends on the opener are declined" {
	need_supervisor
	supervised native magic
	[ "$kept" = 159 ]
	[ "$(grep -c ': EPERM$' run.out)" = 4 ]
	grep -x 'loop: ELOOP' run.out
	grep "cannot make this call on behalf of the program" messages
}

@test "callers in other namespaces are served if that makes no difference" {
	need_supervisor
	need_root
	supervised native spaces
	[ "$kept" != 77 ] || skip "namespaces cannot be created here"
	[ "$kept" = 159 ]
	grep -x 'other mounts: opened' run.out
	grep -x 'other network: EPERM' run.out
}

@test "no thread can change the flags between the check and the open" {
	need_supervisor
	every_kind
	for kind in "${kinds[@]}"; do
		supervised "$kind" race
		grep -x 'writable: 0' run.out
	done
}

@test "threads are served in parallel, even while one waits, and a killed one is dropped" {
	need_supervisor
	supervised native threads
	[ "$kept" = 0 ]
	grep -x 'read: 200' run.out
	supervised native killed
	[ "$kept" = 0 ]
	grep -x 'killed: 40' run.out
	grep -x 'after: opened' run.out
}

@test "without privileges, a caller that was killed is no denial" {
	need_supervisor
	program native/opens
	cp "$program" opens
	cp "$SECCORD" seccord
	files
	keep run.out as_nobody timeout -k 5 60 ./seccord run --supervise p.json -- ./opens killed killed killed killed 2>messages
	[ "$kept" = 0 ]
	not grep refused messages
	[ "$(grep -cx 'killed: 40' run.out)" = 4 ]
}

@test "a signal does not repeat a call" {
	need_supervisor
	[ "$(printf '5.19\n%s\n' "$(uname -r)" | sort -V | head -n 1)" = 5.19 ] || skip "before Linux 5.19 a signal interrupts a supervised call"
	policy '"O_WRONLY|O_CREAT|O_EXCL"'
	supervised native signals
	[ "$kept" = 0 ]
	grep -x 'created: 50' run.out
}

@test "the program gets no additional descriptor" {
	need_supervisor
	find /proc/self/fd -type l >alone
	seccord run --supervise p.json -- find /proc/self/fd -type l >supervised
	same_output alone supervised
	[ "$(seccord run --supervise p.json -- find /proc/self/fd -lname '*seccomp*')" = '' ]
}

@test "an unprivileged supervisor serves an unprivileged program" {
	need_supervisor
	program native/opens
	files
	cp "$SECCORD" seccord
	cp "$program" opens
	as_nobody ./seccord run --supervise p.json -- ./opens places >run.out
	grep -x 'dirfd: opened' run.out
}

@test "a program supervised under the policy of its own recording makes all its calls" {
	need_supervisor
	program native/opens
	files
	seccord record -q -o t -- "$program" threads
	seccord policy --supervise=openat2 -o p.json t
	grep -F '{"call": "openat2", "action": "supervise", "why": "observed", "deep": [{"oflags": {"bits": "O_CLOEXEC"}' p.json
	seccord check p.json t
	seccord run --supervise p.json -- "$program" threads | grep -x 'read: 200'
	seccord emit -f bpf -o p.bpf p.json 2>messages
	grep 'sent to a supervisor, or ENOSYS without one: openat2' messages
	seccord verify p.bpf p.json
	keep out seccord run p.json -- "$program" threads 2>messages
	grep -x 'read: 0' out
	grep 'openat2 requires a supervisor; without --supervise it fails with ENOSYS' messages
}

@test "calls that a supervisor cannot make are an error of one line" {
	sed 's/openat2/clone3/; s/, "deep.*\]}\]}$/}]}/' <<<"$(policy '"O_CLOEXEC"'; cat p.json)" >clone3.json
	run seccord run --supervise clone3.json -- true
	one_line_of_trouble "clone3.json: a supervisor cannot make clone3 for another process: allow it or return ENOSYS"
	seccord record -q -o t -- true
	run seccord policy --supervise=clone3 t
	one_line_of_trouble "a supervisor cannot make clone3 for another process"
	echo '{"seccord": 1, "archs": ["x86_64"], "default": {"action": "supervise"}, "calls": []}' >default.json
	run seccord run --supervise default.json -- true
	one_line_of_trouble '"default": the action supervise is only for rules'
}

@test "a program that cannot be started is an error, supervised or not" {
	need_supervisor
	echo '#!/no/such/interpreter' >broken
	chmod +x broken
	run seccord run --supervise p.json -- ./broken
	[ "$status" = 2 ]
	[[ $output == *"cannot run ./broken"* ]]
}

@test "the plan of denials" {
	seccord record -q -o t -- true
	seccord policy --errno-plan t >plan 2>/dev/null
	seccord policy -o p.json t 2>/dev/null
	seccord policy --errno-plan p.json >again
	same_output plan again
	[ "$(grep -c 'not as planned' plan)" = 0 ]
	grep -P '^rseq\t|^io_uring_setup\terrno ENOSYS\tcallers continue without it: ' plan
	grep -P '^ptrace\terrno EPERM\trefused on purpose: ' plan
	grep -P '^uselib\terrno EPERM\tno current program uses it: ' plan
	seccord policy --kill -o k.json t 2>/dev/null
	grep -F '{"call": "uselib", "action": "kill", "why": "plan", "by": "libc 5' k.json
	seccord check k.json t
	seccord policy --errno-plan k.json | grep -P '^uselib\tkill\tno current program uses it: '
	sed '/"clone3"/d; /"clone",/d; s/"calls": \[/&{"call": "clone"},/' p.json >hand.json
	seccord policy --errno-plan hand.json | grep -P '^clone3\terrno EPERM\tfalls back to clone: .*; not as planned: errno ENOSYS'
}
