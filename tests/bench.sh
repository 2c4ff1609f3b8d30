#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What recording costs beside other tools: the time that passes, relative to the
# command alone, the median of RUNS (5) runs that take turns, on one processor and
# on two; how many calls stopped; and the memory of the recorder. Printed, not
# asserted: what a machine can do is its own. CPUS="1 2", ONLY= and TOOLS= (extended
# regular expressions over workloads and tools) select.
set -u
export LC_ALL=C

: "${SECCORD:?is set by make bench}" "${PROGRAMS:?}" "${PEERS:?}"
slow=3000000 # microseconds
runs=${RUNS:-5} cpus=${CPUS:-1 2} here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# --- tools ---

# with TOOL COMMAND...: sets `line` to the command under it. perf and bpftrace count calls by program and number, as we do.
with()
{
	local tool=$1
	shift
	case $tool in
	alone) line=("$@") ;;
	follow) line=("$PEERS/follow" "$@") ;;
	known) line=("$SECCORD" record -q --engine=learn --known="$folder/first" -o "$folder/t" -- "$@") ;;
	seccomp | syscall | learn) line=("$SECCORD" record -q --engine="$tool" -o "$folder/t" -- "$@") ;;
	strace) line=(strace -f -o "$folder/s" "$@") ;;
	strace-c) line=(strace -f -c -o "$folder/s" "$@") ;;
	strace-b) line=(strace -f -c --seccomp-bpf -o "$folder/s" "$@") ;;
	perf-s) line=(perf trace -s -o "$folder/s" "$@") ;;
	bpftrace) line=(bpftrace -q -e 'tracepoint:raw_syscalls:sys_enter { @[comm, args->id] = count(); }' -o "$folder/s" -c "$(printf '%q ' "$@")") ;;
	esac
}

works()
{
	with "$1" "$(command -v true)"
	timeout 60 "${line[@]}" >/dev/null 2>&1
}

find_tools()
{
	local tool
	: >"$folder/first"
	tools=
	for tool in alone follow learn known seccomp syscall strace-c strace-b strace perf-s bpftrace; do
		[[ $tool == alone || $tool == known || $tool =~ ${TOOLS:-.} ]] || continue
		[[ $tool == known ]] || works "$tool" || continue
		tools+=" $tool"
	done
}

# --- one workload ---

median()
{
	sort -n "$1" | awk '{ at[NR] = $1 } END { print at[int((NR + 1) / 2)] }'
}

is_slow()
{
	[ "$(tail -n 1 "$1" 2>/dev/null || echo 0)" -gt "$slow" ]
}

# In turn, so that all meet the same load of the machine. What takes seconds is not repeated.
take_turns()
{
	local count=$1 tool
	shift
	rm -f "$folder"/time.*
	for _ in $(seq "$runs"); do
		for tool in $tools; do
			! is_slow "$folder/time.$tool" || continue
			with "$tool" "$@"
			"$PEERS/measure" "$count" "${line[@]}" >>"$folder/time.$tool" 2>/dev/null
		done
	done
}

print_row()
{
	local alone tool
	alone=$(median "$folder/time.alone")
	printf '%-34s %4s %8.1f' "$1" "$2" "$(echo "$alone" | awk '{ print $1 / 1000 }')"
	for tool in ${tools# alone}; do
		printf ' %9s' "$(echo "$(median "$folder/time.$tool") $alone" | awk '{ printf "%.2f", $1 / ($2 > 0 ? $2 : 1) }')"
	done
	printf '\n'
}

# What -v prints: how many calls stopped, and in how many processes a filter was loaded.
print_stops()
{
	awk -v first="$1" '/calls? stopped/ { for (i = 1; i < NF; i++) if ($i ~ /^calls?$/ && $(i + 1) ~ /^stopped/) stops += $(i - 1) }
		/instructions loaded after/ { filters++ }
		END { printf "  %s: %d calls stopped, %d filters loaded\n", first, stops, filters }' "$folder/said"
}

# workload NAME COMMAND...: alone, and under each tool
workload()
{
	local name=$1 count
	[[ $name =~ ${ONLY:-.} ]] || return 0
	shift
	"$@" >/dev/null 2>&1
	"$SECCORD" record -v --engine=learn -o "$folder/first" -- "$@" >/dev/null 2>"$folder/said" </dev/null
	cp "$folder/said" "$folder/said.first"
	"$SECCORD" record -v --engine=learn --known="$folder/first" -o "$folder/t" -- "$@" >/dev/null 2>"$folder/said" </dev/null
	for count in $cpus; do
		take_turns "$count" "$@"
		print_row "$name" "$count"
	done
	print_stops known
	cp "$folder/said.first" "$folder/said"
	print_stops learn
}

# shellcheck disable=SC2086 # words
head_line()
{
	printf '%-34s %4s %8s' workload CPUs ms
	printf ' %9s' $tools | cut -c11-
	printf '\n'
}

# --- workloads ---

make_files()
{
	local include functions=0 modules=0
	for include in stdio stdlib string errno signal pthread math time unistd sys/socket netinet/in arpa/inet sys/stat dirent; do
		echo "#include <$include.h>"
	done >"$folder/main.c"
	for _ in $(seq 60); do echo "double f$((++functions))(double x) { return x > 1 ? sqrt(x) + f$((functions > 1 ? functions - 1 : 1))(x / 2) : 0; }"; done >>"$folder/main.c"
	mkdir "$folder/project"
	for _ in $(seq 20); do
		echo "int m$((++modules))(int x) { return x * $modules; }" >"$folder/project/m$modules.c"
	done
	cat >"$folder/project/Makefile" <<-'END'
		SOURCES := $(wildcard *.c)
		check: $(SOURCES:.c=.ok)
		.RECIPEPREFIX = >
		%.ok: %.c
		> $(CC) -O2 -c -o $*.o $< && nm $*.o >/dev/null && ! grep -q main $<
	END
}

make_repository()
{
	git init -q "$folder/repository" 2>/dev/null || return
	for commit in $(seq 3000); do
		printf 'commit refs/heads/main\ncommitter A <a@example.org> %d +0000\ndata 7\nchange\n' $((1700000000 + commit))
		printf 'M 644 inline file%d\ndata 4\n%04d\n' $((commit % 50)) "$commit"
	done | git -C "$folder/repository" fast-import --quiet
}

is_here()
{
	command -v "$1" >/dev/null
}

# shellcheck disable=SC2016 # the scripts are quoted
workloads()
{
	local count
	make_files
	workload '200 times true' sh -c 'for i in $(seq 200); do /bin/true; done'
	workload '240 programs from a shell' sh -c 'for i in $(seq 30); do ls /; cat /etc/passwd; grep root /etc/passwd; wc -l /etc/passwd
		head -n 1 /etc/passwd; sort /etc/passwd; date; sed s/a/b/ /etc/passwd; done'
	workload 'make -j2 check, 20 files' make -s -B -j2 -C "$folder/project" check
	workload 'cc -c, 60 functions' cc -O2 -c -o "$folder/main.o" "$folder/main.c"
	! is_here python3 || workload 'python imports' "$(python3 -c 'import sys; print(sys.executable)')" -c 'import asyncio, json, email, sqlite3, unittest'
	! is_here git || ! make_repository || workload 'git log, 3,000 commits' git -C "$folder/repository" --no-pager log --stat main
	! is_here sqlite3 || workload 'sqlite3, 300 transactions' sqlite3 "$folder/db" "drop table if exists t; create table t(x);
		$(for count in $(seq 300); do echo "insert into t values($count);"; done)"
	workload "find /usr" find /usr -name '*.h'
	workload 'tar of /usr/include' tar cf /dev/null -C /usr include
	workload 'dd bs=1, 300,000 blocks' dd if=/dev/zero of=/dev/null bs=1 count=300000
	for count in 1 2 4 8; do
		workload "getppid, 300,000 in $count threads" "$PROGRAMS/native/loop" $((300000 / count)) "$count"
	done
	for count in 4 16 64; do
		workload "getppid, 300,000 in $count processes" sh -c 'for i in $(seq "$2"); do "$1" "$3" & done; wait' sh "$PROGRAMS/native/loop" "$count" $((300000 / count))
	done
}

# Parts of CPython's tests take seconds, and minutes under some tools.
python_tests()
{
	local module python
	[[ "CPython's tests" =~ ${ONLY:-.} ]] || return 0
	for python in /usr/bin/python3 python3; do
		"$python" -c 'import test.test_os' 2>/dev/null && break
	done
	"$python" -c 'import test.test_os' 2>/dev/null || return 0
	tools=$(echo "$tools" | sed -E 's/ (seccomp|syscall|strace|strace-c|strace-b|perf-s|bpftrace)\b(-[a-z])?/ /g; s/ +/ /g')
	runs=3
	echo
	head_line
	for module in test_os test_subprocess test_threading; do
		workload "CPython's $module" "$python" -m unittest -q "test.$module"
	done
}

# --- memory: the peak of the recorder, read while it waits for its program's end ---

# shellcheck disable=SC2016 # the script is quoted
memory_of()
{
	"$SECCORD" record -q -o "$folder/t" -- sh -c '"$1" "$2" && grep VmHWM "/proc/$PPID/status" >"$3"' \
		sh "$PROGRAMS/native/calls" "$1" "$folder/memory" >/dev/null
	printf '%-36s %s, trace %d bytes\n' "$1 calls" "$(sed 's/[[:space:]]\{1,\}/ /g' "$folder/memory")" \
		"$(wc -c <"$folder/t")"
}

# The same while so many threads live.
# shellcheck disable=SC2016 # the script is quoted
memory_with_threads()
{
	"$here/ordeal.sh" 300 "$SECCORD" record -q -o "$folder/t" -- sh -c '"$1" threads "$2" && grep VmHWM "/proc/$PPID/status" >"$3"' \
		sh "$PROGRAMS/native/storm" "$1" "$folder/memory" >/dev/null
	printf '%-36s %s\n' "$1 threads" "$(sed 's/[[:space:]]\{1,\}/ /g' "$folder/memory")"
}

memory()
{
	echo
	echo "memory of the recorder, arguments that never repeat:"
	memory_with_threads 2000
	memory_of 100000
	memory_of 1000000
	memory_of "${MOST_CALLS:-10000000}"
}

find_tools
echo "the time that passes, relative to the command alone, medians of $runs (strace-c: strace -f -c; strace-b: with --seccomp-bpf;"
echo "perf-s: perf trace -s; follow: forks, threads and execs alone; known: learn with --known of an earlier run):"
head_line
workloads
python_tests
[ -n "${ONLY-}" ] || memory
