# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=coreutils

a()
{
	seq 3000 >n
	run sort -rn n | head -n 1
	run sort -u n n | wc -l
	run sort -k 2 -t , <<<"a,2
b,1"
	run sort /missing
}

b()
{
	seq 200000 >n
	run sort -S 200k -T . n | tail -n 1; run sort --parallel=4 -S 20M -R n | wc -l; run sort --compress-program=gzip -S 200k n | head -n 1
	run sort -o n -n n && run sort -c n 2>&1 | wc -l; run sort -m n n | wc -l; run sort --files0-from=<(printf 'n\0') -h | tail -n 1; run sort --random-source=/dev/zero -R <<<a
	run sort n >/dev/full; run sort -o /missing/x n; run sort --debug -k1,1 <<<a 2>/dev/null | head -n 1; run sort -T /missing -S 100k n | wc -l; run sort -z -V <<<v1
	mkfifo p
	(sleep 20 >p) &
	run sort -S 100k -T . n p &
	sleep 0.4
	kill $!
	wait $!
	ls
}
