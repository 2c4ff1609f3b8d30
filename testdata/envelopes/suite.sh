#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# suite.sh SUITE [NAME...]: runs record.sh in a tree of that release of Debian (trixie,
# forky), which is made with debootstrap and kept in SUITES. As root; SECCORD is built
# here and uses the libraries of that release.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
: "${SUITES:=$top/build/suites}" "${MIRROR:=http://deb.debian.org/debian}" "${SCRIPT:=/usr/share/debootstrap/scripts/sid}"
: "${SECCORD:=$(readlink -f "$top/seccord")}"
suite=$1
shift
tree=$SUITES/$suite

runtimes=bubblewrap,catatonit,crun,dumb-init,firejail,lxc,runc,systemd,systemd-sysv,systemd-container,dbus,tini
tools=gcc,libc6-dev,python3-minimal,strace
libraries=libjansson4,libyaml-0-2,libelf1t64,libdw1t64,libunwind8

if [ ! -e "$tree/complete" ]; then
	rm -rf "$tree"
	mkdir -p "$SUITES"
	echo "suite.sh: making Debian $suite in $tree" >&2
	debootstrap --variant=minbase --include="$runtimes,$tools,$libraries" "$suite" "$tree" "$MIRROR" "$SCRIPT" >"$tree.log" 2>&1
	: >"$tree/complete"
fi

# The tree becomes the root of a mount namespace of its own, as runtimes move roots, with
# nothing but cgroup v2, as the newest of them want it.
# shellcheck disable=SC2016 # the words are of the inner shell
exec unshare -m sh -c '
	set -e
	tree=$1 sources=$2 seccord=$3
	shift 3
	mount --make-rprivate /
	mount --bind "$tree" "$tree"
	mount -t proc proc "$tree/proc"
	mount --rbind /sys "$tree/sys"
	mount -t cgroup2 cgroup2 "$tree/sys/fs/cgroup"
	mount --rbind /dev "$tree/dev"
	mount -t tmpfs tmpfs "$tree/run"
	mount -t tmpfs tmpfs "$tree/tmp"
	mkdir "$tree/tmp/envelopes" "$tree/tmp/old"
	mount --bind "$sources" "$tree/tmp/envelopes"
	cp "$seccord" "$tree/tmp/seccord"
	cd "$tree"
	pivot_root . tmp/old
	umount -l /tmp/old
	export PATH=/usr/sbin:/usr/bin:/sbin:/bin SECCORD=/tmp/seccord TMPDIR=/tmp
	exec sh /tmp/envelopes/record.sh "$@"
' sh "$tree" "$here" "$SECCORD" "$@"
