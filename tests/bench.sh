#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Speeds as ratios side by side, the median of RUNS runs each, and the memory
# of the recorder as the number of calls grows. Printed, not asserted: what a
# machine can do is its own.
set -eu

runs=${RUNS:-5}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# median COMMAND...: of the times it takes, in milliseconds
median()
{
	for _ in $(seq "$runs"); do
		before=$(date +%s%N)
		"$@" >/dev/null 2>&1
		after=$(date +%s%N)
		echo $(((after - before) / 1000000))
	done | sort -n | sed -n "$(((runs + 1) / 2))p"
}

row()
{
	echo "$1|$2|$native" | awk -F'|' '{ printf "%-36s %7d ms  %6.2f x native\n", $1, $2, $2 / ($3 ? $3 : 1) }'
}

# What -v prints: how many calls stopped, and in how many processes a filter was loaded.
stops_of()
{
	awk '/calls? stopped/ { for (i = 1; i < NF; i++) if ($i ~ /^calls?$/ && $(i + 1) ~ /^stopped/) stops += $(i - 1) }
		/instructions loaded after/ { filters++ }
		END { printf "%36s %d calls stopped, %d filters loaded\n", "", stops, filters }' "$folder/said"
}

# engines NAME COMMAND...: the command alone, and recorded by each engine.
engines()
{
	echo
	echo "$1, median of $runs:"
	shift
	"$@" >/dev/null 2>&1
	native=$(median "$@")
	row native "$native"
	for engine in seccomp syscall learn; do
		row "seccord record --engine=$engine" "$(median "$SECCORD" record -q --engine=$engine -o "$folder/t" -- "$@")"
	done
	"$SECCORD" record -v --engine=learn -o "$folder/known" -- "$@" >/dev/null 2>"$folder/said"
	stops_of
	row '  with --known of an earlier run' \
		"$(median "$SECCORD" record -q --engine=learn --known="$folder/known" -o "$folder/t" -- "$@")"
	"$SECCORD" record -v --engine=learn --known="$folder/known" -o "$folder/t" -- "$@" >/dev/null 2>"$folder/said"
	stops_of
	if command -v strace >/dev/null; then
		row 'strace -f -c' "$(median strace -f -c -o "$folder/s" "$@")"
		row 'strace -f' "$(median strace -f -o "$folder/s" "$@")"
	fi
}

# shellcheck disable=SC2016 # the scripts are quoted
speeds()
{
	printf 'int main(void) { return 0; }\n' >"$folder/main.c"
	engines 'getppid 100,000 times' "$PROGRAMS/native/loop" 100000
	engines 'getppid 25,000 times in each of 4 threads' "$PROGRAMS/native/loop" 25000 4
	engines 'dd bs=1' dd if=/dev/zero of=/dev/null bs=1 count=50000
	engines "find /usr -name '*.h'" find /usr -name '*.h'
	engines 'tar of /usr/include' tar cf /dev/null -C /usr include
	engines '200 times true' sh -c 'for i in $(seq 200); do /bin/true; done'
	engines '240 programs from a shell' sh -c 'for i in $(seq 30); do ls /; cat /etc/passwd; grep root /etc/passwd; wc -l /etc/passwd
		head -n 1 /etc/passwd; sort /etc/passwd; date; sed s/a/b/ /etc/passwd; done'
	engines 'cc -c' cc -c -o "$folder/main.o" "$folder/main.c"
	if command -v python3 >/dev/null; then
		engines 'python imports' "$(python3 -c 'import sys; print(sys.executable)')" -c 'import asyncio, json, email, sqlite3, unittest'
	fi
	echo
	echo "find /usr -name '*.h' under its policy, median of $runs:"
	native=$(median find /usr -name '*.h')
	row native "$native"
	"$SECCORD" record -q -o "$folder/t" -- find /usr -name '*.h' >/dev/null
	"$SECCORD" policy -o "$folder/p" "$folder/t" 2>/dev/null
	row 'seccord run' "$(median "$SECCORD" run "$folder/p" -- find /usr -name '*.h')"
}

# shellcheck disable=SC2016 # the script is quoted
# Peak memory of the recorder, read while it waits for its program's end.
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
	"$(dirname "$0")/ordeal.sh" 300 "$SECCORD" record -q -o "$folder/t" -- sh -c '"$1" threads "$2" && grep VmHWM "/proc/$PPID/status" >"$3"' \
		sh "$PROGRAMS/native/storm" "$1" "$folder/memory" >/dev/null
	printf '%-36s %s\n' "$1 threads" "$(sed 's/[[:space:]]\{1,\}/ /g' "$folder/memory")"
}

speeds
echo
echo "memory of the recorder, arguments that never repeat:"
memory_with_threads 2000
memory_of 100000
memory_of 1000000
memory_of "${MOST_CALLS:-10000000}"
