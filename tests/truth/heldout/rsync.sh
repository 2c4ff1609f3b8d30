# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=rsync

a()
{
	mkdir -p in/sub && seq 3000 >in/a && seq 5 >in/sub/b
	run rsync -a in/ out/ && diff -r in out
	echo more >>in/a && run rsync -av --stats in/ out/ | grep -c 'Number of'
	run rsync -a /missing out/ 2>&1 | wc -l
}

b()
{
	mkdir -p in/sub && seq 30000 >in/a && ln -s a in/soft && ln in/a in/hard && mkfifo in/fifo && truncate -s 3M in/hole && chmod 600 in/a
	run rsync -aHAXS --numeric-ids --delete --inplace in/ out/ && ls out | wc -l
	sed -i 5d in/a && run rsync -ac --partial --backup --backup-dir=old --link-dest="$PWD/out" in/ third/ && rm in/fifo && run rsync -a --delete-after --remove-source-files --chmod=F640 third/ fourth/ && ls fourth | wc -l
	printf 'pid file = %s/pid\nport = 8730\naddress = 127.0.0.1\nuse chroot = yes\nuid = root\n[m]\npath = %s/in\nread only = no\n' "$PWD" "$PWD" >conf
	run rsync --daemon --no-detach --config=conf --log-file=log &
	until rsync rsync://127.0.0.1:8730/ >/dev/null 2>&1; do sleep 0.1; done
	run rsync -az --bwlimit=5000 --timeout=20 rsync://127.0.0.1:8730/m/ fifth/ && diff -r in fifth && echo equal
	run rsync -a in/a rsync://127.0.0.1:8730/missing/
	run rsync rsync://localhost:1/ 2>&1 | wc -l
	kill "$(cat pid)"
	wait $!
	run rsync -a --files-from=- --ignore-existing --write-batch=batch in/ sixth/ <<<a && ls batch*
	run rsync -a in/ /dev/full/x 2>&1 | wc -l
}
