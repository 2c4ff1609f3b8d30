#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# torture-policies.sh FOLDER SEED COUNT, with whole and round_trip in FOLDER: COUNT policies of the whole language,
# each with 60 calls at its boundaries. whole (tests/emit/whole.c) compares the
# answers of seccord's evaluator, the compiled filter and the running kernel; the
# evaluator written from docs/policy-format.md alone must agree. Policies are tested
# in batches to save disk space; a batch with a difference is kept. Then each policy
# is lifted from its filter.
set -eu

whole=$1/whole seed=$2 left=$3
here=$(cd "$(dirname "$0")" && pwd)
command -v python3 >/dev/null || { echo "SKIP policies: python3 is not installed"; left=0; }
touch answers

while [ "$left" -gt 0 ]; do
	count=$((left < 500 ? left : 500))
	mkdir policies
	"$whole" random "$seed" "$count" policies >ours
	for policy in policies/*.policy; do echo "$policy ${policy%.policy}.calls"; done |
		xargs -n 200 python3 "$here/oracle/policy_eval.py" >theirs
	cmp ours theirs
	cat ours >>answers
	rm -r policies ours theirs
	seed=$((seed + count)) left=$((left - count))
done
echo "$(wc -l <answers) calls to $3 random policies: one answer each"
rm answers
"$1/round_trip" "$2" "$3"
