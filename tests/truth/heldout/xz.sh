# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=xz-utils

a()
{
	seq 50000 >x
	run xz -k x && run xz -dc x.xz | cmp - x
	run xz -l x.xz | wc -l
	run xz /missing
}

b()
{
	seq 300000 >x
	run xz -k -T3 --block-size=200KiB x && run xz -t -T2 x.xz && run xz -dc --memlimit-decompress=1MiB x.xz 2>&1 | wc -c; run xz -9ek -M 20MiB -C sha256 -c x | wc -l | sed 's/.*/some/'
	truncate -s 5M hole && run xz hole && run xz -d hole.xz && stat -c %s hole; seq 9 | run xz --format=lzma | run xz -dc | tail -n 1
	head -c 5000 x.xz >cut.xz && run xz -dk cut.xz; ln x hard && run xz hard; chmod 400 x && run xz -f x && ls; run xz -dc x.xz >/dev/full
	run xz --robot --info-memory | wc -l; run xz -v --flush-timeout=100 -c - < <(seq 10; sleep 0.5) 2>/dev/null | xz -dc | tail -n 1
	run xz -c <(sleep 20) >/dev/null 2>&1 &
	sleep 0.3
	kill $!
	wait $!
}
