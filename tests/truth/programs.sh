#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# programs.sh: lists the names of real programs, one per line, with requirements.
# programs.sh NAME: runs that program once, in the current folder, which must be empty.
# Each run is deterministic, ends every process it starts, and uses no network but
# loopback.
# shellcheck disable=SC2317,SC2016,SC1091 # called by name; quoted programs; read files
set -eu

table='
shell         seq sort grep awk
jobs          bash
python        /usr/bin/python3
python-many   /usr/bin/python3
perl          perl
perl-threads  perl
ruby          ruby
node          node
java          java
go            go
rust          rustc
cc            cc
make          make cc
cmake         cmake cc
git           git
tar           tar gzip
zstd          zstd
xz            xz
rsync         rsync
find          find xargs
dd            dd
openssl       openssl
sshd          ssh ssh-keygen /usr/sbin/sshd
curl          curl nginx
redis         redis-server redis-benchmark redis-cli
memcached     memcached /usr/bin/python3
dnsmasq       dnsmasq /usr/bin/python3
postgres      pg_config setpriv
sqlite        sqlite3
tmux          tmux
script        script
gdb           gdb
strace        strace
ffmpeg        ffmpeg
apt-cache     apt-cache
systemd       systemd-analyze
busybox       busybox
bwrap         bwrap
unshare       unshare
musl          musl-gcc
busybox-i386  i386-busybox
i386          m32-hop
i386-time64   m32-time64-times
'

here=$(cd "$(dirname "$0")" && pwd)
if [ $# = 0 ]; then
	echo "$table" | grep .
	exit
fi

. "$here/languages.sh"
. "$here/servers.sh"

do_shell()
{
	seq 1000 | sort -rn | grep 7 | awk '{ n += $1 } END { print n }' | tee x | wc -c
}

do_jobs()
{
	bash -c 'set -m
		sleep 100 & kill -STOP %1; jobs; bg %1; kill %1; wait %1
		coproc tr a-z A-Z; echo hello >&${COPROC[1]}; exec {COPROC[1]}>&-; cat <&${COPROC[0]}
		cat <(echo a) > >(cat); trap "echo usr1" USR1; kill -USR1 $$; ulimit -n; times; umask; wait'
}

do_git()
{
	export HOME="$PWD" GIT_CONFIG_NOSYSTEM=1
	git init -q -b main tree && cd tree
	git config user.name N && git config user.email n@example.org
	for i in 1 2 3; do
		seq "$i"000 >file"$i" && git add . && git commit -q -m "$i"
	done
	git log --oneline --stat | cat
	git gc -q && git fsck --strict && git clone -q . ../copy
}

do_tar()
{
	mkdir -p in/sub out
	seq 5000 >in/a && ln -s a in/link && ln in/a in/hard && chmod 640 in/a
	tar -czf x.tgz in && tar -xzf x.tgz -C out && cmp in/a out/in/a
}

do_zstd()
{
	seq 300000 >x && zstd -q -T2 -5 x && zstd -q -d -c x.zst | cmp - x
}

do_xz()
{
	seq 100000 >x && xz -k -T2 --block-size=200KiB x && xz -dc -T2 x.xz | cmp - x
}

do_rsync()
{
	mkdir -p in/sub && seq 10000 >in/a && ln -s a in/link && cp in/a in/sub/b
	rsync -aHAX --delete in/ out/ && echo more >>in/a && rsync -a --checksum --partial in/ out/ && diff -r in out
}

do_find()
{
	mkdir -p d/e/f && touch d/a d/e/b d/e/f/c
	find d -type f -newermt 2001-01-01 -print0 | xargs -0 -n1 -P2 wc -c && find d -delete
}

do_dd()
{
	dd if=/dev/zero of=x bs=64k count=20 conv=fsync oflag=direct && dd if=x of=y iflag=nonblock,noatime conv=fdatasync,sparse seek=1
	truncate -s 1M z && fallocate -l 1M f && sync x && cp --reflink=auto x c && shred -u -n1 c
}

do_openssl()
{
	seq 10000 >x && openssl enc -aes-256-cbc -pbkdf2 -pass pass:a -in x -out y && openssl enc -d -aes-256-cbc -pbkdf2 -pass pass:a -in y | cmp - x
	openssl genrsa -out key 1024 && openssl req -x509 -key key -subj /CN=a -out cert && openssl speed -seconds 1 -bytes 64 sha256
}

do_sqlite()
{
	sqlite3 x.db "pragma journal_mode=wal; create table t(a integer primary key, b text);
		with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) insert into t select i, hex(i) from n;
		create index tb on t(b); delete from t where a % 7 = 0; pragma wal_checkpoint; vacuum; select count(*) from t;"
}

do_script()
{
	script -qec 'stty -a; tty; ls' /dev/null
}

do_gdb()
{
	# a task has one tracer, which here is the recorder
	gdb -nx -batch -ex 'info line main' -ex 'print 6 * 7' -ex 'run' /bin/true </dev/null || :
}

do_strace()
{
	strace -o x true || :
}

do_ffmpeg()
{
	ffmpeg -v error -f lavfi -i testsrc=duration=1:size=64x64 -threads 2 -y x.mp4
}

do_apt_cache()
{
	apt-cache policy bash && apt-cache depends bash
}

do_systemd()
{
	systemd-analyze calendar daily && systemd-analyze syscall-filter && systemd-analyze timespan 3h
}

do_busybox()
{
	mkdir -p www && seq 100 >www/page
	printf 'GET /page HTTP/1.0\r\n\r\n' | busybox httpd -i -h www
	busybox seq 300 | busybox sort -r | busybox sha256sum
	busybox sh -c 'ls -la / >x; df >>x; ps >>x; ifconfig lo >>x; free >>x; uptime >>x; dmesg >>x; id'
}

do_bwrap()
{
	bwrap --unshare-all --ro-bind / / --dev /dev --proc /proc --tmpfs /tmp --die-with-parent --new-session sh -c 'id; ls /tmp'
}

do_unshare()
{
	unshare -r -m -p -n -i -u -f --mount-proc sh -c 'id -u; hostname inside; mount -t tmpfs none /mnt; ls /mnt; ip addr 2>/dev/null; :'
}

do_busybox_i386()
{
	box=$here/../../build/i386/busybox
	$box seq 300 | $box sort -r | $box md5sum
	$box mkdir -p d/e && $box tar -cf x.tar d && $box tar -tf x.tar && $box find d
	$box sh -c 'ls -la / >x; df >>x; ps >>x; free >>x; uptime >>x; id; echo $((6 * 7))'
}

do_i386()
{
	"$PROGRAMS/m32/hop" "$PROGRAMS/native/hop" "$PROGRAMS/m32/hop" "$PROGRAMS/native/hop"
	"$PROGRAMS/m32/times" && "$PROGRAMS/m32/threads" && "$PROGRAMS/native/int80"
}

do_i386_time64()
{
	"$PROGRAMS/m32-time64/times" && "$PROGRAMS/m32-time64/threads"
}

"do_$(echo "$1" | tr - _)"
