# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=sed

a()
{
	seq 200 >n
	run sed -n '/9$/p' n | tail -n 1
	run sed 's/1/one/g; 5d' n | head -n 2
	run sed -i 's/^2$/two/' n && sed -n 2p n
	run sed p /missing
}

b()
{
	seq 200 >n && cp n m && ln -s n soft
	run sed -i.bak -s 1d n m && ls
	run sed --follow-symlinks -i 1d soft && ls -l soft | cut -c1
	run sed -n 'w out
	r m
	$=' n | tail -n 1; wc -l out
	run sed '1e echo executed' n | head -n 1
	run sed -f /dev/stdin n <<<'1q'
	run sed --sandbox '1w x' n; run sed -u 2q <n; run sed -z 's/\n/,/g' n | wc -c
	run sed 'W /dev/stdout' n | wc -l; run sed p n >/dev/full
	chmod 400 n && run sed -i 1d n; run sed -i 1d /proc/version 2>&1 | wc -l; mkdir d && run sed p d; run sed --posix 's/(' n
	seq 300000 | run sed -n 'H;${x;s/\n/,/g;p}' | wc -c
}
