# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages="redis-server redis-tools"

begin()
{
	run redis-server --port 6379 --bind 127.0.0.1 --dir "$PWD" --logfile log "$@" &
	server=$!
	until redis-cli ping >/dev/null 2>&1; do sleep 0.1; done
}

a()
{
	begin --save ''
	redis-cli set k v && redis-cli get k && redis-cli lpush l 1 2 3 && redis-cli lrange l 0 -1 && redis-cli expire k 100 && redis-cli nonsense
	redis-benchmark -q -n 500 -c 5 -t set,get >/dev/null
	redis-cli shutdown nosave
	wait $server
}

# files, both ways of saving, io threads, scripts, a replica, a slow client, eviction, config rewrite, TERM
b()
{
	begin --save '1 1' --appendonly yes --io-threads 2 --maxmemory 30mb --maxmemory-policy allkeys-lru --unixsocket "$PWD/socket" --bind '127.0.0.1 ::1'
	redis-cli -s socket eval 'return redis.call("incr", "n")' 0
	redis-cli -h ::1 ping
	head -c 100000 /dev/zero | tr '\0' x | redis-cli -x set big && redis-cli getrange big 0 3
	redis-cli bgsave && redis-cli bgrewriteaof
	until redis-cli info persistence | grep -q 'aof_rewrite_in_progress:0'; do sleep 0.1; done
	redis-server --port 6380 --replicaof 127.0.0.1 6379 --dbfilename other.rdb --save '' --logfile log2 &
	replica=$!
	until redis-cli -p 6380 get n 2>/dev/null | grep -q 1; do sleep 0.1; done
	redis-cli -p 6380 shutdown nosave
	redis-cli config set maxclients 20 && redis-cli config set activedefrag yes
	redis-cli debug sleep 0.1 && redis-cli memory purge && redis-cli flushall async && redis-cli client list | wc -l
	redis-benchmark -q -n 500 -c 5 -P 4 -t set,lpush,mset >/dev/null
	wait $replica
	kill -TERM "$server"
	wait "$server"
	ls ./*.rdb | wc -l
}
