#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# `run --supervise`: openat2 made by seccord, from one copy of its struct.
# Each test of the program prints the same alone and supervised, unless the
# policy denies it.
# shellcheck disable=SC2154

load helper

# A supervisor needs Linux 5.14.
need_supervisor()
{
	policy '"O_CLOEXEC"'
	keep out seccord run --supervise p.json -- true
	[ "$kept" = 0 ] || skip "this kernel gives no listener"
}

# policy FLAGS: everything is allowed, and openat2 with these flags.
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

# supervised KIND WORD: plain.out and run.out, with run's words in told and its status in kept.
supervised()
{
	program "$1/opens"
	files
	keep plain.out "$program" "$2"
	files
	kept=0
	seccord run --supervise p.json -- "$program" "$2" >run.out 2>told || kept=$?
	cat told
}

@test "opens that the deep rows admit succeed; others are denied and reported" {
	need_supervisor
	policy '"O_CLOEXEC|O_NOFOLLOW"'
	every_kind
	for kind in "${kinds[@]}"; do
		supervised "$kind" flags
		[ "$kept" = 159 ]
		sed 's/^\(write\|create\): opened/\1: EPERM/' plain.out >wanted.out
		same_output wanted.out run.out
		[ ! -e new ]
		grep -x 'seccord:   it is outside the deep rows of its rule in p.json: it was told oflags O_WRONLY|O_CREAT, mode 0666, resolve 0, struct_size 24' told
		[ "$(grep -c outside told)" = 2 ]
	done
}

@test "sizes, tails and bad pointers are handled like in the kernel" {
	need_supervisor
	every_kind
	for kind in "${kinds[@]}"; do
		supervised "$kind" sizes
		[ "$kept" = 0 ]
		same_output plain.out run.out
		grep -x 'long: opened' run.out
		grep -x 'tail: E2BIG' run.out
		grep -x 'short: EINVAL' run.out
		[ ! -s told ]
	done
}

@test "paths resolve for the caller: its dirfd, working directory and root" {
	need_supervisor
	supervised native places
	[ "$kept" = 0 ]
	same_output plain.out run.out
	need_root
	supervised native rooted
	[ "$kept" = 0 ]
	same_output plain.out run.out
	grep -x 'inside: opened' run.out
	grep -x 'outside: ENOENT' run.out
}

@test "the caller's credentials and umask apply" {
	need_supervisor
	need_root
	policy '"O_WRONLY|O_CREAT|O_EXCL"'
	supervised native rights
	[ "$kept" = 0 ]
	same_output plain.out run.out
	grep -x 'as nobody: EACCES' run.out
	[ "$(stat -c '%a %u %g' folder/made)" = '640 65534 65534' ]
}

@test "files that depend on the opening process are not opened" {
	need_supervisor
	supervised native magic
	[ "$kept" = 159 ]
	[ "$(grep -c ': EPERM$' run.out)" = 4 ]
	grep -x 'loop: ELOOP' run.out
	grep "cannot make it in another's name" told
}

@test "callers in other namespaces are served if that makes no difference" {
	need_supervisor
	need_root
	supervised native spaces
	[ "$kept" != 77 ] || skip "no namespaces can be made here"
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

@test "threads are served in parallel, even while one blocks, and killed ones are dropped" {
	need_supervisor
	supervised native threads
	[ "$kept" = 0 ]
	grep -x 'read: 200' run.out
	supervised native killed
	[ "$kept" = 0 ]
	grep -x 'killed: 40' run.out
	grep -x 'after: opened' run.out
}

@test "a signal does not repeat a call" {
	need_supervisor
	[ "$(printf '5.19\n%s\n' "$(uname -r)" | sort -V | head -n 1)" = 5.19 ] || skip "Linux before 5.19 has a supervised call interrupted"
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

@test "recorded, derived and supervised: the program's own calls pass" {
	need_supervisor
	program native/opens
	files
	seccord record -q -o t -- "$program" threads
	seccord policy --supervise=openat2 -o p.json t
	grep -F '{"call": "openat2", "action": "supervise", "why": "observed", "deep": [{"oflags": {"bits": "O_CLOEXEC"}' p.json
	seccord check p.json t
	seccord run --supervise p.json -- "$program" threads | grep -x 'read: 200'
	seccord emit -f bpf -o p.bpf p.json 2>told
	grep 'left to a supervisor, and ENOSYS where none listens: openat2' told
	seccord verify p.bpf p.json
	keep out seccord run p.json -- "$program" threads 2>told
	grep -x 'read: 0' out
	grep 'openat2 is left to a supervisor, and gets ENOSYS without --supervise' told
}

@test "calls that no supervisor can make give a one-line error" {
	sed 's/openat2/clone3/; s/, "deep.*\]}\]}$/}]}/' <<<"$(policy '"O_CLOEXEC"'; cat p.json)" >clone3.json
	run seccord run --supervise clone3.json -- true
	one_line_of_trouble "clone3.json: a supervisor cannot make clone3 for another process: allow it or return ENOSYS"
	seccord record -q -o t -- true
	run seccord policy --supervise=clone3 t
	one_line_of_trouble "a supervisor cannot make clone3"
	echo '{"seccord": 1, "archs": ["x86_64"], "default": {"action": "supervise"}, "calls": []}' >default.json
	run seccord run --supervise default.json -- true
	one_line_of_trouble '"default" is supervise'
}

@test "a program that cannot be started is reported, supervised or not" {
	need_supervisor
	echo '#!/no/such/interpreter' >broken
	chmod +x broken
	run seccord run --supervise p.json -- ./broken
	[ "$status" = 2 ]
	[[ $output == *"cannot run ./broken"* ]]
}

@test "the plan of refusals" {
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
