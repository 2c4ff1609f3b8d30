# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=jq

a()
{
	echo '{"a": [1, 2, {"b": 3}]}' >x
	run jq -c .a x; run jq '.a | length' x; run jq -r '.a[2].b' <x; run jq . /missing; echo '{' | run jq .
}

b()
{
	seq 100000 | run jq -s length; run jq -n 'now > 0, (0 | todate), env.HOME != null, ("a" | test("A"; "i")), input_filename, $ENV.TZ'; run jq -n --rawfile f /etc/hostname '$f | length > 0'; run jq -n --args '$ARGS.positional' a b -c
	echo 'def f: 7;' >m.jq && run jq -n -L . 'include "m"; f'; run jq -n 'error("x")'; run jq -n '[limit(3; repeat(1))]' -c; run jq --stream -c . <<<'[1]'; run jq -e .a <<<'{}'; run jq -n 'import "none" as n; 1' 2>&1 | wc -l
	run jq -n '[range(300000)] | add' ; run jq . <<<'"x"' >/dev/full; run jq --seq -n 1 | wc -c; run jq -C . <<<1; run jq --unbuffered . < <(echo 1; sleep 0.2; echo 2); run jq -f /dev/stdin -n <<<'1 + 1'; run jq -n 'input_line_number, halt_error' <<<1 2>&1 | wc -l
}
