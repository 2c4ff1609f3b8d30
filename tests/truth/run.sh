#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run PROGRAM ARGUMENT...: a program of a held-out workload, as heldout.sh wants it
# this time: alone, recorded, under a filter, or under a policy with its refusals
# listed. It takes the place of this script, so that signals reach it.
case $MODE in
plain) exec "$@" ;;
record) exec "$SECCORD" record -q -o "$OUT/%p.trace" -- "$@" ;;
enforce) exec "$LOAD" "$OUT/filter.bpf" "$@" ;;
explain)
	"$SECCORD" run "$OUT/policy.json" -- "$@" 2>"$OUT/stderr.$$"
	status=$?
	sed -n 's/^seccord: refused: //p' "$OUT/stderr.$$" >>"$OUT/refused"
	exit $status
	;;
esac
