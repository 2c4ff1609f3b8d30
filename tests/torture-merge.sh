#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Merges SHARDS traces (10,000) in one pass, in two orders, and as a sum of sums:
# the results must be identical. Memory is bounded: a hundred times as many shards
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
echo "merge: $shards traces, the same bytes in two orders and as a sum of seven sums, in $SECONDS s"
