#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The engine learn: what is recorded after the filter was loaded, what may be
# missed, and what the trace says about it.

# shellcheck disable=SC2154,SC2016,SC2086 # program, status and output are set by functions; scripts are quoted
load helper

# Under another filter, engine syscall is used instead.
setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	need_no_filter
}

# Records to `learn.trace`, with what -v prints in `said`.
learn()
{
	ordeal 100 "$SECCORD" record -v --engine=learn -o learn.trace -- "$@" 2>said
}

loaded()
{
	grep -q 'filter of [0-9]* instructions loaded after' said
}

# The calls of a trace with their sites, without what a learned filter makes a lower bound: counts, errors, threads
# and drivers. Whether a thread waits for another depends on both.
entries_of()
{
	seccord merge -o - "$1" | awk '
		/^{"image": / { match($0, /"path": "[^"]*"/); image[$2 + 0] = substr($0, RSTART, RLENGTH) }
		/^{"site": / { match($0, /"offset": "[^"]*"/); site[$2 + 0] = image[$4 + 0] " " substr($0, RSTART, RLENGTH) }
		/^{"call": / && !/"name": "futex"/ {
			at = match($0, /"site": [0-9]*/) ? site[substr($0, RSTART + 8, RLENGTH - 8) + 0] : ""
			sub(/^{"call": [0-9]*, /, ""); sub(/"site": [0-9]*, /, ""); sub(/, "count": .*/, "")
			print $0, at
		}' | sort
	grep -E '^{"(program|started)": ' "$1" | sort -u
}

# call_of NAME: the lines of its entries, without repetitions for new counts.
call_of()
{
	seccord merge -o - learn.trace | grep "^{\"call\": .*\"name\": \"$1\""
}

@test "a filter is loaded, and then known calls do not stop" {
	program native/after
	learn "$program"
	loaded
	call_of getppid | grep -q '"least": true'
	[ "$(call_of getppid | sed 's/.*"count": \([0-9]*\).*/\1/')" -lt 1000 ]
	call_of execve | head -n 1 | lacks least /dev/stdin
	grep -qx '{"end": true, "status": 0}' learn.trace
	seccord record -q --engine=syscall -o syscall.trace -- "$program"
	diff <(entries_of syscall.trace) <(entries_of learn.trace)
}

@test "what is new after the load is recorded: calls, values, upper halves, structs, sites, mapped code" {
	program native/after
	for what in call value high deep site code thread fork; do
		echo "$what"
		learn "$program" $what
		loaded
		seccord record -q --engine=syscall -o syscall.trace -- "$program" $what
		diff <(entries_of syscall.trace) <(entries_of learn.trace)
	done
}

@test "a second site at a known offset in its page is missed, as the documentation says" {
	program native/after
	learn "$program" hidden
	[ "$(call_of getppid | wc -l)" = 1 ]
	grep -q 'same offset' "$HERE/../docs/engines.md"
}

@test "a program executed under the filter: its calls that are new, itself, and who started it" {
	program native/after
	learn "$program" exec
	loaded
	call_of getpriority
	grep -q '^{"started": 0, "by": 0}' learn.trace
}

@test "a filter of the program's own under a learned one" {
	program native/after
	"$program" filter >expected
	learn "$program" filter >out
	diff expected out
	call_of getpid | grep -q '"errnos": \["EXDEV"\]'
	grep -q '^{"note": ".*its own seccomp filter' learn.trace
}

@test "signals that arrive at any moment" {
	program native/after
	[ "$(learn "$program" signals)" = 'signals: 1000' ]
	loaded
}

@test "who made a call, and how often, is a lower bound: policy, show and emit say so" {
	program native/after
	learn "$program"
	for option in --exe=after --not-exe=sh --thread=after --library=after; do
		run seccord policy $option learn.trace
		one_line_of_trouble 'recorded with --engine=learn: record it with --engine=seccomp'
	done
	run seccord show --by=exe learn.trace
	says 'note: recorded with --engine=learn: other programs'
	seccord policy -o p.json learn.trace
	run seccord emit -f asm --weights=learn.trace -o filter p.json
	says 'note: --weights: recorded with --engine=learn'
	seccord merge -o twice.trace learn.trace learn.trace
	grep -q '"least": true' twice.trace
	seccord record -q --engine=syscall -o syscall.trace -- "$program"
	run seccord emit -f asm --weights=syscall.trace -o filter p.json
	not grep -q 'note: --weights' <<<"$output"
}

@test "options that need every call, and running processes, are refused" {
	run seccord record --engine=learn --stacks -o t -- true
	one_line_of_trouble '--stacks cannot be combined with --engine=learn'
	run seccord record --engine=learn -p $$ -o t
	one_line_of_trouble 'engine=learn: the program is already running'
}

# in_state WHAT COMMAND...: the program in this state, alone and recorded by the command: nothing differs, and
# its last call is in the trace.
in_state()
{
	local words=(./late "$1")
	[ "$1" != asleep ] || words=(./asleep)
	shift
	echo "${words[*]}"
	"${alone[@]}" "${words[@]}" >expected
	ordeal 100 "$@" record -v --engine=learn -o learn.trace -- "${words[@]}" >out 2>said
	diff expected out
	calls_of learn.trace | grep -qx 'x86_64 1950'
}

@test "states of a process in which the filter is loaded: it sees nothing of that" {
	program native/late
	cp "$program" "$PROGRAMS/native/asleep" .
	alone=()
	for what in asleep registers altstack vfork nproc nofile stack fsize dumpable landlock listener x32 int80 sites; do
		# Only with privileges can it be loaded into a process that is not dumpable.
		[ $what != dumpable ] || [ "$(id -u)" = 0 ] || continue
		if [ $what = landlock ] && ./late landlock | grep -q 'restrict: -1'; then
			echo "# landlock is left out: the kernel has none" >&3
			continue
		fi
		if [ $what = int80 ] && ! ./late int80 >/dev/null; then
			echo "# int80 is left out: the kernel has no 32-bit calls" >&3
			continue
		fi
		in_state $what "$SECCORD"
		loaded
		[ $what != asleep ] || [ "$(calls_of learn.trace | grep -cx 'x86_64 190[0-4]')" = 5 ]
		[ $what != x32 ] || calls_of learn.trace | grep -qx 'x32 1073741863'
		[ $what != int80 ] || calls_of learn.trace | grep -qx 'i386 20'
	done
}

@test "states of a process in which it cannot be loaded: it stays as it is" {
	program native/late
	cp "$program" late
	alone=()
	in_state as "$SECCORD"
	grep -q 'could not be loaded: Cannot allocate memory' said
	need_root
	in_state dropped "$SECCORD"
	grep -q 'could not be loaded: the process has neither CAP_SYS_ADMIN nor no_new_privs' said
	grep -q 'no-new-privs' "$HERE/../docs/engines.md"
	need setpriv
	in_state dropped setpriv --no-new-privs "$SECCORD"
	loaded
}

@test "states of a process that has no privileges, nor has the recorder" {
	need_root
	program native/late
	cp "$program" "$PROGRAMS/native/asleep" .
	cp "$SECCORD" seccord
	chmod 755 late asleep seccord
	chmod 777 .
	alone=(setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --)
	for what in asleep registers altstack nofile stack landlock listener; do
		in_state $what "${alone[@]}" ./seccord
		loaded
	done
	in_state dumpable "${alone[@]}" ./seccord
	grep -q 'the filter could not be loaded' said
}

@test "what a program can read of the filter: the kernel's own lines in /proc alone" {
	program native/late
	"$program" status >expected
	learn "$program" status >out
	loaded
	sed -i 's/^after: Seccomp:\t.*/after: Seccomp:\t2/; s/^after: Seccomp_filters:\t.*/after: Seccomp_filters:\t1/' expected
	diff <(grep -v 'NoNewPrivs\|NO_NEW_PRIVS' expected) <(grep -v 'NoNewPrivs\|NO_NEW_PRIVS' out)
	need_root
	diff expected out
}

@test "the vsyscall page once the filter is loaded: its calls stop" {
	program native/vsyscall
	"$program" || skip "no vsyscall page here"
	[ "$(learn "$PROGRAMS/native/after" into "$program")" = time ]
	loaded
	call_of time | grep -q '"origin": "vsyscall"'
}

@test "strict mode once the filter is loaded: EINVAL, and a note" {
	program native/late
	[ "$("$program" strict)" = strict ] || skip "no strict mode here"
	[ "$(learn "$program" strict)" = refused ]
	loaded
	grep -q '^{"note": ".*strict mode.*--engine=syscall' learn.trace
}

@test "setuid programs under a learned filter: as without a recorder, for root" {
	need_root
	need setpriv
	program native/after
	cp "$(command -v id)" id
	chmod 4755 id
	chmod 755 .
	local as='setpriv --reuid=65534 --regid=65534 --clear-groups --'
	[ "$($as ./id -u)" = 0 ] || skip "this file system has no setuid"
	[ "$(learn "$program" into "$(command -v setpriv)" --reuid=65534 --regid=65534 --clear-groups -- ./id -u)" = 0 ]
	loaded
}

@test "threads that execute while others run, around the load" {
	program native/late
	for _ in 1 2 3 4 5; do
		learn "$program" execs 8
		tail -n 1 learn.trace | grep -qx '{"end": true, "status": 0}'
		call_of execve | grep -q '"site"'
	done
}

@test "a recording with very many stops names this engine, if it could have been used" {
	program native/loop
	local note='^seccord: note: 2[5-9][0-9]{4} calls stopped the program; --engine=learn is faster'
	run ordeal 100 "$SECCORD" record -o t -- "$program" 250000
	says "$note"
	run ordeal 100 "$SECCORD" record -o t -- "$program" 240000
	not says "$note"
	run ordeal 100 "$SECCORD" record --engine=seccomp -o t -- "$program" 250000
	not says "$note"
	run ordeal 100 "$SECCORD" record --engine=learn -o t -- "$program" 250000
	not says "$note"
}

# The names and commands of io_uring that a trace has.
rings_of()
{
	seccord merge -o - "$1" | grep -o '"name": "io_uring_[a-z]*".*"deep": {[^}]*}' | sed 's/"site".*"deep"/"deep"/' | sort
}

@test "rings of io_uring under a learned filter are read at each call" {
	program native/after
	for what in plain sqpoll registered; do
		seccord record -q --engine=syscall -o syscall.trace -- "$program" into "$PROGRAMS/native/uring" $what >expected || true
		learn "$program" into "$PROGRAMS/native/uring" $what >out || true
		loaded
		diff expected out
		diff <(rings_of syscall.trace) <(rings_of learn.trace)
	done
}

@test "the test programs under a filter that another program learned: the same calls" {
	program native/after
	for name in clock times threads clones signals unknown int80 orphan hop exec-thread commands dispatch tsync vdso filtered remaps untraced; do
		seccord record -q --engine=syscall -o syscall.trace -- "$program" into "$PROGRAMS/native/$name" >expected || true
		learn "$program" into "$PROGRAMS/native/$name" >out || true
		echo "$name"
		loaded
		diff expected out
		diff <(calls_of syscall.trace | grep -v ' 202$') <(calls_of learn.trace | grep -v ' 202$')
		diff <(grep -c vdso-hidden syscall.trace) <(grep -c vdso-hidden learn.trace)
	done
}

@test "the test programs: the same entries as with engine syscall" {
	for name in clock times clones signals unknown int80 orphan hop exec-thread commands dispatch strict tsync untraced vdso vsyscall filtered; do
		program native/$name
		seccord record -q --engine=syscall -o syscall.trace -- "$program" >/dev/null || true
		ordeal 100 "$SECCORD" record -q --engine=learn -o learn.trace -- "$program" >/dev/null || true
		echo "$name"
		diff <(entries_of syscall.trace) <(entries_of learn.trace)
	done
}

@test "the comparison of engines finds a value that one lacks" {
	need python3
	program native/after
	seccord record -q --engine=syscall -o one "$program" value
	seccord record -q --engine=syscall -o other "$program"
	for trace in one other; do
		seccord merge -o $trace.merged $trace
	done
	run python3 "$HERE/truth/engines.py" one.merged one.merged -- other.merged
	says "^missing value x86_64 getrusage \\('usage', 'RUSAGE_CHILDREN'\\)"
	run python3 "$HERE/truth/engines.py" other.merged -- one.merged
	not says '^missing'
}

# make truth-engines compares all of them.
@test "a sample of real programs and test programs, with --known too, and beside the kernel's tracepoint" {
	need python3
	RANDOM=${SEED:-1}
	local real=(shell jobs perl tar zstd rsync find dd sqlite git) some=(clones signals threads commands calls behind opens)
	local names="${real[RANDOM % ${#real[@]}]} ${real[RANDOM % ${#real[@]}]} ${some[RANDOM % ${#some[@]}]}"
	echo "# SEED=${SEED:-1}: $names" >&3
	run env ONLY="$names" bash "$HERE/truth/engines.sh"
	echo "$output"
	[ "$status" = 0 ]
	says '^truth-engines: [1-3] programs, 0 differences$'
}

@test "the summary of each process, with every engine" {
	program native/after
	learn "$program"
	grep -qE '^seccord: process [0-9]+ \(after\): engine learn, [0-9]+ calls stopped, [0-9]+ of them under a learned filter$' said
	seccord record -v --engine=seccomp -o t -- true 2>said
	grep -qE '^seccord: process [0-9]+ \(true\): engine seccomp, [0-9]+ calls stopped$' said
}

@test "a server gets no filter before it listens: the work of its workers is unknown then" {
	program native/prefork
	run learn "$program"
	cat said
	[ "$output" = 2 ]
	[ "$(grep -c 'filter of [0-9]* instructions loaded after' said)" -ge 2 ]
	[ "$(stops)" -lt 6000 ]
	seccord record -q --engine=syscall -o syscall.trace -- "$program"
	diff <(entries_of syscall.trace) <(entries_of learn.trace)
}

# stops: how many calls stopped, of all processes.
stops()
{
	awk '{ for (i = 2; i < NF; i++) if ($i ~ /^calls?$/ && $(i + 1) ~ /^stopped/) n += $(i - 1) } END { print n + 0 }' said
}

@test "--known: what an earlier trace has passes from the start, and is marked in the new one" {
	program native/loop
	learn "$program" 1000
	mv learn.trace first.trace
	[ "$(stops)" -gt 200 ]
	ordeal 100 "$SECCORD" record -v --engine=learn --known=first.trace -o learn.trace -- "$program" 1000 2>said
	loaded
	[ "$(stops)" -lt 20 ]
	call_of getppid | grep '"known": true' | grep -q '"least": true'
	call_of execve | not grep -q '"known": true'
	seccord policy -o first.json first.trace
	seccord policy -o second.json learn.trace
	diff first.json second.json
	seccord policy --exact --seen-only -o seen.json learn.trace 2>notes
	grep -q 'seen-only leaves out [0-9]* calls that were known before' notes
	for how in --why=getppid --danger --by=library --by=exe; do
		seccord show $how learn.trace 2>&1 >/dev/null | grep -q 'calls are known from earlier traces, and were not seen'
	done
	not grep -q getppid seen.json
	run seccord show --coverage first.trace learn.trace
	says 'note: learn.trace: [0-9]+ calls that were known before its recording are not counted'
	run seccord show learn.trace
	says 'calls are known from earlier traces, and were not seen in this recording'
	seccord merge -o sum.trace first.trace learn.trace
	[ "$(grep -c '"name": "getppid"' sum.trace)" = 2 ]
	run seccord policy --exe=loop learn.trace
	one_line_of_trouble 'recorded with --engine=learn'
}

@test "--known: what is new is recorded" {
	program native/after
	learn "$program"
	mv learn.trace first.trace
	for what in call value high deep site code thread fork; do
		echo "$what"
		seccord record -q --engine=syscall -o syscall.trace -- "$program" $what
		seccord record -q --engine=learn --known=first.trace -o learn.trace -- "$program" $what
		seccord policy --exact -o syscall.json syscall.trace
		seccord policy --exact -o learn.json learn.trace
		# whether the thread's end has to be waited for depends on timing
		diff <(grep -v '"call": "futex' syscall.json) <(grep -v '"call": "futex' learn.json)
	done
}

# admits TRACE CALLS: whether the exact policy of a trace admits all that the program says it called.
admits()
{
	seccord policy --exact -o exact.json "$1" 2>/dev/null
	seccord import --from=perf -o called.trace "$2" 2>/dev/null
	seccord check exact.json called.trace
}

@test "random calls in threads and children, learned and under --known: each value is recorded" {
	program native/random
	local seed=${SEED:-1}
	echo "# SEED=$seed" >&3
	learn "$program" "$seed" 20000 4 >first
	admits learn.trace first
	mv learn.trace first.trace
	ordeal 100 "$SECCORD" record -v --engine=learn --known=first.trace -o learn.trace -- "$program" $((seed + 10)) 20000 4 >second 2>said
	loaded
	[ "$(stops)" -lt 20000 ]
	admits learn.trace second
	not admits first.trace second
}

@test "--known: where something is left out, it is learned anew and does not stop for ever" {
	need cc
	sed 's/return call() < 0;/for (int i = 0; i < 5000; i++) call(); return 0;/' "$HERE/programs/jit.c" >jit.c
	cc -O1 -o jit jit.c
	learn ./jit
	loaded
	first=$(stops)
	[ "$first" -lt 1000 ]
	mv learn.trace first.trace
	ordeal 100 "$SECCORD" record -v --engine=learn --known=first.trace -o learn.trace -- ./jit 2>said
	grep -q 'left out because their files changed: 0; because their code has no file: [1-9]' said
	loaded
	echo "first $first, known $(stops)"
	[ "$(stops)" -lt 1000 ]
}

@test "--known with --only: no calls of other programs" {
	program native/after
	learn sh -c 'ls >/dev/null; "$0"; sort /dev/null' "$program"
	mv learn.trace first.trace
	ordeal 100 "$SECCORD" record -q --engine=learn --known=first.trace --only=after -o learn.trace -- sh -c 'ls >/dev/null; "$0"; sort /dev/null' "$program"
	seccord record -q --engine=syscall --only=after -o syscall.trace -- sh -c 'ls >/dev/null; "$0"; sort /dev/null' "$program"
	diff <(calls_of syscall.trace) <(calls_of learn.trace)
}

@test "--known: nothing of a file that has changed, or of another tool's log" {
	need cc
	cc -D_GNU_SOURCE -static -pthread -o prog "$HERE/programs/loop.c" 2>/dev/null || skip "the compiler makes no static programs"
	learn ./prog 1000
	mv learn.trace first.trace
	cc -D_GNU_SOURCE -static -pthread -O2 -DOTHER -o prog "$HERE/programs/unknown.c"
	ordeal 100 "$SECCORD" record -v --engine=learn --known=first.trace -o learn.trace -- ./prog >/dev/null 2>said || true
	grep -q '^seccord: known from earlier traces: 0 calls; left out because their files changed: [1-9]' said
	not grep -q '"known": true' learn.trace
	run seccord record --known=first.trace -o t -- true
	one_line_of_trouble '--known needs --engine=learn'
	run seccord record --engine=learn --known=none -o t -- true
	one_line_of_trouble 'none: No such file'
}

@test "--only: programs that are not kept do not load a filter early, and what is kept is complete" {
	program native/after
	ordeal 100 "$SECCORD" record -v --engine=learn --only=after -o learn.trace -- \
		sh -c 'for i in $(seq 300); do :; done; for i in $(seq 300); do echo; done >/dev/null; "$0" call value' "$program" 2>said
	[ "$(grep -c 'instructions loaded' said)" = 1 ]
	grep -q '(after): filter of' said
	seccord record -q --engine=syscall --only=after -o syscall.trace -- sh -c '"$0" call value; :' "$program"
	diff <(entries_of syscall.trace | sed -n 's/, "program": 1\b//p') <(entries_of learn.trace | sed -n 's/, "program": 2\b//p')
}

@test "processes with threads that are killed while a filter is loaded" {
	program native/loop
	ordeal 100 "$SECCORD" record -q --engine=learn -o learn.trace -- \
		bash -c 'for i in 0 1 2 3 4 5 6 7 8 9; do for j in 0 5; do "$0" 100000000 4 & sleep 0.00$i$j; kill -9 $!; done; done; wait' "$program" 2>/dev/null
	grep -qx '{"end": true, "status": 0}' learn.trace
	call_of getppid
}

@test "known forks and clones do not stop, and what they create is followed" {
	program native/forks
	learn "$program" 300
	loaded
	[ "$(stops)" -lt 2700 ]
	seccord record -q --engine=syscall -o syscall.trace -- "$program" 300
	diff <(entries_of syscall.trace) <(entries_of learn.trace)
	mv learn.trace first.trace
	ordeal 100 "$SECCORD" record -v --engine=learn --known=first.trace -o learn.trace -- "$program" 300 2>said
	[ "$(stops)" -lt 2400 ]
	for _ in 1 2 3; do
		ordeal 100 "$SECCORD" record -q --engine=learn --known=first.trace -o learn.trace -- "$program" 100 killed
		grep -qx '{"end": true, "status": 0}' learn.trace
		call_of kill
	done
}

# The programs of a trace, without their ids.
executed_in()
{
	sed -n 's/^{"program": [0-9]*, //p' "$1" | sort -u
}

@test "programs executed under the filter: known files are not looked up again, changed ones are" {
	program native/after
	need cc
	echo 'int main(void) { return 0; }' >one.c
	echo 'int main(void) { return 0; } int other[1000] = { 1 };' >two.c
	cc -Wl,--build-id -o one one.c
	cc -Wl,--build-id -o two two.c
	for way in 'cp two p' 'cp two new; mv new p' 'rm p; cp two p' 'ln -f two p'; do
		rm -f p q hard
		cp one p
		set -- into /bin/sh -c "./p; ./p; $way; ./p; ./p; ln -s p q; ./q; ./q; ln two hard; ./hard; exec ./p"
		seccord record -q --engine=syscall -o syscall.trace -- "$program" "$@"
		rm -f p q hard
		cp one p
		learn "$program" "$@"
		loaded
		[ "$(grep -c '"path": "[^"]*/p"' <(executed_in learn.trace))" -ge 2 ]
		diff <(executed_in syscall.trace) <(executed_in learn.trace)
	done
}

@test "programs executed under the filter in another root folder: their paths are those that they have there" {
	program native/after
	need cc chroot
	need_root
	mkdir jail
	echo 'int main(void) { return 0; }' | cc -static -Wl,--build-id -o jail/p -x c -
	set -- into /bin/sh -c 'cd jail; ./p; ./p; chroot . ./p; ./p; chroot . ./p; exec chroot . ./p'
	seccord record -q --engine=syscall -o syscall.trace -- "$program" "$@"
	learn "$program" "$@"
	loaded
	grep -q '"path": "/p"' <(executed_in learn.trace)
	grep -q '"path": "/.*/jail/p"' <(executed_in learn.trace)
	diff <(executed_in syscall.trace) <(executed_in learn.trace)
	mv learn.trace first.trace
	ordeal 100 "$SECCORD" record -q --engine=learn --known=first.trace -o learn.trace -- "$program" "$@"
	diff <(executed_in syscall.trace) <(executed_in learn.trace)
}

@test "code that is mapped in each process: a known call is not recorded again, a new one is" {
	program native/after
	set -- into /bin/sh -c 'for i in 1 2 3 4 5; do /bin/true; done; exec "$0" code' "$program"
	learn "$program" "$@"
	loaded
	local id
	id=$(sed -n 's/^{"program": \([0-9]*\), "path": ".*\/true".*/\1/p' learn.trace)
	not grep -q '"name": "mmap",.*"program": '"$id"'\b' learn.trace
	call_of mmap | grep '"PROT_READ|PROT_EXEC"' | grep -q '"least": true'
	seccord record -q --engine=syscall -o syscall.trace -- "$program" "$@"
	diff <(calls_of syscall.trace) <(calls_of learn.trace)
	for name in mmap mprotect; do
		diff <(seccord policy --exact -o - syscall.trace | grep "\"$name\"") <(seccord policy --exact -o - learn.trace | grep "\"$name\"")
	done
}
