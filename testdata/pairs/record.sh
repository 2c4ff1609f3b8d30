#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# record.sh [PROGRAM...]: records OLD and NEW of each pair, PROGRAM-12.trace and
# PROGRAM-13.trace, in this folder. As root; needs debootstrap and the network, and
# SECCORD. ROOTS (default: a temporary folder) keeps the two systems.
#
# The recorder runs inside of each system with its own libraries, so that the traces
# have the paths of that system and nothing of this machine but its kernel. Each
# step is recorded RUNS times under its label; --no-command keeps arguments out. thin.awk
# leaves out what these tests do not need.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
: "${SECCORD:=$here/../../seccord}" "${RUNS:=3}" "${MIRROR:=http://deb.debian.org/debian}"
programs=${*:-curl coreutils git sqlite3 nginx python3}
packages=curl,git,sqlite3,nginx-light,python3
mounted=''

leave()
{
	for folder in $mounted; do
		umount "$folder" || :
	done
	[ -n "${ROOTS:-}" ] || rm -rf "$roots"
}
trap leave EXIT
roots=${ROOTS:-$(mktemp -d)}

make_root()
{
	[ -e "$roots/$1/etc/debian_version" ] ||
		debootstrap --variant=minbase --include="$packages" "$1" "$roots/$1" "$MIRROR" >"$roots/$1.log"
	mkdir -p "$roots/$1/opt/recorder"
	cp "$SECCORD" "$roots/$1/opt/recorder/seccord"
	ldd "$SECCORD" | sed -n 's/.*[[:space:]]\(\/[^ ]*\) (.*/\1/p' | xargs -I{} cp -L {} "$roots/$1/opt/recorder/"
	cp "$here/workload.sh" "$roots/$1/opt/workload.sh"
	printf '127.0.0.1 localhost\n' >"$roots/$1/etc/hosts"
	mount -t proc proc "$roots/$1/proc"
	mounted="$mounted $roots/$1/proc"
	[ -c "$roots/$1/dev/null" ] || mknod -m 666 "$roots/$1/dev/null" c 1 3
	[ -c "$roots/$1/dev/urandom" ] || mknod -m 666 "$roots/$1/dev/urandom" c 1 9
}

# record SUITE RELEASE
record()
{
	for program in $programs; do
		rm -rf "$roots/$1/tmp/work"
		mkdir "$roots/$1/tmp/work"
		env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C HOME=/tmp/work TZ=UTC RUNS="$RUNS" \
			chroot "$roots/$1" sh /opt/workload.sh "$program" </dev/null 2>&1 | cat
		"$SECCORD" merge -o "$roots/sum" "$roots/$1"/tmp/work/*.trace
		awk -f "$here/thin.awk" "$roots/sum" "$roots/sum" >"$here/$program-$2.trace"
		rm -rf "$roots/$1/tmp/work"
	done
}

make_root bookworm
make_root trixie
record bookworm 12
record trixie 13
