# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=gzip

a()
{
	seq 20000 >x
	run gzip -k x && run gzip -dc x.gz | cmp - x
	run gzip -l x.gz | tail -n 1
	run gzip /missing
}

b()
{
	seq 20000 >x && mkdir d && seq 9 >d/a && seq 8 >d/b
	run gzip -9v x && run gzip -t x.gz && run gzip -d x.gz && run gzip -r d && ls d
	seq 100 | run gzip --rsyncable | run gzip -d | tail -n 1
	run gzip -c x >y.gz && head -c 1000 y.gz >cut.gz && run gzip -dk cut.gz
	ln x hard && run gzip x; ln -s hard soft && run gzip soft; touch hard.gz && run gzip hard </dev/null; run gzip -f hard && chmod 400 hard.gz && run gzip -df hard.gz && ls
	run gzip -c hard >/dev/full
	(sleep 20 | run gzip) >/dev/null &
	sleep 0.3
	kill $!
	wait $!
	run gzip -S .z -n -k hard; run gzip --synchronous -fk hard && ls hard*
}
