# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=grep
# a JIT with -P: PCRE's

a()
{
	seq 5000 >n
	run grep -c 7 n
	run grep -Pc '(?<=1)2\d' n
	run grep -E '^(9|8)+$' n | tail -n 1
	run grep absent n
	run grep x /missing
}

b()
{
	mkdir -p d/e && seq 5000 >d/n && seq 100 >d/e/m && ln -s nowhere d/dead && mkfifo d/p && head -c 200000 /dev/zero >d/zero
	run grep -rn --include=m 99 d; run grep -RIl -D skip 77 d 2>&1 | sort; run grep -D skip -z -c . d/zero
	run grep -Pzo '99\n100' d/e/m | tr '\0' ' '; run grep -m 2 -A 1 -b 5 d/n | tail -n 1; run grep -f d/e/m -x -c d/n
	run grep -P '(a+)+$' <<<"$(printf 'a%.0s' $(seq 30))b"; run grep -P '(' d/n; run grep -q 1 d/n && echo found
	yes | head -n 2000000 | run grep -c y; head -c 30000000 /dev/zero | run grep -c x; run grep --color=always 42 d/e/m
	run grep 1 d/n >/dev/full; run grep 1 <d; run grep 4 d/e/m >>d/e/m; LC_ALL=C.UTF-8 run grep -Pi 'É' <<<é; run grep -s x d/p missing &
	sleep 0.3
	kill $!
	wait $!
}
