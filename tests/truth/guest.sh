#!/bin/busybox sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=dash
#
# /init of the machines of truth-projection: records each function of the corpus and
# prints /out, packed, over the console. The machine ends with this script.
export PATH=/usr/bin:/usr/sbin LC_ALL=C TZ=UTC

prepare_machine()
{
	busybox mkdir -p /proc /sys /dev /tmp /out /root
	busybox mount -t proc none /proc
	busybox mount -t sysfs none /sys
	busybox mount -t devtmpfs none /dev
	busybox mkdir -p /dev/shm /dev/pts
	busybox mount -t tmpfs none /dev/shm
	busybox mount -t devpts none /dev/pts
	busybox mount -t tmpfs none /tmp
	[ -e /dev/fd ] || busybox ln -s /proc/self/fd /dev/fd
	busybox ifconfig lo 127.0.0.1 up
	busybox dmesg -n 1
	ldconfig
	ulimit -u 4096
}

# As record_all of libc.sh.
record()
{
	busybox rm -rf /tmp/place && busybox mkdir -p /tmp/place/dir && cd /tmp/place || return
	busybox seq 10 >file && busybox head -c 300000 /dev/zero >big && busybox ln -s file link
	busybox timeout -s KILL 60 strace -f -X raw -o "/out/$1.log" /corpus "$1" >/tmp/said 2>&1 </dev/null ||
		echo "$1 $? $(busybox tail -n 1 /tmp/said)" >>/out/failed
}

prepare_machine
console=/dev/$(busybox sed -n 's/.*port=\([^ ]*\).*/\1/p' /proc/cmdline)
/corpus >/out/functions
: >/out/failed
busybox sh -c '/usr/lib/*/libc.so.6' | busybox sed -n '1s/.*\(GLIBC [^)]*\).*/\1,/p' >/out/version
echo "Linux $(busybox uname -r)" >>/out/version
while read -r function; do
	record "$function"
done </out/functions
cd /out && busybox tar -cf - . | busybox gzip >/tmp/out.tar.gz
busybox stty -F "$console" raw 2>/dev/null
{
	echo
	echo "projection-begin"
	busybox base64 /tmp/out.tar.gz
	echo "projection-end $(busybox sha256sum </tmp/out.tar.gz | busybox cut -d' ' -f1)"
} >"$console"
busybox poweroff -f
