# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages="memcached netcat-openbsd"

a()
{
	run memcached -l 127.0.0.1 -p 11211 -U 0 -u root -t 2 &
	until nc -z 127.0.0.1 11211 2>/dev/null; do sleep 0.1; done
	printf 'set a 0 0 3\r\none\r\nget a\r\nquit\r\n' | nc -q1 127.0.0.1 11211
	printf 'nonsense\r\nquit\r\n' | nc -q1 127.0.0.1 11211
	kill -INT $!
	wait $! || :
}

b()
{
	run memcached -s "$PWD/socket" -a 700 -u nobody -t 1 -m 64 -c 30 -v -P "$PWD/pid" -L -k >log 2>&1 &
	until nc -z -U socket 2>/dev/null; do sleep 0.1; done
	kill -TERM $!
	wait $! || :
	run memcached -l 127.0.0.1,::1 -p 11212 -U 11212 -u root -t 4 -m 64 -I 2m -o slab_reassign,slab_automove=1,lru_crawler,hash_algorithm=murmur3 -B auto -vv >log2 2>&1 &
	until nc -z ::1 11212 2>/dev/null; do sleep 0.1; done
	(printf 'set big 0 0 900000\r\n'; head -c 900000 /dev/zero | tr '\0' x; printf '\r\nincr n 1\r\nstats\r\nflush_all\r\nlru_crawler crawl all\r\nverbosity 1\r\nquit\r\n') | nc -q2 ::1 11212 | grep -c STAT | sed 's/[0-9]*/stats/'
	seq 60 | sed 's/.*/set k& 0 0 1\r\nx\r/' | nc -q1 127.0.0.1 11212 | grep -c STORED
	printf '\0\1\0\0\0\1\0\0get k1\r\n' | nc -u -w1 127.0.0.1 11212 | grep -ac VALUE
	kill -USR1 $!
	wait $! || :
}
