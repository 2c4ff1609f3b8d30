#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Merges SHARDS traces (10,000) in one pass, in two orders, as a sum of sums, and
# by map and reduce with random groups: the results must be identical. Memory is bounded: a hundred times as many shards
# must not need much more than a few. SEED may be set.
set -eu

seed=${SEED:-$RANDOM}
shards=${SHARDS:-10000}
most=${MOST_KB:-300000}                   # of address space, by ulimit
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir shards
echo "merge: SEED=$seed SHARDS=$shards"
awk -v seed="$seed" -v count="$shards" -v folder=shards -f "$here/shards.awk" >names

merge()
{
	(ulimit -v "$most" && timeout -k 5 1200 "$SECCORD" merge -o "$@")
}

merge sum @names
sort -R --random-source=<(yes "$seed") names >shuffled
merge again @shuffled
cmp sum again
split -n l/7 shuffled part.
for part in part.*; do
	merge "sum.$part" "@$part"
done
merge again sum.part.*
cmp sum again
stream()
{
	(ulimit -v "$most" && timeout -k 5 1200 "$SECCORD" merge "$@")
}

# Passes of reduce over groups of 1 to 400 lines, until one line is left.
stream --map=all @shuffled >lines
while [ "$(wc -l <lines)" -gt 1 ]; do
	awk -v seed="$seed" 'BEGIN { srand(seed); left = 1 + int(rand() * 400) }
		{ print > "group." n + 0 } --left == 0 { close("group." n + 0); n++; left = 1 + int(rand() * 400) }' lines
	for group in group.*; do
		stream --reduce "$group"
		rm "$group"
	done >lines
done
cut -f 2- lines | tr '\t' '\n' >again
cmp sum again
echo "merge: $shards traces, the same bytes in two orders, as a sum of seven sums and reduced in random groups, in $SECONDS s"
