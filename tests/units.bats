#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Services of a booted systemd, recorded by --unit from outside and by -D in ExecStart=. The systemd is this machine's, or
# that of a tree, UNITS_TREE (make units: Debian 13's).

# shellcheck disable=SC2016,SC2034,SC2154 # scripts are quoted; variables are of helpers
load helper
load containers

# What each service does once it is up.
BODY='ls /usr >/dev/null; date +%%N >/dev/null; mkdir /none/x 2>/dev/null'

# One service per row: its name, and its settings separated by |.
services()
{
	cat <<-END
		simple ExecStart=/bin/sh -c '$BODY; exec sleep 500'
		notify Type=notify|ExecStart=/bin/sh -c 'systemd-notify --ready; $BODY; exec sleep 500'
		forking Type=forking|ExecStart=/bin/sh -c '($BODY; exec sleep 500) & exit 0'
		filtered SystemCallFilter=~@debug mkdir|SystemCallErrorNumber=EPERM|ExecStart=/bin/sh -c '$BODY; exec sleep 500'
		raced ExecStart=/bin/sh -c '$BODY; exec sleep 500'
		killed ExecStart=/bin/sh -c '$BODY; exec sleep 500'
		oneshot Type=oneshot|ExecStart=/bin/sh /out/body
		several Type=oneshot|ExecStart=/bin/ls /usr|ExecStart=-/bin/sh -c 'mkdir /usr; exit 3'|ExecStart=/bin/sh -c '(date; uname); date'
		broken Type=oneshot|ExecStart=/bin/ls /usr|ExecStart=/bin/sh -c 'exit 3'|ExecStart=/bin/date
		leaves Type=oneshot|KillMode=process|ExecStart=/bin/sh -c 'sleep 1 & exit 0'|ExecStart=/bin/date
		apart Type=notify|ExecStart=/seccord/seccord record -D -o /out/apart.%%p.trace -- /bin/sh -c 'systemd-notify --ready; $BODY; exec sleep 500'
		apartforking Type=forking|PIDFile=/run/apart.pid|ExecStart=/seccord/seccord record -D -o /out/apartforking.trace -- /bin/sh -c '(echo up; $BODY; exec sleep 500) & echo \$\$! >/run/apart.pid'
		whole Type=forking|ExecCondition=/bin/sh -c 'umask'|ExecStartPre=/bin/sh -c 'ls /usr'|ExecStart=sh -c '($BODY; exec sleep 500) & exit 0'|ExecStartPost=/bin/sh -c 'uname'|ExecReload=/bin/sh -c 'id -u'|ExecStop=-/bin/sh -c 'cat /etc/passwd; kill \$\$MAINPID'|ExecStopPost=-/bin/rmdir /none/x
		shut PrivateTmp=yes|ExecStartPre=/bin/true|ExecStart=/bin/sleep 500|ExecStopPost=/bin/uname
		again ExecStart=/bin/sh -c 'while :; do sh -c "kill -0 1"; sleep 0.1; done'|ExecReload=/bin/sh -c 'id -u'
		exec Type=exec|ExecStart=/bin/sh -c '$BODY; exec sleep 500'
		idle Type=idle|ExecStart=/bin/sh -c '$BODY; exec sleep 500'
		instance@ ExecStart=/bin/sh -c ': %i; $BODY; exec sleep 500'
		sandboxed PrivateTmp=yes|ProtectSystem=strict|ProtectHome=yes|PrivateDevices=yes|ReadWritePaths=/out|ExecStart=/bin/sh -c '$BODY; exec sleep 500'
		rooted RootDirectory=/out/root|ExecStart=/bin/sleep 500
		post ExecStart=/bin/sh -c 'exit 3'|ExecStopPost=/bin/true
		postfails ExecStart=/bin/true|ExecStopPost=/bin/sh -c 'exit 5'
		signalled ExecStart=/bin/sh -c 'kill -SEGV \$\$\$\$'|ExecStopPost=/bin/true
		pre Type=oneshot|ExecStartPre=/bin/sh -c 'exit 4'|ExecStart=/bin/ls|ExecStopPost=/bin/true
		conditional Type=oneshot|ExecCondition=/bin/sh -c 'exit 1'|ExecStart=/bin/ls
		nouser User=nobody-of-this-name|ExecStart=/bin/true
		unmet ExecStart=/bin/true|[Unit]|ConditionPathExists=/none
		limited ExecStart=/bin/false|[Unit]|StartLimitIntervalSec=1000|StartLimitBurst=1
		slow Type=oneshot|ExecStart=/bin/sh -c 'read line </out/slow; exit 1'
		requires ExecStart=/bin/true|[Unit]|Requires=slow.service|After=slow.service
		once Type=oneshot|SuccessExitStatus=SEGV|ExecStart=/bin/sh -c 'kill -SEGV \$\$\$\$'
		other Type=oneshot|ExecStart=/bin/uname
		contains Type=oneshot|Delegate=yes|ExecStart=/bin/sh /out/contained
		restarts Restart=always|RestartSec=0|ExecStart=/bin/sh -c 'ls /usr; exit 6'|[Unit]|StartLimitIntervalSec=100|StartLimitBurst=4
		remains Type=oneshot|RemainAfterExit=yes|ExecStart=/bin/ls /usr|ExecReload=/bin/id -u|ExecStop=/bin/uname
		renewed Type=oneshot|ExecStartPre=/bin/sh -c 'cp /out/program /out/new; mv /out/new /out/program'|ExecStart=/out/program
		failing ExecStart=/out/none
		unexecutable ExecStart=/out/empty
		replaced BindReadOnlyPaths=/out/body:/out/empty|ExecStart=/out/empty
		overlaid TemporaryFileSystem=/mnt|BindPaths=/usr/bin/true:/usr/bin/uname|ExecStart=/usr/bin/uname
		same TemporaryFileSystem=/out|BindPaths=/out/empty|ExecStart=/out/empty
	END
}

# The machine's part: starts each service while it is recorded, and stops it.
driver()
{
	cat <<-'END'
		cd /out
		exec >log 2>&1
		stat -f -c "control groups: %T" /sys/fs/cgroup
		until_ready() { for _ in $(seq 600); do ! grep -qs "^seccord" "$1" || return 0; sleep 0.05; done; return 1; }
		until_end() { for _ in $(seq 600); do ! kill -0 $1 2>/dev/null || { sleep 0.05; continue; }; return 0; done; return 1; }
		# records the next start; then, what became of the recorder
		begin() {
			/seccord/seccord record -o $1.trace --unit=$1 >$1.said 2>&1 &
			recorder=$!
			until_ready $1.said || echo "$1: not ready"
		}
		finish() {
			until_end $recorder || { echo "$1: recorder stays"; kill -9 $recorder; }
			wait $recorder; echo "$1: recorder $?"
		}
		# prints the main process once it has done its work
		main_of() {
			for _ in $(seq 600); do
				main=$(systemctl show -p MainPID --value "$1")
				[ "$main" != 0 ] || break
				[ "$(cat /proc/$main/comm)" != sleep ] || ! grep -qs clock_nanosleep $1.*trace || break
				sleep 0.05
			done
			echo $main
		}
		for name in simple notify forking filtered killed oneshot several broken leaves; do
			begin $name
			systemctl start $name; echo "$name: start $?"
			systemctl is-active $name
			main=$(main_of $name)
			[ $main = 0 ] || echo "$name: $(cat /proc/$main/comm) $(sed -n 's/^TracerPid:	//p' /proc/$main/status | sed "s/^$recorder$/traced/")"
			[ $name != killed ] || { kill -9 $recorder; systemctl is-active killed; }
			systemctl stop $name; echo "$name: stop $?"
			systemctl show -p Result --value $name
			finish $name
		done
		# commands before, beside and after the program
		begin whole
		systemctl start whole; echo "whole: start $?"
		main=$(main_of whole)
		systemctl reload whole; echo "whole: reload $?"
		systemctl stop whole; echo "whole: stop $?"
		systemctl show -p Result --value whole
		finish whole
		mkdir -p root
		for file in /bin/sleep $(ldd /bin/sleep | grep -o '/[^ ]*'); do
			mkdir -p root/$(dirname $file)
			cp $file root/$file
		done
		for name in exec idle instance@one sandboxed rooted; do
			begin $name
			systemctl start $name; echo "$name: start $?"
			main=$(main_of $name)
			echo "$name: $(cat /proc/$main/comm)"
			systemctl stop $name
			finish $name
		done
		# how a unit ends is how its recorder ends
		cp /bin/false program
		for name in post postfails signalled once pre conditional nouser unmet restarts remains renewed; do
			begin $name
			systemctl start $name
			if [ $name = remains ]; then
				for _ in $(seq 600); do ! grep -qs 'without a process' $name.said || break; sleep 0.05; done
				systemctl reload $name; systemctl stop $name
			fi
			finish $name
		done
		# starts that systemd refuses: for the limit of them, and as a unit that this one requires fails
		systemctl start limited
		for _ in $(seq 600); do [ "$(systemctl is-active limited)" != failed ] || break; sleep 0.05; done
		begin limited
		systemctl start limited
		finish limited
		mkfifo slow
		mkdir counting
		printf '#!/bin/sh\necho >>/out/asked\nexec /usr/bin/systemctl "$@"\n' >counting/systemctl
		chmod +x counting/systemctl
		PATH=/out/counting:$PATH
		begin requires
		PATH=${PATH#*:}
		systemctl start --no-block requires
		for _ in $(seq 600); do [ "$(systemctl is-active slow)" != activating ] || break; sleep 0.05; done
		seen=$(wc -l <asked)
		for _ in $(seq 600); do [ "$(wc -l <asked)" -lt $((seen + 2)) ] || break; sleep 0.05; done
		echo >slow
		finish requires
		# a unit of this name that is another systemd's
		begin other
		systemctl start contains; echo "contains: start $?"
		[ ! -e other.trace ] || echo "other: recorded too early"
		systemctl start other; echo "other: start $?"
		finish other
		# two recorders of one unit
		/seccord/seccord record -o first.trace --unit=oneshot >first.said 2>&1 &
		recorder=$!
		until_ready first.said
		/seccord/seccord record -o second.trace --unit=oneshot >second.said 2>&1 &
		second=$!
		until_ready second.said
		systemctl start oneshot; echo "two: start $?"
		until_end $recorder || echo "two: recorder stays"
		until_end $second || echo "two: recorder stays"
		wait $recorder; echo "two: recorder $?"
		wait $second; echo "two: recorder $?"
		# simple, and active before its program is executed
		for i in 1 2 3; do
			rm -f shut.said
			/seccord/seccord record -o shut.$i.trace --unit=shut >shut.said 2>&1 &
			recorder=$!
			until_ready shut.said
			systemctl start shut
			# until it is traced: a stop before that kills it before its first call
			for _ in $(seq 600); do
				main=$(systemctl show -p MainPID --value shut)
				[ "$(cat /proc/$main/comm)" != sleep ] || ! grep -qs "^TracerPid:	$recorder$" /proc/$main/status || break
				sleep 0.05
			done
			systemctl stop shut
			finish shut
		done
		# one that runs already, and executes its own file; a terminal stops the recorder
		systemctl start again
		begin again
		systemctl reload again; echo "again: reload $?"
		kill -STOP $recorder
		timeout 20 sh -c 'id -u >/dev/null'; echo "again: others $?"
		kill -CONT $recorder
		systemctl restart again; echo "again: restart $?"
		for _ in $(seq 600); do ! grep -qs '"name": "kill"' again.trace || break; sleep 0.05; done
		systemctl stop again; echo "again: stop $?"
		echo "again: $(systemctl show -p Result --value again)"
		finish again
		# at moments around its SIGSTOP: it is never left stopped
		mkdir raced
		for moment in 0 0.005 0.01 0.02 0.03 0.05; do
			rm -f raced.said
			/seccord/seccord record -o raced/$moment.trace --unit=raced >raced.said 2>&1 &
			until_ready raced.said
			systemctl start --no-block raced
			sleep $moment
			kill -9 $!
			for _ in $(seq 600); do
				main=$(systemctl show -p MainPID --value raced)
				[ "$main" = 0 ] || [ "$(cat /proc/$main/comm)" != sleep ] || break
				sleep 0.05
			done
			echo "raced: $(systemctl is-active raced) $(cat /proc/$main/comm) $(sed -n 's/^State:	\(.\).*/\1/p' /proc/$main/status)"
			systemctl stop raced
		done
		for name in apart apartforking; do
			systemctl start $name; echo "$name: start $?"
			systemctl is-active $name
			main=$(main_of $name)
			echo "$name: $(cat /proc/$main/comm) $([ "$(sed -n 's/^TracerPid:	//p' /proc/$main/status)" != 0 ] && echo traced)"
			echo $main >$name.main
			systemctl stop $name; echo "$name: stop $?"
			systemctl show -p Result --value $name
			for _ in $(seq 600); do grep -qs '^{"end' $name*.trace && break; sleep 0.05; done
		done
		(cd / && exec env -i "PATH=$PATH" "LANG=${LANG:-}" /seccord/seccord record -q --engine=syscall -o /out/plain.trace -- /bin/sh /out/body)
		/seccord/seccord record -o t --unit=failing; echo "failing: recorder $?"
		/seccord/seccord record -o t --unit=unheard-of; echo "unheard-of: recorder $?"
		/seccord/seccord record -o t --unit='sim*'; echo "pattern: recorder $?"
		: >empty
		chmod +x empty
		for name in replaced overlaid same; do
			systemctl show -p BindPaths,BindReadOnlyPaths,TemporaryFileSystem $name
			/seccord/seccord record -o t --unit=$name >$name.said 2>&1 &
			until_ready $name.said
			kill $!
			wait $!
		done
		/seccord/seccord record -o t --unit=unexecutable >unexecutable.said 2>&1 &
		until_ready unexecutable.said
		systemctl start unexecutable
		wait $!; echo "unexecutable: recorder $?"
		/seccord/seccord record -o t --unit=simple >term.said 2>&1 &
		until_ready term.said
		kill $!
		wait $!; echo "term: recorder $?"
		ls -A
		echo over
		systemctl exit -ff
	END
}

# Boots once; the tests look at what there is in machine/out.
setup_file()
{
	cd "$BATS_FILE_TMPDIR" || return
	[ "$(id -u)" = 0 ] && command -v systemd-nspawn >/dev/null && [ -L /bin ] || return 0
	local tree=(-D machine --bind-ro=/usr)
	[ -z "${UNITS_TREE:-}" ] || tree=(-D "$UNITS_TREE" --bind="$PWD/machine/out:/out" --bind="$PWD/machine/etc/systemd/system:/etc/systemd/system")
	container_root machine
	: >machine/etc/machine-id
	mkdir -p machine/etc/systemd/system machine/out
	local name settings unified
	while read -r name settings; do
		printf '[Unit]\nDefaultDependencies=no\n[Service]\nTimeoutStopSec=10\n%s\n' "$(tr '|' '\n' <<<"$settings")" \
			>machine/etc/systemd/system/"$name".service
	done < <(services)
	driver >machine/out/driver
	# what a container has: a group of a unit in that of a unit
	cat >machine/out/contained <<-'END'
		set -e
		group=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)/payload/system.slice/other.service
		mkdir -p "$group"
		echo $$ >"$group/cgroup.procs"
		uname -m
	END
	printf '%s\n' "${BODY//%%/%}; exit 0" >machine/out/body
	# systemd keeps what it refers to loaded, and so remembers that a condition of it did not hold
	printf '[Unit]\nDefaultDependencies=no\nAfter=systemd-journald.socket unmet.service\n[Service]\nExecStart=/bin/sh /out/driver\n' \
		>machine/etc/systemd/system/driver.service
	# Without the filter of nspawn, which refuses fanotify and would be each service's own. With cgroup v2, as a systemd in a
	# container is not notified that a group of v1 is empty, and may wait for that until TimeoutStopSec=.
	! grep -q ' - cgroup2 ' /proc/self/mountinfo || unified=1
	SYSTEMD_SECCOMP=0 SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=${unified:-} "$HERE/machine.sh" 280 "${tree[@]}" \
		--bind-ro="$(dirname "$SECCORD")":/seccord systemd.unit=driver.service </dev/null >boot.log 2>&1 3>&- || true
}

setup()
{
	cd "$BATS_FILE_TMPDIR" || return
	need_root
	need systemd-nspawn
	[ -L /bin ] || skip "/bin is not in /usr here"
	[ -s machine/out/log ] || skip "systemd-nspawn cannot boot a machine here: $(tail -n 1 boot.log)"
	grep -qx over machine/out/log
	! grep -q '(fanotify requires' machine/out/simple.said || skip "fanotify cannot be used here"
}

teardown()
{
	[ -n "${BATS_TEST_COMPLETED:-}${BATS_TEST_SKIPPED:-}" ] || cat "$BATS_FILE_TMPDIR/machine/out/log"
}

# lines NAME LINE...: what the driver wrote of a service.
lines()
{
	local name=$1
	shift
	sed -n "/^$name: start/,/^$name: recorder/p" machine/out/log | diff - <(printf '%s\n' "$@")
}

need_groups()
{
	grep -qx 'control groups: cgroup2fs' machine/out/log || skip "cgroup v2 is not mounted here"
}

@test "--unit: simple, notify and forking services are recorded from outside, and are as without it" {
	for name in simple notify forking; do
		lines $name "$name: start 0" active "$name: sleep traced" "$name: stop 0" success "$name: recorder 0"
		grep -q 'waiting for the next start of '$name'.service' machine/out/$name.said
		names_of machine/out/$name.trace | grep -qx getdents64
		names_of machine/out/$name.trace | grep -qx execve
		is_complete machine/out/$name.trace
		not grep -q attached machine/out/$name.trace
	done
}

@test "--unit: a service whose filter refuses ptrace, and what the filter denies" {
	lines filtered "filtered: start 0" active "filtered: sleep traced" "filtered: stop 0" success "filtered: recorder 0"
	grep '"name": "mkdir' machine/out/filtered.trace | grep -q '"errnos": \["EPERM"\]'
	grep -q '^{"note": "the program runs under a seccomp filter' machine/out/filtered.trace
}

@test "--unit: the service goes on after kill -9 of the recorder" {
	lines killed "killed: start 0" active "killed: sleep traced" active "killed: stop 0" success "killed: recorder 137"
	seccord show machine/out/killed.trace >/dev/null
	[ "$(grep -c '^raced: active sleep [SR]$' machine/out/log)" = 6 ]
}

@test "--unit: a oneshot service, from its first call to its end, as recorded by itself" {
	grep -q '^oneshot: start 0' machine/out/log
	grep -q '^oneshot: recorder 0' machine/out/log
	grep -q '^{"end": true, "status": 0}' machine/out/oneshot.trace
	same_output <(kinds_of machine/out/plain.trace) <(kinds_of machine/out/oneshot.trace)
}

# executed TRACE: the base names of the programs that it has, in order.
executed()
{
	sed -n 's/^{"program": .*"path": "[^"]*\/\([^"/]*\)".*/\1/p' "machine/out/$1.trace" | tr '\n' ' '
}

@test "--unit: every command of a oneshot with several is recorded, to the last or the first that fails" {
	grep -q '^several: start 0' machine/out/log
	grep -q '^several: recorder 0' machine/out/log
	executed several
	[[ $(executed several) == "ls "*"sh mkdir "*"date"*"uname"* ]]
	grep -q '^{"end": true, "status": 0}' machine/out/several.trace
	not grep -q '^{"note": "of several' machine/out/several.trace
	grep -q '^broken: start 1' machine/out/log
	grep -q '^broken: recorder 3' machine/out/log
	[[ $(executed broken) == "ls "* && $(executed broken) != *date* ]]
	grep -q '^{"end": true, "status": 3}' machine/out/broken.trace
}

@test "--unit: a process that a command leaves behind, and a command beside it" {
	grep -q '^leaves: start 0' machine/out/log
	grep -q '^leaves: recorder 0' machine/out/log
	[[ " $(executed leaves)" == *" sleep "* && " $(executed leaves)" == *" date "* ]]
	grep -q '^{"end": true, "status": 0}' machine/out/leaves.trace
}

@test "--unit: what is executed before, beside and after the program is recorded too" {
	lines whole "whole: start 0" "whole: reload 0" "whole: stop 0" success "whole: recorder 0"
	executed whole
	local program
	for program in ls uname id cat rmdir sleep; do
		[[ " $(executed whole)" == *" $program "* ]]
	done
	grep -q '"name": "umask"' machine/out/whole.trace
	is_complete machine/out/whole.trace
}

@test "--unit: other types, a template, a sandbox, and a root of its own" {
	local name
	for name in exec idle instance@one sandboxed rooted; do
		lines $name "$name: start 0" "$name: sleep" "$name: recorder 0"
		is_complete machine/out/$name.trace
		[[ " $(executed $name)" == *" sleep "* ]]
		[ $name = rooted ] || names_of machine/out/$name.trace | grep -qx getdents64
	done
}

# ends NAME STATUS LINE: the recorder's exit status, and what it said
ends()
{
	grep -qx "$1: recorder $2" machine/out/log
	grep -q "$3" machine/out/"$1".said
}

@test "--unit: a recording ends as the main process, whatever is executed after it" {
	ends post 3 "post.service failed: systemd's result is 'exit-code'"
	grep -q '^{"end": true, "status": 3}' machine/out/post.trace
	ends postfails 0 "postfails.service failed: systemd's result is 'exit-code'"
	ends signalled 139 "signalled.service failed: systemd's result is '\(signal\|core-dump\)'"
	grep -q '^{"end": true, "signal": "SIGSEGV"}' machine/out/signalled.trace
	ends once 0 '^seccord: [0-9]* system calls'
	not grep -q failed machine/out/once.said
	ends pre 4 "pre.service failed: systemd's result is 'exit-code'"
	[[ $(executed pre) == *"sh true " ]]
	ends conditional 1 '^seccord: [0-9]* system calls'
	[[ $(executed conditional) == *"sh " && $(executed conditional) != *" ls "* ]]
}

@test "--unit: a program that is replaced by a command before it is not recorded, and the trace says so" {
	ends renewed 1 'the main process of the unit was not recorded'
	grep -q '^{"end": false, "status": 1}' machine/out/renewed.trace
	[[ $(executed renewed) != *program* ]]
}

@test "--unit: a start that executes nothing ends the recorder, with a line and without a trace" {
	ends nouser 2 "nouser.service failed before it executed a command: systemd's result is 'exit-code', exit status 217"
	ends unmet 2 'unmet.service was not started: a condition'
	[ ! -e machine/out/nouser.trace ]
	[ ! -e machine/out/unmet.trace ]
}

@test "--unit: a start that systemd refuses ends the recorder, with a line and without a trace" {
	ends limited 2 'limited.service was not started: systemd refused to, as by its limit of starts'
	ends requires 2 'requires.service was not started: systemd dropped the job, as when a unit that it requires fails'
	[ ! -e machine/out/limited.trace ]
	[ ! -e machine/out/requires.trace ]
}

@test "--unit: a unit of the same name in a container is another one" {
	need_groups
	grep -qx 'contains: start 0' machine/out/log
	grep -qx 'other: start 0' machine/out/log
	not grep -qx 'other: recorded too early' machine/out/log
	ends other 0 '^seccord: [0-9]* system calls'
	[[ $(executed other) == "uname " ]]
}

@test "--unit: of a unit that is restarted at once, the first start is recorded" {
	ends restarts 6 "restarts.service failed: \(the exit status of its main process is 6\|systemd's result is 'exit-code'\)"
	[[ $(executed restarts) == *"sh ls " ]]
	[ "$(sed -n 's/.*"name": "getdents64".*"count": \([0-9]*\).*/\1/p' machine/out/restarts.trace | tail -n 1)" = 2 ]
}

@test "--unit: what reloads and stops a unit that remains active without a process" {
	ends remains 0 'remains.service is active without a process'
	[[ $(executed remains) == "ls id uname " ]]
}

@test "--unit: two recorders of one unit: one records, the other says so" {
	grep -q '^two: start 0' machine/out/log
	not grep -q '^two: recorder stays' machine/out/log
	[ "$(grep -c '^two: recorder 0' machine/out/log)" = 1 ]
	[ "$(grep -c '^two: recorder 2' machine/out/log)" = 1 ]
	# it may be over before the other one looks
	cat machine/out/first.said machine/out/second.said | grep -q 'record: cannot attach\|or another tracer holds'
}

@test "--unit: a unit that is active before its program is executed" {
	[ "$(grep -cx 'shut: recorder 0' machine/out/log)" = 3 ]
	for i in 1 2 3; do
		[[ $(executed shut.$i) == "true sleep uname " ]]
		is_complete machine/out/shut.$i.trace
	done
}

@test "--unit: a unit that runs already: its next start is recorded, and others execute what they want while the recorder stands" {
	grep -qx 'again: reload 0' machine/out/log
	grep -qx 'again: others 0' machine/out/log
	need_groups
	grep -qx 'again: stop 0' machine/out/log
	grep -qx 'again: success' machine/out/log
	grep -qx 'again: recorder 0' machine/out/log
	grep -q '"name": "kill"' machine/out/again.trace
	[[ $(executed again) != *id* ]]
	is_complete machine/out/again.trace
}

@test "-D in ExecStart=: systemd sees the program as its main process" {
	for name in apart apartforking; do
		sed -n "/^$name: start/,/^$name: stop/p" machine/out/log | diff - <(printf '%s\n' "$name: start 0" active "$name: sleep traced" "$name: stop 0")
	done
	is_complete "machine/out/apart.$(cat machine/out/apart.main).trace"
	is_complete machine/out/apartforking.trace
	same_output <(kinds_of machine/out/notify.trace) <(kinds_of machine/out/apart.*.trace)
}

@test "--unit: what goes wrong is a line, and no trace" {
	grep -q 'record: cannot watch /out/none: No such file' machine/out/log
	grep -q 'record: unit unheard-of.service: .*not found' machine/out/log
	grep -q '^failing: recorder 2' machine/out/log
	grep -qx 'pattern: recorder 2' machine/out/log
	grep -q "not the pattern 'sim\*'" machine/out/log
	grep -qx 'unexecutable: recorder 2' machine/out/log
	grep -q "unexecutable.service failed before it executed a command: systemd's result is 'exit-code', exit status 203" machine/out/unexecutable.said
	grep -q '^unheard-of: recorder 2' machine/out/log
	grep -q '^term: recorder 2' machine/out/log
	grep -q 'simple.service was not started: no trace was written' machine/out/term.said
	not grep -q '^t$\|^\.seccord' machine/out/log
	grep -q 'replaced.service has BindReadOnlyPaths=, by which it executes another file than /out/empty' machine/out/replaced.said
	grep -q 'overlaid.service has BindPaths=' machine/out/overlaid.said
	grep -q 'waiting for the next start of same.service' machine/out/same.said
	run seccord record --unit=x --unit=y
	one_line_of_trouble '--unit was given 2 times'
	run seccord record --unit=x -- true
	one_line_of_trouble 'cannot be combined'
	run seccord record --unit=x --engine=learn
	one_line_of_trouble 'cannot be combined with --engine=learn'
}
