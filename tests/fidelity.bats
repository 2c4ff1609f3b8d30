#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Whole process trees: the rows of docs/fidelity.md that are not in tree.bats.
# `make torture` runs the storms and the kills at full size.

# shellcheck disable=SC2154,SC2016,SC2086,SC2143 # program is set by program(); scripts are quoted, words split
load helper

# Records to $engine.trace with all engines, each within a minute.
all_engines()
{
	local engine
	for engine in seccomp syscall learn; do
		ordeal 60 "$SECCORD" record -q --engine=$engine -o $engine.trace -- "$@"
		tail -n 1 $engine.trace | grep -qx '{"end": true, "s.*}'
	done
}

# A filter around the tests hides calls that it denies from engine seccomp, and is why learn is not used.
same_sets()
{
	need_no_filter
	calls_of seccomp.trace >seccomp.set
	calls_of syscall.trace >syscall.set
	calls_of learn.trace >learn.set
	diff seccomp.set syscall.set
	diff learn.set syscall.set
}

# The numbers in a trace that no kernel has.
unknown_of()
{
	calls_of "$1" | sed -n 's/^x86_64 \(1[0-9][0-9][0-9]\)$/\1/p'
}

@test "storms of children and of threads" {
	program native/storm
	for what in children threads; do
		run all_engines "$program" $what 300
		echo "$output"
		[ "$status" = 0 ]
		same_sets
		[ "$(unknown_of seccomp.trace | wc -l)" = 16 ]
	done
}

@test "signals of every kind at random moments, with stops and continues" {
	program native/moments
	[ "$("$program" 20)" = '20 signals, 0 wrong' ] || skip "a filter around this process does not answer ENOSYS to unknown calls"
	run all_engines "$program" 300
	echo "$output"
	[ "${lines[0]}" = '300 signals, 0 wrong' ]
	[ "${lines[1]}" = '300 signals, 0 wrong' ]
}

# Built with strict options, which expose undefined behaviour.
@test "chaos itself is sound: it is not a fork bomb, and it ends" {
	need "${CC:-cc}"
	for level in -O0 -O3; do
		${CC:-cc} -D_GNU_SOURCE -std=c11 $level -o chaos "$HERE/programs/chaos.c"
		run ordeal 60 ./chaos 7 3
		[[ $output == *' killed' ]]
	done
}

@test "SIGKILL of any tracee, at random moments" {
	program native/chaos
	for seed in 1 2 3 4 5; do
		all_engines "$program" $seed 50
	done
}

@test "kill -9 of the recorder: each call that the program printed is in the trace" {
	program native/teller
	RANDOM=1
	for _ in 1 2 3 4 5 6 7 8; do
		ordeal 60 "$HERE/torture-kill.sh" $((RANDOM % 380)) auto "$program"
	done
}

@test "a filter for all threads: denied calls are recorded, and no sleeping thread wakes" {
	program native/tsync
	run all_engines "$program"
	echo "$output"
	[ "$output" = $'load: 0\nload: 0\nload: 0' ]
	same_sets
	[ "$(unknown_of seccomp.trace | wc -l)" = 3 ]
	grep -q '^{"note": ".*its own seccomp filter' seccomp.trace
}

@test "attaching and leaving at random moments interrupts no call" {
	need setsid
	program native/awaits
	local waiter tracee round
	mkfifo in
	"$program" <in >out &
	tracee=$!
	exec 4>in
	RANDOM=$$
	for round in $(seq 30); do
		"$SECCORD" record -q -o "$round.trace" -p $tracee 4>&- &
		waiter=$!
		sleep "0.0$((RANDOM % 70 + 20))"
		kill "$waiter"
		keep ended wait "$waiter"
		echo "round $round: status $kept"
		[ "$kept" = 0 ] || [ "$kept" = 143 ] # before it listens to signals
	done
	exec 4>&-
	keep ended wait $tracee
	[ "$(cat out)" = '0 interrupted' ]
}

@test "a call that fails with EINTR after a stop and SIGCONT does so when recorded" {
	program native/continued
	ordeal 20 "$program"
	for engine in seccomp syscall learn; do
		ordeal 20 "$SECCORD" record -q --engine=$engine -o t -- "$program"
	done
}

@test "a filter that asks for a tracer: the call fails with ENOSYS, as without the recorder" {
	program native/asks
	"$program" >expected
	for engine in seccomp syscall learn; do
		ordeal 60 "$SECCORD" record -q --engine=$engine -o t -- "$program" >out
		diff expected out
		grep '"name": "getppid"' t | grep -q '"errnos": \["ENOSYS"\]'
	done
}

@test "bwrap with a filter: denied calls are recorded" {
	need bwrap
	works bwrap --unshare-all --ro-bind / / --proc /proc true || skip "bwrap cannot create a sandbox here"
	# nr 110, getppid: ERRNO 18; else ALLOW
	printf '\x20\0\0\0\0\0\0\0\x15\0\0\x01\x6e\0\0\0\x06\0\0\0\x12\0\x05\0\x06\0\0\0\0\0\xff\x7f' >filter
	program native/clones
	local engine
	for engine in seccomp syscall learn; do
		ordeal 60 "$SECCORD" record -q --engine=$engine -o $engine.trace -- \
			sh -c 'exec bwrap --unshare-all --ro-bind / / --proc /proc --seccomp 7 "$1" 7<filter' sh "$program" >/dev/null || true
		grep -q '"name": "getppid".*"errnos": \["EXDEV"\]' $engine.trace
	done
	same_sets
}

@test "sshd and the sandbox of its unprivileged process" {
	need_root
	need ssh ssh-keygen
	local sshd=/usr/sbin/sshd engine
	[ -x $sshd ] || skip "sshd is not installed"
	mkdir -p /run/sshd
	ssh-keygen -q -t ed25519 -N '' -f host
	ssh-keygen -q -t ed25519 -N '' -f user
	# inetd mode: no port, no race; the client speaks to it through a pipe
	for engine in seccomp syscall learn; do
		cat >proxy.sh <<-END
			exec "$SECCORD" record -q --engine=$engine -o "$PWD/$engine.trace" -- \
				$sshd -i -f /dev/null -h "$PWD/host" -o AuthorizedKeysFile="$PWD/user.pub" -o UsePAM=no -o StrictModes=no
		END
		run timeout -k 10 60 ssh -F none -i user -o ProxyCommand="sh $PWD/proxy.sh" -o StrictHostKeyChecking=no \
			-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR root@nowhere 'echo in'
		echo "$output"
		[ "$output" = in ]
	done
	grep -q '^{"note": ".*its own seccomp filter' seccomp.trace
	names_of seccomp.trace | grep -qx prctl
}

@test "seccomp strict mode: a note with engine seccomp, recorded with engine syscall" {
	program native/strict
	works "$program" || skip "no strict mode here"
	run seccord record --engine=seccomp -o t -- "$program"
	[ "$status" = 3 ]
	grep -q '^{"note": ".*strict mode.*--engine=syscall' t
	run seccord record -q --engine=syscall -o t -- "$program"
	[ "$output" = strict ]
	calls_of t | grep -qx 'x86_64 60'
}

@test "what a program can detect about its recorder, and do to it" {
	program native/recorder
	"$program" alone >expected
	for engine in seccomp syscall learn; do
		ordeal 60 "$SECCORD" record -q --engine=$engine -o t -- "$program" >out
		grep mode out | diff expected -
		[ "$(grep -c 'attach -1, errno 1' out)" = 3 ]
		grep -q '^{"note": ".*traces others' t
	done
	[ "$(seccord record -q --engine=seccomp -o t -- grep Seccomp: /proc/self/status)" = $'Seccomp:\t2' ]
	[ "$(seccord record -q --engine=syscall -o t -- grep Seccomp: /proc/self/status)" = "$(grep Seccomp: /proc/self/status)" ]
	[ "$(seccord record -q -o t -- sh -c 'sed -n "s/TracerPid:.//p" /proc/self/status; true')" -gt 0 ]
	state='sleep 100 & kill -STOP $!; until grep -q "(.*stop" /proc/$!/status; do :; done; sed -n "s/State:.//p" /proc/$!/status; kill -KILL $!'
	[ "$(sh -c "$state")" = 'T (stopped)' ]
	[ "$(seccord record -q -o t -- sh -c "$state")" = 't (tracing stop)' ]
	if works unshare -pf --mount-proc true; then
		[ "$(seccord record -q -o t -- unshare -pf --mount-proc grep TracerPid: /proc/self/status)" = $'TracerPid:\t0' ]
	fi
	# The one is of a task that shares the recorder's CPU. Who asks gets the truth.
	cpus=$(seccord record -q -o t -- grep Cpus_allowed_list: /proc/self/status)
	grep -Fxq "$cpus" <(echo "Cpus_allowed_list:	$(taskset -cp $$ | sed 's/.*: //')"; seq -f 'Cpus_allowed_list:	%.0f' 0 1023)
}

@test "syscall user dispatch: a note in the trace" {
	program native/dispatch
	works "$program" || skip "no syscall user dispatch here"
	run all_engines "$program"
	[ "${lines[0]}" = 'call 1900 came back' ]
	grep -q '^{"note": ".*syscall user dispatch' seccomp.trace
	[ -z "$(unknown_of seccomp.trace)" ]
}

@test "a debugger in the tree: a note, other calls recorded, nothing hangs" {
	need strace gdb
	program native/threads
	run all_engines sh -c 'strace -o /dev/null true; gdb -batch -ex run "$1" </dev/null; id' sh "$program"
	[ "$status" = 0 ]
	for trace in seccomp.trace syscall.trace; do
		grep -q '^{"note": ".*traces others' $trace
		names_of $trace | grep -qx geteuid
	done
}

# Starts server as $server with its input on descriptor 7 and its output on 8.
start_server()
{
	program native/server
	mkfifo in out
	"$program" <in >out 3>&- &
	server=$!
	exec 7>in 8<out
	read -r -u 8 line
	[ "$line" = ready ]
}

# Makes the server make calls $1 and $1+1.
work()
{
	echo "$1" >&7
	read -r -u 8 line
	[ "$line" = 'done' ]
}

# Waits until a new call of the server appears in the trace.
until_recorded()
{
	until grep -q '"nr": 1800' "$1" 2>/dev/null; do
		kill -0 "$recorder"
		work 1800
	done
}

end_server()
{
	exec 7>&-
	read -r -u 8 line
	wait "$server"
	echo "$line"
	[ "$line" = 'woken: 0' ]
}

@test "attach: all threads, new children; SIGUSR1 writes counts; SIGINT detaches without harm" {
	start_server
	env --default-signal=INT "$SECCORD" record -q -o t -p $server 3>&- 7>&- 8<&- &
	recorder=$!
	until_recorded t
	work 1900
	work 1910
	[ "$(unknown_of t | grep -c '19[01][01]')" = 4 ]
	for _ in 1 2 3 4 5; do
		work 1900
	done
	kill -USR1 $recorder
	until grep -q '"nr": 1900.*"count": 6' t; do
		work 1800
	done
	kill -INT $recorder
	wait $recorder
	tail -n 1 t | grep -qx '{"end": true}'
	grep -q '^{"note": "attached' t
	work 1920
	run grep -c 1920 t
	[ "$output" = 0 ]
	[ -z "$(grep -h '^TracerPid:' /proc/$server/task/*/status | grep -v '	0$')" ]
	end_server
}

@test "attach to several processes; kill -9 of the attached recorder harms none" {
	start_server
	sleep 1000 3>&- 7>&- 8<&- &
	local other=$!
	"$SECCORD" record -q -o t -p $server --pid=$other 3>&- 7>&- 8<&- &
	recorder=$!
	until_recorded t
	kill -9 $recorder
	wait $recorder || true
	work 1900
	kill -0 $other
	kill $other
	seccord show t >/dev/null
	end_server
}

@test "process IDs are lists as people paste them, and those that have ended are skipped" {
	start_server
	sleep 1000 3>&- 7>&- 8<&- &
	local other=$!
	"$SECCORD" record -o t -p "4194304 $server,$other" --pid=", $server" 3>&- 7>&- 8<&- 2>notes &
	recorder=$!
	until_recorded t
	work 1900
	kill -TERM $recorder
	wait $recorder
	grep -q '"nr": 1900' t
	[ "$(grep -c 'process 4194304 has ended; it is skipped' notes)" = 1 ]
	kill -0 $other
	kill $other
	end_server
	run seccord record -o t -p "4194304 4194303"
	[ "$status" = 2 ]
	[[ $output == *"cannot attach to process 419430"* ]]
	run seccord record -o t -p "1,x"
	one_line_of_trouble 'pid=x: invalid process ID'
	run seccord record -o t -p ,
	one_line_of_trouble 'no process ID given'
}

@test "a failed attach: one line, and an older trace is kept" {
	echo old >t
	run seccord record -o t -p 4194304
	one_line_of_trouble 'cannot attach to process 4194304'
	run seccord record -o t -p 12x
	one_line_of_trouble 'invalid process ID'
	run seccord record -o t -p $$ true
	one_line_of_trouble 'cannot be combined'
	not says 'one list'
	run seccord record -o t -p $$ $PPID
	one_line_of_trouble 'cannot be combined; several processes are one list: --pid=ID,ID'
	[ "$(cat t)" = old ]
	need_root
	cp "$SECCORD" program
	chmod 755 . program
	run as_nobody ./program record -o /dev/null -p $$
	one_line_of_trouble 'cannot attach to process'
}

@test "a full disk, an unwritable output, a reader that exits" {
	program native/teller
	run seccord record -o /dev/full -- "$program" 3
	one_line_of_trouble '/dev/full: No space left'
	run seccord record -o /proc/version -- "$program" 3
	one_line_of_trouble '/proc/version'
	{ seccord record -q -o - -- sh -c '"$1" 400 >/dev/null' sh "$program" 2>trouble || true; } | head -n 1 >first
	grep -q seccord-trace first
	works unshare -m true 2>/dev/null || skip "no mount namespace: skipping the full disk"
	unshare -m sh -c 'mount -t tmpfs -o size=12k none /mnt && ! "$1" record -q -o /mnt/t -- "$2" 300 >printed 2>trouble
		cp /mnt/t full.trace' sh "$SECCORD" "$program"
	grep -q 'No space left' trouble
	seccord show full.trace >/dev/null
	unknown_of full.trace >have
	sort printed | comm -23 - have >lost
	[ ! -s lost ]
}

@test "namespaces: user, pid, and a whole sandbox" {
	need unshare bwrap
	program native/storm
	local way
	for way in 'unshare -Ur' 'unshare -Ur -p --fork' 'bwrap --unshare-all --ro-bind / / --proc /proc'; do
		works $way true 2>/dev/null || continue
		echo "$way"
		all_engines $way "$program" children 30
		same_sets
		[ "$(unknown_of seccomp.trace | wc -l)" = 16 ]
	done
}

@test "chroot: image paths as seen by the task, and their build-ids" {
	need_root
	program native/teller
	local file
	mkdir -p jail/bin
	cp "$program" jail/bin/teller
	for file in $(ldd "$program" | grep -o '/[^ ]*'); do
		mkdir -p "jail$(dirname "$file")"
		cp -L "$file" "jail$file"
	done
	works chroot jail /bin/teller 1 >/dev/null || skip "chroot is refused here"
	seccord record -q -o t -- chroot jail /bin/teller 1
	[ -z "$(grep '^{"image":' t | grep -v build_id)" ]
	[ -z "$(grep '^{"image":' t | grep jail)" ]
}

@test "setuid programs: unchanged for root, a note for other users" {
	need_root
	need setpriv
	cp "$(command -v id)" id
	chmod 4755 id .
	local as='setpriv --reuid=65534 --regid=65534 --clear-groups --'
	[ "$($as ./id -u)" = 0 ] || skip "this file system has no setuid"
	run seccord record -q -o t -- $as ./id -u
	[ "$output" = 0 ]
	cp "$SECCORD" program
	chmod 755 program
	run as_nobody ./program record -o /dev/null -- ./id -u
	[[ $output == *'setuid programs ran without elevated privileges'* ]]
	[[ $output == *65534* ]]
}

@test "a task that is not dumpable, recorded with and without privileges" {
	program native/privy
	cp "$program" privy
	cp "$SECCORD" program
	mkdir open
	chmod 777 open
	chmod 755 . program privy
	need_no_filter
	if [ "$(id -u)" = 0 ]; then
		seccord record -q -o t -- ./privy untraced >out
		[ "$(cat out)" = '5 1' ]
		unknown_of t | grep -qx 1900
	fi
	cd open
	run as_nobody ../program record -q -o t -- ../privy
	echo "$output"
	[ "$output" = '5 1' ]
	unknown_of t | grep -qx 1900
	run as_nobody ../program record -q --engine=syscall -o t -- ../privy untraced
	[ "$output" = '5 1' ]
	grep -q '^{"note": "a child was created with CLONE_UNTRACED' t
}

@test "a daemon: setsid, a double fork, outliving its parent" {
	need setsid
	program native/teller
	mkfifo printed
	all_engines sh -c '(setsid -f "$1" 2 >printed 2>&1 &) && cat printed >/dev/null' sh "$program"
	same_sets
	[ "$(unknown_of seccomp.trace | wc -l)" = 2 ]
}
