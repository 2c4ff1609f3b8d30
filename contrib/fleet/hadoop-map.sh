#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# hadoop-map.sh KEY
#
# Mapper for Hadoop streaming: reads names of traces in HDFS, one per line, and
# prints each trace as a line with KEY, for `seccord merge --reduce -`. A trace
# that cannot be read fails the task.
set -eu

key=$1
while read -r name; do
	trace=$(mktemp)
	hdfs dfs -cat "$name" >"$trace" </dev/null
	"${SECCORD:-seccord}" merge --map="$key" "$trace"
	rm -f "$trace"
done
