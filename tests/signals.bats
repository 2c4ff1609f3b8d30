#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Signals to the recorder, to its program, and to both.

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # scripts are quoted; program is set by program()
load helper

ENGINES="seccomp syscall learn"

# start ENGINE WORD...: got, recorded to t in its own process group: $recorder; its id: $inner.
start()
{
	local engine=$1
	shift
	program native/got
	rm -f ready
	mkfifo ready
	perl -e 'setpgrp; $SIG{$_} = "DEFAULT" for qw(INT QUIT); exec @ARGV' -- \
		"$SECCORD" record -q --engine="$engine" -o t -- "$program" ready "$@" >out 3>&- &
	recorder=$!
	read -r inner <ready
}

# Signals are forwarded in order, so the counts include all earlier ones.
finish()
{
	kill -USR1 "$recorder"
	kept=0
	wait "$recorder" || kept=$?
	cat out
}

@test "any signal to the recorder reaches the program once" {
	need perl
	for engine in $ENGINES; do
		start "$engine"
		for signal in TERM HUP INT QUIT ALRM PIPE USR2 PROF VTALRM WINCH URG IO PWR XFSZ XCPU STKFLT ABRT TSTP 34 64; do
			kill -$signal "$recorder"
		done
		finish
		[ "$kept" = 0 ]
		for number in 15 1 2 3 14 13 12 27 26 28 23 29 30 25 24 16 6 20 34 64; do
			grep -qx "1 x $number" out
		done
		[ "$(wc -l <out)" = 20 ]
	done
}

@test "a signal that the sender also sent to the program is not forwarded" {
	need perl
	for engine in $ENGINES; do
		start "$engine"
		# a whole group, as a shell's job control and timeout do; then one by one, as systemd does
		perl -e 'kill "TERM", -$ARGV[0]; kill "HUP", $ARGV[0]; kill "HUP", $ARGV[1];
			kill "QUIT", $ARGV[1]; kill "QUIT", $ARGV[0]; kill 34, -$ARGV[0]; kill 34, -$ARGV[0]' "$recorder" "$inner"
		finish
		printf '%s\n' '1 x 1' '1 x 3' '1 x 15' '2 x 34' | diff - out
	done
}

@test "two senders are two signals" {
	need perl
	start seccomp
	perl -e 'kill 34, $ARGV[0]' "$inner"
	perl -e 'kill 34, $ARGV[0]' "$recorder"
	finish
	grep -qx '2 x 34' out
}

@test "the value of a queued signal is forwarded" {
	need perl python3
	start seccomp
	python3 -c 'import ctypes, sys
ctypes.CDLL(None).sigqueue(int(sys.argv[1]), 40, ctypes.c_void_p(4711))' "$recorder"
	finish
	grep -qx '1 x 40' out
	grep -qx 'value 4711' out
}

@test "an alarm set before seccord was executed belongs to the program" {
	need perl
	run timeout -k 1 60 perl -e 'alarm 1; exec @ARGV' -- "$SECCORD" record -q -o t -- sleep 50
	[ "$status" = 142 ]
	tail -n 1 t | grep -qx '{"end": true, "signal": "SIGALRM"}'
}

# thrice SIGNAL: from different senders, so that none pairs with another. The kernel drops a
# signal that is already pending, so each waits until the recorder has received the one before.
thrice()
{
	for _ in 1 2 3; do
		perl -e 'kill $ARGV[0], $ARGV[1]' "$1" "$recorder"
		while grep -q '^ShdPnd:.*[1-9a-f]' "/proc/$recorder/status" 2>/dev/null; do
			sleep 0.01
		done
	done
}

@test "the third SIGTERM or SIGINT kills a program that ignores or blocks it, and the trace is readable" {
	need perl
	for how in ignore block; do
		for engine in $ENGINES; do
			start "$engine" $how
			thrice TERM
			kept=0
			wait "$recorder" || kept=$?
			[ "$kept" = 137 ]
			ended "$inner"
			tail -n 1 t | grep -qx '{"end": true, "signal": "SIGKILL"}'
			grep -q '^{"note": "the third SIGTERM' t
			seccord show t >/dev/null
		done
	done
}

@test "a whole tree that ignores SIGTERM is killed, as are orphans once the program has exited" {
	need perl pgrep
	mkfifo ready
	for script in 'trap "" TERM; (while :; do sleep 1; done) & echo >ready; wait' \
		'trap "" TERM; (echo >ready; while :; do sleep 1; done) & exit 0'; do
		timeout -k 1 60 "$SECCORD" record -q -o t -- sh -c "$script" 3>&- &
		local outer=$!
		read -r _ <ready
		recorder=$(pgrep -P $outer -x seccord)
		thrice TERM
		wait $outer || true
		grep -q '^{"note": "the third SIGTERM' t
		tail -n 1 t | grep -q '^{"end": true, '
	done
}

@test "a program that handles each of three is left alone" {
	need perl
	start seccomp
	thrice TERM
	thrice INT
	finish
	[ "$kept" = 0 ]
	grep -qx '[123] x 15' out
	grep -qx '[123] x 2' out
	not grep -q 'third SIGTERM' t
}

# on_terminal KEYS: got, recorded on its own terminal with the recorder as session leader; KEYS
# are typed, or with "hangup" the terminal is closed. The counts go to out.
on_terminal()
{
	rm -f ready
	mkfifo ready
	timeout -k 1 60 python3 - "$1" "$SECCORD" "$program" <<-'END'
		import os, pty, signal, sys
		keys, seccord, program = sys.argv[1:]
		pid, master = pty.fork()
		if pid == 0:
		    os.execvp("sh", ["sh", "-c", 'exec "$0" record -q -o t -- "$1" ready >out', seccord, program])
		with open("ready") as ready:
		    ready.readline()
		if keys == "hangup":
		    os.close(master)
		else:
		    os.write(master, keys.encode().decode("unicode_escape").encode())
		os.kill(pid, signal.SIGUSR1)
		sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
	END
}

@test "terminal signals arrive once; a hangup, which only the session leader gets, is forwarded" {
	need python3
	program native/got
	on_terminal '\x03'
	printf '1 x 2\n' | diff - out
	on_terminal '\x1c'
	printf '1 x 3\n' | diff - out
	on_terminal hangup
	grep -qx '1 x 1' out
	is_one=$(grep -c ' x 1$' out)
	[ "$is_one" = 1 ]
}

@test "SIGTERM for a process in vfork, which the kernel delivers later to a traced process" {
	program native/vfork-term
	[ "$("$program")" = 'ended by 15' ]
	for engine in $ENGINES; do
		run timeout -k 1 60 "$SECCORD" record -q --engine="$engine" -o t -- "$program"
		[ "$output" = 'ended by 15' ]
	done
}

# Prints how often it was continued.
STOPS='$| = 1; $SIG{CONT} = sub { $continued++ }; kill $_, $$ for qw(STOP TSTP TTIN TTOU STOP STOP); print "continued $continued\n"'

@test "a program that stops itself stops the recorder, which continues it once: a parent that knows either" {
	need perl python3
	echo '{"seccord": 2, "archs": ["x86_64"], "default": {"action": "allow"}, "calls": []}' >p.json
	printf 'stopped %s\n' 19 20 21 22 19 19 >expected
	echo 'continued 6' >>expected
	for how in pid group; do
		for engine in $ENGINES; do
			timeout -k 1 60 python3 "$HERE/stops.py" $how "$SECCORD" record -q --engine="$engine" -o t -- perl -e "$STOPS" >out
			diff expected out
		done
		timeout -k 1 60 python3 "$HERE/stops.py" $how "$SECCORD" run p.json -- perl -e "$STOPS" >out
		diff expected out
	done
}

@test "all threads of a program are stopped, and a child that is stopped too does not matter" {
	need perl python3
	printf 'stopped 19\nends\n' >expected
	timeout -k 1 60 python3 "$HERE/stops.py" pid "$SECCORD" record -q -o t -- python3 -c 'import os, signal, threading
event = threading.Event()
for _ in range(3):
    threading.Thread(target=event.wait).start()
os.kill(os.getpid(), signal.SIGSTOP)
print("ends")
event.set()' >out
	diff expected out
	timeout -k 1 60 python3 "$HERE/stops.py" group "$SECCORD" record -q -o t -- sh -c 'sleep 0.1 & kill -STOP $! $$; echo ends; wait' >out
	diff expected out
}

@test "a stopped program is continued or killed by who knows it, while the recorder is stopped" {
	need perl python3
	for signal in CONT KILL; do
		for engine in $ENGINES; do
			rm -f pid
			timeout -k 1 60 python3 "$HERE/stops.py" "pid $signal" "$SECCORD" record -q --engine="$engine" -o t -- \
				sh -c 'echo $$ >pid; kill -STOP $$; echo ends' >out || [ "$?" = 137 ]
			head -n 1 out | grep -qx 'stopped 19'
			[ $signal = KILL ] || grep -qx ends out
		done
	done
}

@test "a process of the tree continues the program, which is not left stopped" {
	need python3
	for engine in $ENGINES; do
		timeout -k 1 60 python3 "$HERE/stops.py" none "$SECCORD" record -q --engine="$engine" -o t -- \
			sh -c '(sleep 0.2; kill -CONT $$) & kill -STOP $$; echo ends; wait' >out
		diff <(echo ends) out
	done
}

@test "in an orphaned process group the kernel discards a stop, also that of the recorder" {
	need perl setsid
	for program in 'kill "TSTP", $$; print "ends\n"' 'setpgrp; kill "TSTP", $$; print "ends\n"'; do
		timeout -k 1 60 setsid -w "$SECCORD" record -q -o t -- perl -e "$program" >out
		diff <(echo ends) out
	done
}

@test "a SIGTSTP to the recorder, and a SIGCONT, reach its program" {
	need perl
	start seccomp
	kill -TSTP "$recorder"
	perl -e 'select undef, undef, undef, 0.3'
	kill -CONT "$recorder"
	finish
	[ "$kept" = 0 ]
	printf '1 x 18\n1 x 20\n' | diff - out
}

# at_terminal TYPED EXPECTED...: see jobs.py
at_terminal()
{
	need bash python3
	timeout -k 1 200 python3 "$HERE/jobs.py" "$@"
}

@test "at a terminal, a shell sees that the program has stopped, and continues it with fg" {
	record=$(printf '%q record -q -o t --engine=' "$SECCORD")
	for engine in $ENGINES; do
		for signal in STOP TSTP; do
			at_terminal "$record$engine -- sh -c 'kill -$signal \$\$; echo e\"\"nds'"$'\n' 'Stopped.*\n' '' 'prompt> ' $'fg\n' 'ends'
		done
	done
	# The recorder is a background job; another process of the tree is running.
	at_terminal "${record}seccomp -- sh -c 'kill -TSTP \$\$; echo e\"\"nds' &"$'\n' 'prompt> ' $'wait\n' 'Stopped.*\n' $'fg\n' 'ends'
	at_terminal "${record}seccomp -- sh -c 'sleep 300 & kill -STOP \$\$; echo e\"\"nds; kill \$!'"$'\n' 'Stopped.*\n' $'fg\n' 'ends'
	# The program is a shell in a process group of its own.
	at_terminal "PS1='inner> ' ${record}seccomp -- bash --norc -i"$'\n' 'inner> ' $'sleep 300 &\n' 'inner> ' $'suspend\n' 'Stopped.*\n' \
		$'fg\n' 'inner> ' $'kill %1; exit\n' 'prompt> '
}

@test "at a terminal, Ctrl-Z stops the recorder after the program has handled it" {
	record=$(printf '%q record -q -o t --' "$SECCORD")
	cat >editor.pl <<-'END'
		$| = 1;
		$SIG{TSTP} = sub { print "leaves\n"; kill "STOP", $$ };
		$SIG{CONT} = sub { $continued++ };
		print "starts\n";
		sleep 1 until $continued;
		print "continued $continued\n";
	END
	at_terminal "$record perl editor.pl"$'\n' 'starts' $'\x1a' 'leaves' '' 'Stopped.*\n' $'fg\n' 'continued 1'
	# beside a process of another group, which is not stopped
	cat >group.pl <<-'END'
		if (!fork) {
			setpgrp;
			exec "sleep", 300;
		}
		$| = 1;
		print "starts\n";
		kill "TSTP", 0;
		kill "KILL", 0;
		sleep 60;
	END
	at_terminal "$record perl group.pl"$'\n' 'starts' '' 'Stopped.*\n' $'fg\n' 'Killed'
}
