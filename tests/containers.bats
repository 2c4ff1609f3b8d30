#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Programs in containers, recorded from outside.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154 # scripts are quoted; program is set by program()
load helper
load containers

SCRIPT='ls /usr >/dev/null; date +%N >/dev/null; mkdir /out/x 2>/dev/null; sh -c "head -n 1 /etc/os-release >/out/head; exit 3"; echo ID=none; exit 7'

# compare_with_inside RUNTIME TRACE: the trace has what a recording inside the container has.
compare_with_inside()
{
	bundle /seccord/seccord record -q --engine=syscall -o /out/in -- sh -c "$SCRIPT"
	under=()
	keep out container "$1"
	[ "$kept" = 7 ]
	same_output <(kinds_of bundle/rootfs/out/in) <(kinds_of "$2")
}

# recorded RUNTIME: record --container on it, then what was recorded.
recorded()
{
	need_oci "$1"
	bundle sh -c "$SCRIPT"
	under=("$SECCORD" record --container -o out.trace --)
	run container "$1"
	echo "$output"
	[ "$status" = 7 ]
	[ "${lines[0]}" = ID=none ]
	says 'seccord: note: the program runs under a seccomp filter'
	says '^seccord: [0-9]* system calls .*: out.trace$'
	grep -q '^{"end": true, "status": 7}' out.trace
	grep '"name": "mkdir' out.trace | grep -q '"errnos": \["EPERM"\]'
	not grep -q '"name": "pivot_root"\|"name": "setns"\|"name": "unshare"' out.trace
	compare_with_inside "$1" out.trace
}

@test "record --container -- crun: what runs in the container, as recorded inside" {
	recorded crun
}

@test "record --container -- runc: what runs in the container, as recorded inside" {
	recorded runc
}

first_of()
{
	pgrep -x -f -- "/programs/native/steady 60000" | head -n 1
}

is_traced()
{
	inner=$(first_of)
	[ -n "$inner" ] && recorder=$(recorder_of "$inner") && [ "${recorder:-0}" != 0 ]
}

# survives RUNTIME OPTION...: kill -9 of the recorder, and the container ends as it would have.
survives()
{
	local runtime=$1
	shift
	need pgrep
	need_oci "$runtime"
	program native/steady
	bundle /programs/native/steady 60000
	under=("$SECCORD" record -q --container "$@" -o killed.trace --)
	# what stays is the container; what the runtime does then is not of interest without -D
	container "$runtime" >out 2>&1 3>&- &
	local waiter=$!
	await is_traced
	await grep -q '"name": "close"' killed.trace
	kill -9 "$recorder"
	keep ended wait $waiter
	await not pgrep -x -f -- "/programs/native/steady 60000"
	cat out
	not grep -q wrong out
	seccord show killed.trace >/dev/null
}

@test "kill -9 of the recorder: the container goes on, and its runtime reports its status" {
	survives crun -D
	[ "$kept" = 5 ]
}

@test "the same with runc" {
	survives runc -D
	[ "$kept" = 5 ]
}

@test "the same of a recorder that started the runtime itself" {
	survives runc
	[ "$kept" = 137 ]
}

@test "a command that starts no container: its status and a line, and no trace" {
	run seccord record --container -o t -- sh -c 'ls / >/dev/null; exit 4'
	echo "$output"
	[ "$status" = 4 ]
	[ "$output" = 'seccord: nothing of it ran in a container: no trace was written' ]
	run seccord record --container -o t -- true
	one_line_of_trouble 'nothing of it ran in a container'
	[ -z "$(ls -A)" ]
}

@test "kill -9 of a recorder that waits for a container leaves no file" {
	need python3
	works python3 -c 'import os; os.open(".", os.O_TMPFILE | os.O_RDWR)' || skip "this filesystem has no unnamed files"
	mkfifo ready end
	"$SECCORD" record -q --container -o t -- sh -c 'echo >ready; read -r _ <end' 3>&- &
	local recorder=$!
	read -r _ <ready
	kill -9 $recorder
	wait $recorder || true
	echo >end
	rm ready end
	[ -z "$(ls -A)" ]
}

@test "namespaces: another PID namespace or root directory is a container, others are not" {
	need_root
	need unshare chroot
	works unshare -p -f true || skip "no PID namespace can be made here"
	seccord record -q --container -o pid -- unshare -p -f sh -c 'ls / >/dev/null'
	names_of pid | grep -qx getdents64
	not grep -q '"name": "unshare"' pid
	works unshare -m true || skip "no mount namespace can be made here"
	container_root bundle/rootfs
	unshare -m sh -c 'mount --rbind /usr bundle/rootfs/usr && exec "$0" record -q --container -o root -- chroot bundle/rootfs ls /' "$SECCORD" >out
	names_of root | grep -qx getdents64
	not grep -q '"name": "chroot"' root
	run seccord record -q --container -o none -- unshare -m -i -u -n true
	one_line_of_trouble 'nothing of it ran in a container'
}

@test "programs outside that start after the container are not recorded, 20 times, nor are those that start before" {
	need_root
	need unshare chroot setsid
	works unshare -m true || skip "no mount namespace can be made here"
	a_root bundle/rootfs
	local outside="setsid sh -c 'ls /; ls /usr'"
	for way in "" -D; do
		for round in $(seq 10); do
			unshare -m sh -c 'mount --rbind /usr bundle/rootfs/usr && exec "$@"' sh "$SECCORD" record -q $way --container -o round.trace -- \
				sh -c "$outside; chroot bundle/rootfs sh -c 'date; date'; $outside" >/dev/null 2>&1
			await is_complete round.trace
			echo "round $round $way"
			names_of round.trace | grep -qx execve
			not grep getdents64 round.trace
			rm round.trace
		done
	done
}

# The small server: works once for each line that somebody writes to /out/work.
SERVER='mkfifo /out/work; trap "date +%N >/dev/null; exit 9" TERM; ls /usr >/dev/null; echo up >/out/up; while read -r word </out/work; do sort /etc/passwd >/dev/null; done'

# With seccord-runtime: run -d, exec, a health check and stop leave a trace each, and together
# these have what is recorded inside.
through_runtime()
{
	need_podman "$1"
	need_join
	use_runtime "$1"
	start_podman d sh -c "$SERVER"
	await test -e root/out/up
	keep out podman_here exec d sh -c 'head -n 1 /etc/passwd; exit 4'
	[ "$kept" = 4 ]
	[ "$(cat out)" = root:x:0:0::/:/bin/sh ]
	podman_here healthcheck run d
	podman_here stop -t 20 d
	[ "$(podman_here inspect -f '{{.State.ExitCode}}' d)" = 9 ]
	await all_complete
	local id
	id=$(podman_here inspect -f '{{.Id}}' d)
	[ "$(find traces -name "$id.*.trace" | wc -l)" = 3 ]
	[ "$(traces_of '"status": 9')" = 1 ]
	[ "$(traces_of '"status": 4')" = 1 ]
	[ "$(traces_of '"status": 0')" = 1 ]
	seccord merge -o all.trace traces/"$id".*.trace
	podman_here rm -f d

	# the same, recorded inside, with the runtime itself
	runtime=$1
	rm -f root/out/*
	start_podman d /seccord/seccord record -q --engine=syscall -o /out/1 -- sh -c "$SERVER"
	await test -e root/out/up
	podman_here exec d /seccord/seccord record -q --engine=syscall -o /out/2 -- sh -c 'head -n 1 /etc/passwd; exit 4' || [ $? = 4 ]
	podman_here exec d /seccord/seccord record -q --engine=syscall -o /out/3 -- sh -c 'cat /etc/passwd'
	podman_here stop -t 20 d
	await is_complete root/out/1
	same_output <(kinds_of root/out/1 root/out/2 root/out/3) <(kinds_of all.trace)
}

@test "seccord-runtime for podman with crun: run -d, exec, a health check, stop" {
	through_runtime crun
}

@test "seccord-runtime for podman with runc: run -d, exec, a health check, stop" {
	through_runtime runc
}

@test "record --container -- podman run -d: waits for the container, and SIGTERM detaches" {
	need_podman crun
	need pgrep
	under=("$SECCORD" record -q --container -o d.trace --)
	start_podman d sh -c "$SERVER" >id 2>&1 3>&- &
	local waiter=$!
	await test -e root/out/up
	under=()
	await podman_is_over
	[ "$(recorder_of "$(podman_here inspect -f '{{.State.Pid}}' d)")" = "$recorder" ]
	kill "$recorder"
	keep ended wait $waiter
	cat id
	[ "$kept" = 0 ]
	is_complete d.trace
	names_of d.trace | grep -qx getdents64
	podman_here stop -t 20 d
	[ "$(podman_here inspect -f '{{.State.ExitCode}}' d)" = 9 ]
	podman_here rm -f d
}

# Sets `recorder` to the one of podman, which has no such child any more.
podman_is_over()
{
	recorder=$(pgrep -o -f "^$SECCORD record -q --container -o d.trace") && ! pgrep -P "$recorder" -x podman
}

@test "seccord-runtime: containers outlive kill -9 of their recorders" {
	local real one
	for real in crun runc; do
		command -v $real >/dev/null || continue
		[ -n "${holder:-}" ] || need_podman $real
		use_runtime $real
		rm -rf root/out/* traces
		start_podman d sh -c "$SERVER"
		await test -e root/out/up
		one=$(recorder_of "$(podman_here inspect -f '{{.State.Pid}}' d)")
		[ "$one" != 0 ]
		kill -9 "$one"
		podman_here exec d sh -c 'head -n 1 /etc/passwd' | grep -q root
		podman_here healthcheck run d
		podman_here stop -t 20 d
		[ "$(podman_here inspect -f '{{.State.ExitCode}}' d)" = 9 ]
		podman_here rm -f d
		[ "$(find traces -name '*.trace' | wc -l)" = 3 ]
		await not pgrep -f "^$SECCORD record -D --container .*$PWD/traces"
	done
}

# A runtime that shows what it was given, in another PID namespace.
use_shown()
{
	need_root
	works unshare -p -f true || skip "no PID namespace can be made here"
	cat >show <<-'END'
		#!/bin/sh
		exec unshare -p -f /bin/echo "$@"
	END
	chmod +x show
	use_runtime "$PWD/show"
}

@test "seccord-runtime: what starts nothing is passed on; names, settings and errors" {
	use_runtime /bin/echo
	for words in --version "--root r state x" "--root create kill x 9" "delete -f run"; do
		# shellcheck disable=SC2086 # words
		run "$runtime" $words
		[ "$status" = 0 ]
		[ "$output" = "$words" ] || [ "$words" = --version ]
	done
	[ ! -e traces ]
	use_shown
	for words in "--root r create -b b --pid-file p one" "--log=l run two" "exec -e A=b --process p -d three cat" "unheard-of four" "restore --bundle b ../five"; do
		# shellcheck disable=SC2086
		run "$runtime" $words 3>&-
		[ "$status" = 0 ]
		[ "$output" = "$words" ]
	done
	for name in one two three four .._five; do
		await test -e "$(echo traces/$name.*.trace)"
		await is_complete traces/$name.*.trace
	done
	export options='--stacks --no-command'
	"$runtime" run six 3>&-
	await is_complete "$(echo traces/six.*.trace)"
	not grep -q '"command"' traces/six.*.trace
	SECCORD=/none/none SECCORD_RUNTIME=/bin/echo run "$HERE/../contrib/containers/seccord-runtime" run seven
	[ "$status" = 2 ]
	[ "$output" = "seccord-runtime: cannot run /none/none; set SECCORD to the program seccord" ]
	# a real runtime that is none, whatever the command
	for words in "run seven" "state x" --version; do
		for bad in no-such-program /none/none "$PWD"; do
			# shellcheck disable=SC2086
			SECCORD_RUNTIME=$bad run "$HERE/../contrib/containers/seccord-runtime" $words
			[ "$status" = 1 ]
			[ "$output" = "seccord-runtime: cannot find $bad, or it is not a program; set SECCORD_RUNTIME to the real runtime" ]
		done
	done
	touch file
	SECCORD_TRACES=$PWD/file/traces SECCORD_RUNTIME=/bin/echo run "$HERE/../contrib/containers/seccord-runtime" run seven
	[ "$status" = 1 ]
	[ "$output" = "seccord-runtime: cannot make $PWD/file/traces; set SECCORD_TRACES" ]
	options=--none run "$runtime" run seven
	[ "$status" = 2 ]
	[[ $output == *none* ]]
}

@test "seccord-runtime: of an engine without root, the settings and traces of the user whose namespace it is" {
	need_root
	local as='setpriv --reuid=65534 --regid=65534 --clear-groups --'
	# shellcheck disable=SC2086 # words
	works $as unshare -r -p -f true || skip "no user namespace can be made here"
	user_home=$(mktemp -d) # the folders above this one are closed to other users
	mkdir -p "$user_home/.config/seccord"
	cp "$SECCORD" "$user_home/program"
	cp "$HERE/../contrib/containers/seccord-runtime" "$user_home/runtime"
	printf '#!/bin/sh\nexec unshare -p -f /bin/echo "$@"\n' >"$user_home/show"
	chmod +x "$user_home/show" "$user_home/runtime"
	echo "SECCORD='$user_home/program' SECCORD_RUNTIME='$user_home/show'" >"$user_home/.config/seccord/runtime.conf"
	sed "s|^nobody:.*|nobody:x:65534:65534::$user_home:/bin/sh|" /etc/passwd >passwd
	chown -R 65534:65534 "$user_home"
	export -n XDG_STATE_HOME XDG_CONFIG_HOME SECCORD
	# shellcheck disable=SC2086
	HOME=$user_home run $as unshare -r "$user_home/runtime" run one 3>&-
	[ "$status" = 0 ]
	[ "$output" = 'run one' ]
	await is_complete "$(echo "$user_home"/.local/state/seccord/one.*.trace)"
	# podman does not pass HOME to each command
	# shellcheck disable=SC2086
	unshare -m sh -c 'mount --bind passwd /etc/passwd && exec "$@"' sh $as env -u HOME unshare -r "$user_home/runtime" run two 3>&-
	await is_complete "$(echo "$user_home"/.local/state/seccord/two.*.trace)"
}

@test "seccord-runtime: the file of settings" {
	need_root
	works unshare -m true || skip "no mount namespace can be made here"
	use_shown
	echo "SECCORD='$SECCORD' SECCORD_TRACES='$PWD/t%p' SECCORD_RUNTIME='$PWD/show'" >conf
	env -u SECCORD unshare -m sh -c 'mount -t tmpfs none /etc && mkdir /etc/seccord && cp conf /etc/seccord/runtime.conf &&
		exec "$0" run eight' "$HERE/../contrib/containers/seccord-runtime" 3>&-
	await test -e "$(echo t%p/eight.*.trace)"
}

# use_hook WORD...: `hooks` for a bundle: this program, as createRuntime or another $stage.
use_hook()
{
	hooks=$(python3 -I -c 'import json, sys; print(json.dumps({sys.argv[1]: [{"path": sys.argv[2], "args": sys.argv[2:]}]}))' "${stage:-createRuntime}" "$@")
}

# through_hook RUNTIME: a trace of the container, and the container as without the hook.
through_hook()
{
	need_oci "$1"
	use_hook "$SECCORD" record --hook -o "$PWD/traces/%c.%p.trace"
	bundle sh -c "$SCRIPT"
	keep out container "$1"
	[ "$kept" = 7 ]
	[ "$(cat out)" = ID=none ]
	await is_complete "$(echo traces/*.trace)"
	[[ $(echo traces/*.trace) =~ ^traces/seccord-test-$$-$containers\.[0-9]+\.trace$ ]]
	grep -q '^{"end": true, "status": 7}' traces/*.trace
	grep -q '^{"note": "recorded by a hook.*exec' traces/*.trace
	hooks='{}'
	compare_with_inside "$1" traces/*.trace
}

@test "hook: crun, what runs in the container" {
	through_hook crun
}

@test "hook: runc, what runs in the container" {
	through_hook runc
}

@test "hook: whatever is wrong is one line and status 0, and the container runs" {
	local state
	for state in '' '{' '[]' '{"id": "a"}' '{"id": "a", "pid": 0}' '{"id": 5, "pid": 4194303}' '{"id": "a", "pid": "1"}' '{"id": "a", "pid": 4194303}' \
		'{"id": "a", "pid": -1}' "{\"id\": \"a\", \"pid\": 2}" \
		"{\"id\": \"a\", \"pid\": $$, \"status\": \"running\"}" "{\"id\": \"a\", \"pid\": $$, \"status\": \"stopped\"}" '{"id": "a", "pid": 5, "status": 1}'; do
		run timeout 30 "$SECCORD" record --hook -o "t/%c" <<<"$state" 3>&-
		echo "$state: $output"
		[ "$status" = 0 ]
		[ "${#lines[@]}" = 1 ]
		[[ $output == 'seccord: the container is not recorded: '* ]]
		[ -z "$(ls -A t)" ]
	done
	run seccord record --hook -o "none/none/%c" <<<"{\"id\": \"a\", \"pid\": $$}"
	[ "$status" = 0 ]
	[[ $output == 'seccord: the container is not recorded: '*'No such file'* ]]
	run seccord record --hook -- true </dev/null
	one_line_of_trouble 'takes the process from the state on stdin'
	# a name that would leave the folder
	sleep 100 3>&- &
	local other=$!
	"$SECCORD" record --hook -o "t/%c.%%.%p" <<<"{\"id\": \"../../%p/x\", \"pid\": $other}" 3>&-
	kill $other
	wait $other || true
	await no_temporary t
	[ ! -e ../x ]
	need_oci crun
	use_hook "$SECCORD" record --hook -o /none/none/t
	bundle sh -c "$SCRIPT"
	keep out container crun
	[ "$kept" = 7 ]
}

# wrong_stage RUNTIME: it runs as without the hook, and nothing of it is recorded.
wrong_stage()
{
	need_oci "$1"
	mkdir -p wrong
	for stage in createContainer poststart; do
		use_hook sh -c 'exec "$0" record --hook -o "$1/%c" 2>"$1.said"' "$SECCORD" "$PWD/wrong"
		hooks=${hooks/\"sh\"/\"\/bin\/sh\"}
		bundle sh -c "$SCRIPT"
		keep out container "$1"
		cat wrong.said
		[ "$kept" = 7 ]
		[ "$(wc -l <wrong.said)" = 1 ]
		grep -q '^seccord: the container is not recorded: .*createRuntime' wrong.said
		[ -z "$(ls -A wrong)" ]
	done
}

@test "hook: at another stage it says which one is right, and records nothing (crun)" {
	wrong_stage crun
}

@test "hook: at another stage it says which one is right, and records nothing (runc)" {
	wrong_stage runc
}

no_temporary()
{
	[ -z "$(ls -A "$1")" ]
}

@test "hook: the container outlives kill -9 of the recorder, and none waits for it" {
	need pgrep
	need_oci crun
	program native/steady
	use_hook "$SECCORD" record --hook -o "$PWD/traces/%c.%p.trace"
	bundle /programs/native/steady 60000
	container crun >out 2>&1 3>&- &
	local waiter=$!
	await is_traced
	kill -9 "$recorder"
	keep ended wait $waiter
	cat out
	[ "$kept" = 5 ]
}

@test "hook: podman selects it by the annotation, for crun and runc" {
	local real
	for real in crun runc; do
		command -v $real >/dev/null || continue
		[ -n "${holder:-}" ] || need_podman $real
		rm -rf root/out/* traces hooks.d
		mkdir hooks.d
		sed "s|/usr/local/bin/seccord|$SECCORD|; s|/var/lib/seccord|$PWD/traces|" "$HERE/../contrib/containers/oci-hook.json" >hooks.d/seccord.json
		runtime=$real
		global=(--hooks-dir "$PWD/hooks.d")
		start_podman without sh -c "$SERVER"
		await test -e root/out/up
		[ ! -e traces ]
		podman_here rm -f -t 0 without
		rm -f root/out/*
		more=(--annotation io.seccord.record=1)
		start_podman d sh -c "$SERVER"
		await test -e root/out/up
		podman_here exec d sh -c 'sort /etc/passwd' >/dev/null
		podman_here stop -t 20 d
		[ "$(podman_here inspect -f '{{.State.ExitCode}}' d)" = 9 ]
		await is_complete "$(echo traces/*.trace)"
		[[ $(echo traces/*) == "traces/$(podman_here inspect -f '{{.Id}}' d)."*.trace ]]
		grep -q '^{"end": true, "status": 9}' traces/*.trace
		not grep -q /sort traces/*.trace
		podman_here rm -f d
		more=() global=()
		rm -f root/out/*
		start_podman d /seccord/seccord record -q --engine=syscall -o /out/in -- sh -c "$SERVER"
		await test -e root/out/up
		podman_here stop -t 20 d
		await is_complete root/out/in
		same_output <(kinds_of root/out/in) <(kinds_of traces/*.trace)
		podman_here rm -f d
	done
}

# A subshell that existed before does the work: one call for each line.
WORKER='mkfifo /out/work /out/done; (while read -r word </out/work; do cd /none 2>/dev/null; echo "$word" >/out/done; done) & echo up >/out/up; sleep 500 & wait'

# work WORD: the container answers it.
work()
{
	timeout 20 sh -c 'echo "$0" >bundle/rootfs/out/work' "$1"
	[ "$(timeout 20 cat bundle/rootfs/out/done)" = "$1" ]
}

# Sets `init` to the process of a running container of the bundle, and `id` to its name.
start_worker()
{
	bundle sh -c "$WORKER"
	container "$1" >worker.out 2>&1 3>&- &
	worker=$!
	id=seccord-test-$$-$((++containers))
	await test -e bundle/rootfs/out/up
	init=$(apart "$1" --root "$PWD/state.$1" state "$id" |
		python3 -I -c 'import json, sys; print(json.load(sys.stdin)["pid"])')
}

is_attached()
{
	[ "$(recorder_of "$init")" = "$1" ] && grep -q '^{"note": "attached' "$2" 2>/dev/null
}

end_worker()
{
	kill -KILL "$init"
	wait $worker || true
}

@test "--container -p PID: every process of a container that runs, from the host; it goes on after kill -9" {
	need_oci crun
	start_worker crun
	work one
	for how in TERM KILL; do
		"$SECCORD" record -q --container -o $how.trace -p "$init" 3>&- &
		recorder=$!
		await is_attached $recorder $how.trace
		work two
		await grep -q '"name": "chdir"' $how.trace
		kill -$how $recorder
		keep ended wait $recorder
		[ $how = KILL ] || [ "$kept" = 0 ]
		work three
	done
	end_worker
}

@test "--container -p PID: an exec session that is there already is a member too" {
	need_oci crun
	need_join
	start_worker crun
	apart crun --root "$PWD/state.crun" exec "$id" sh -c 'mkfifo /out/again; read -r x </out/again; rmdir /none' >/dev/null 2>&1 3>&- &
	local session=$!
	await test -p bundle/rootfs/out/again
	"$SECCORD" record -q --container -o exec.trace -p "$init" 3>&- &
	recorder=$!
	await is_attached $recorder exec.trace
	timeout 20 sh -c 'echo x >bundle/rootfs/out/again'
	wait $session || true
	await grep -q '"name": "rmdir"' exec.trace
	kill $recorder
	wait $recorder
	end_worker
}

@test "--container -p 1 from a debug container that shares the PID namespace" {
	need_oci crun
	start_worker crun
	mv bundle worker
	mkdir bundle
	bundle sh -c '/seccord/seccord record -q --container -o /out/t -p 1 & read -r x </out/end; kill $!; wait $!'
	mkfifo bundle/rootfs/out/end
	sed -i "s|{\"type\": \"pid\"}|{\"type\": \"pid\", \"path\": \"/proc/$init/ns/pid\"}|" bundle/config.json
	container crun >debug.out 2>&1 3>&- &
	local debug=$!
	await grep -q '^{"note": "attached' bundle/rootfs/out/t
	await has_tracer "$init"
	mv bundle debug
	mv worker bundle
	work two
	await grep -q '"name": "chdir"' debug/rootfs/out/t
	timeout 20 sh -c 'echo x >debug/rootfs/out/end'
	wait $debug
	is_complete debug/rootfs/out/t
	not grep -q '"as": "seccord"\|/seccord/seccord' debug/rootfs/out/t
	work three
	end_worker
}

has_tracer()
{
	[ "$(recorder_of "$1")" != 0 ]
}

@test "--container -p: what is in no container, and other trouble, is one line" {
	sleep 100 3>&- &
	local other=$!
	run seccord record --container -o t -p $other
	one_line_of_trouble "process $other is in no container"
	run seccord record --container -D -o t -p $other
	one_line_of_trouble 'cannot be combined with --pid'
	kill $other
	wait $other || true
	run seccord record --container -o t -p 4194304
	one_line_of_trouble 'cannot attach to process 4194304'
	[ -z "$(ls -A)" ]
}
