#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Merges MERGES (2,000) random policies with their neighbours, and holds what comes
# out to what an evaluator that shares no code with seccord says of each. SEED may be given.
set -eu

seed=${SEED:-$RANDOM}
left=${MERGES:-2000}
here=$(cd "$(dirname "$0")" && pwd)
command -v python3 >/dev/null || { echo "SKIP merged policies: python3 is not installed"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo "merged policies: SEED=$seed MERGES=$left"

while [ "$left" -gt 0 ]; do
	count=$((left < 200 ? left : 200))
	"${UNITS:?is set by make torture}/emit/whole" random "$seed" "$count" . >/dev/null
	for policy in *.policy; do echo "$policy ${policy%.policy}.calls"; done |
		xargs -n 400 timeout -k 5 1200 python3 "$here/oracle/merge_eval.py" "$SECCORD"
	rm -f -- *.policy *.calls
	seed=$((seed + count)) left=$((left - count))
done
