#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# docs/policy-format.md is complete: an evaluator written only from it
# (tests/oracle) answers as seccord does. make torture uses 10000 random policies.

load helper

whole=${PROGRAMS%/programs}/tests/emit/whole

# edges: calls at the boundaries of the policies in policies.txt
edges()
{
	local call args all=ffffffffffffffff
	for call in c000003e\ {0,1,3,5,9,a,10,14,1e,20,29,87,146,1b5,1388,ffffffff,65,40000000,40000001,40000005,40000209} \
		40000003\ {1,3,4,5a,7d,88} 40000028\ 155; do
		for args in 0 1 3 4 5 6 8 9 10 1f 100000000 100000001 100000010 $all; do
			echo "$call $args $args $args $args $args $args"
		done
		echo "$call 1 80001 0 0 0 0"
		echo "$call 9 9 1f 1 1 1"
	done
}

@test "the evaluator written from the documentation agrees with seccord on 80 random policies" {
	need python3
	mkdir p
	"$whole" random "${SEED:-20261201}" 80 p >ours
	[ "$(wc -l <ours)" = 4800 ]
	for i in $(seq -f %05g 0 79); do echo "p/$i.policy p/$i.calls"; done |
		xargs python3 "$HERE/oracle/policy_eval.py" >theirs
	diff ours theirs
	# A test that compares the same few answers shows little.
	[ "$(cut -d' ' -f2 ours | cut -c1-4 | sort -u | wc -l)" = 8 ]
}

@test "both accept and reject the same policies, and agree at their boundaries" {
	need python3
	edges >edges.calls
	mkdir p
	grep -v '^#' "$HERE/oracle/policies.txt" | while read -r kind policy; do
		n=$((n + 1))
		echo "$policy" >"p/$n-$kind.policy"
	done
	printf '%s edges.calls\n' p/*.policy >names
	xargs "$whole" answer <names >ours
	xargs python3 "$HERE/oracle/policy_eval.py" <names >theirs
	diff ours theirs
	grep -E -- '-(wrong|meaning)' ours >refused
	[ "$(grep -c . refused)" -gt 70 ]
	[ "$(grep -c 'refused$' refused)" = "$(grep -c . refused)" ]
	[ "$(grep -cE -- '-(valid|older): refused$' ours)" = 0 ]
	[ "$(grep -c . names)" = "$(grep -vc '^#' "$HERE/oracle/policies.txt")" ]
}
