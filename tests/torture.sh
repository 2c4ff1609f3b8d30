#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# make torture: random POLICIES of the whole language, and MERGE_ROUNDS merges of them; then the storms at full
# size, and the random kills and the loads of a filter for all threads ROUNDS times each,
# with each of ENGINES: as in --engine=, or "learned": learn, under a filter that is loaded already. SEED is printed, and may be set. Stops at the first failure and keeps its folder.
set -eu

seed=${SEED:-$RANDOM}
rounds=${ROUNDS:-100}
here=$(cd "$(dirname "$0")" && pwd)
programs=${PROGRAMS:?is set by make torture}/native
folder=$(mktemp -d)
cd "$folder"
RANDOM=$seed
echo "torture: SEED=$seed ROUNDS=$rounds in $folder"

bash "$here/torture-policies.sh" "${PROGRAMS%/programs}/tests/emit" "$seed" "${POLICIES:-10000}"

# choose ENGINE: sets the option, and the words before a program
choose()
{
	option=$1 into=()
	[ "$1" != learned ] || option=learn into=("$programs/after" into)
}

record()
{
	choose "$1"
	shift
	"$here/ordeal.sh" "${SECONDS_MOST:-120}" "$SECCORD" record -q --engine="$option" -o t -- "${into[@]}" "$@" >out
	tail -n 1 t | grep -qx '{"end": true, "s.*}'
}

# unknown COUNT: COUNT distinct calls that no kernel has
unknown()
{
	[ "$(sed -n 's/^{"call": .*"nr": \(19[0-9][0-9]\),.*/\1/p' t | sort -u | wc -l)" = "$1" ]
}

for engine in ${ENGINES:-seccomp syscall learn learned}; do
	record "$engine" "$programs/storm" children "${CHILDREN:-10000}"
	unknown 16
	record "$engine" "$programs/storm" threads "${THREADS:-2000}"
	unknown 16
	echo "storms, $engine"
	for what in 'images 66500' 'sites 1060000' 'calls 270000'; do
		# under a filter, one site is seen of a call at an offset of a page
		[[ $engine != learned || $what == calls* ]] || continue
		# shellcheck disable=SC2086 # two words
		SECONDS_MOST=3000 record "$engine" "$programs/many" $what
		grep -q '^{"note": "too many ' t
		"$SECCORD" policy t >/dev/null
	done
	echo "more calls than a trace holds, $engine"
	for round in $(seq "$rounds"); do
		record "$engine" "$programs/chaos" $((seed + round)) 50
	done
	echo "$rounds times 50 kills of tracees, $engine"
	for round in $(seq "$rounds"); do
		choose "$engine"
		"$here/ordeal.sh" 120 "$here/torture-kill.sh" $((RANDOM % 390)) "$option" "${into[@]}" "$programs/teller"
	done
	echo "$rounds kills of the recorder, $engine"
	for round in $(seq "$rounds"); do
		record "$engine" "$programs/tsync"
		[ "$(cat out)" = 'load: 0' ]
		unknown 3
		record "$engine" "$programs/moments" 200
		[ "$(cat out)" = '200 signals, 0 wrong' ]
	done
	echo "$rounds filters for all threads, $rounds bursts of signals, $engine"
done
MERGE_SEED=$seed MERGE_ROUNDS=${MERGE_ROUNDS:-10000} "${UNITS:?is set by make torture}/emit/test_merge" >out 2>&1 || { cat out; false; }
echo "${MERGE_ROUNDS:-10000} merges of random policies, of each kind"
rm -rf "$folder"
echo "torture: passed"
