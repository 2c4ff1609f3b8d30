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

speeds()
{
	find /usr -name '*.h' >/dev/null 2>&1
	native=$(median find /usr -name '*.h')
	echo "find /usr -name '*.h', median of $runs:"
	row native "$native"
	row 'seccord record --engine=seccomp' \
		"$(median "$SECCORD" record -q --engine=seccomp -o "$folder/t" -- find /usr -name '*.h')"
	row 'seccord record --engine=syscall' \
		"$(median "$SECCORD" record -q --engine=syscall -o "$folder/t" -- find /usr -name '*.h')"
	"$SECCORD" policy -o "$folder/p" "$folder/t" 2>/dev/null
	row 'seccord run' "$(median "$SECCORD" run "$folder/p" -- find /usr -name '*.h')"
	if command -v strace >/dev/null; then
		row 'strace -f -c' "$(median strace -f -c -o "$folder/s" find /usr -name '*.h')"
	else
		echo 'strace is not installed: nothing to compare with'
	fi
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
