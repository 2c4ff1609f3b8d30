#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# make truth-projection: holds policies that were projected to other archs. Each
# function of libc/*.c is recorded here, and by `strace -f -X raw` under the libc of another
# arch in a virtual machine; the policy of the first, derived with --arch, is checked
# against the second. Prints for how many functions a call is denied, and which calls.
#
#   PORTS="arm64 riscv64"  rows of the file ports   LEVELS="..."  levels
#   ONLY="fork stat"       functions                FOLDER=build/truth/projection
#   AGAIN=1                records anew             VERBOSE=1     lists functions, not counts
#   FROM=old               the recording here, a variant of libc.sh
#
# Packages of the port are unpacked into FOLDER, not installed. The machine has no
# disk: its files are the initramfs, and the logs come out over the console, packed,
# with a checksum.
# shellcheck disable=SC2154 # fields of a row; name is read by common.sh, which sets levels
here=$(cd "$(dirname "$0")" && pwd)
name=truth-projection
# shellcheck disable=SC1091 # read files
. "$here/common.sh"
folder=$(realpath -m "${FOLDER:-build/truth/projection}")
from=${FROM:-old}
native=$(realpath -m build/truth/libc)/$from
flags="-D_GNU_SOURCE -std=gnu11 -O1 -fno-builtin -Wall -Wextra -Wno-deprecated-declarations -pthread"
packages="libc6 libc6-dev libgcc-12-dev linux-libc-dev libgcc-s1 libc-bin busybox-static strace dash coreutils"
minutes=15

# read_port NAME: sets the fields of its row; false if there is none
read_port()
{
	local row
	row=$(grep -E "^$1 " "$here/ports") || return
	read -r port arch debian suite triple kernel console qemu <<<"$row"
	out=$folder/$port tree=$folder/$port/tree
}

port_apt()
{
	local state=$out/apt
	DEBIAN_FRONTEND=noninteractive timeout 500 "$@" -qq -o APT::Architecture="$debian" -o APT::Architectures::="$debian" -o APT::Sandbox::User= \
		-o Dir::State="$state" -o Dir::State::status="$state/status" -o Dir::Cache="$state/cache" \
		-o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=/dev/null
}

# unpack DEB...: into the tree, where /lib is a link to /usr/lib, and all links are relative
unpack()
{
	local deb link
	for deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$tree" --keep-directory-symlink || return
	done
	find "$tree" -type l -lname '/*' | while read -r link; do
		ln -srfn "$tree$(readlink "$link")" "$link"
	done
}

# fetch_debs: into cache/archives of the port's apt
# shellcheck disable=SC2086 # packages are words
fetch_debs()
{
	local image
	port_apt apt-get update &&
		image=$(port_apt apt-cache depends "$kernel" | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p') &&
		port_apt apt-get install -d -y --no-install-recommends $packages &&
		(cd "$out/apt/cache/archives" && port_apt apt-get download "$image")
}

# fetch_port: unpacks the packages and the kernel of the port, unless that was done
fetch_port()
{
	local state=$out/apt directory
	[ "$packages" != "$(cat "$out/complete" 2>/dev/null)" ] || return 0
	rm -rf "$out" && mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$tree/usr" || return
	for directory in bin sbin lib; do
		mkdir "$tree/usr/$directory" && ln -s "usr/$directory" "$tree/$directory"
	done
	ln -s lib "$tree/usr/lib64" && ln -s usr/lib "$tree/lib64"
	: >"$state/status"
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $suite main" >"$state/sources.list"
	echo "$name: fetching packages of $suite for $debian"
	fetch_debs >"$out/fetch.log" 2>&1 || return
	unpack "$state"/cache/archives/*.deb && cp -L "$tree"/boot/vmlinu[xz]-* "$out/kernel" || return
	rm -rf "$state" "$out/tree/usr/lib/modules" "$out/tree/boot" && echo "$packages" >"$out/complete"
}

# shellcheck disable=SC2086 # flags are words
build_corpus()
{
	local width=
	[ "$suite $debian" != "trixie armhf" ] || width="-D_TIME_BITS=64 -D_FILE_OFFSET_BITS=64"
	clang --target="$triple" --sysroot="$tree" $flags $width -o "$1" "$here"/libc/*.c 2>"$out/corpus.log"
}

# Files of this machine that libc reads: names of users, hosts and services.
etc="passwd group hosts services protocols networks nsswitch.conf host.conf gai.conf resolv.conf localtime"

# build_initramfs: the corpus, strace, a shell and true, and the libraries that they need
build_initramfs()
{
	local root=$out/root file
	rm -rf "$root" && mkdir -p "$root"/usr/bin "$root"/usr/lib "$root"/etc "$root"/dev "$root"/proc || return
	for file in bin sbin lib lib64; do
		ln -s "usr/$file" "$root/$file"
	done
	mkdir "$root/usr/sbin" && ln -s lib "$root/usr/lib64"
	(cd "$tree/usr/lib" && cp -a --parents "./$triple"/*.so* "./$triple/gconv" ./ld*.so* "$root/usr/lib") 2>/dev/null
	rm -f "$root/usr/lib/$triple"/*.a
	cp -a "$tree"/usr/bin/{busybox,strace,dash,true,cat} "$tree/usr/sbin/ldconfig" "$root/usr/bin/" && ln -s dash "$root/usr/bin/sh" || return
	for file in $etc; do
		[ ! -e "/etc/$file" ] || cp -L "/etc/$file" "$root/etc/"
	done
	echo "root:*:19000:0:99999:7:::" >"$root/etc/shadow"
	cp "$out/corpus" "$root/corpus" && install -m 755 "$here/guest.sh" "$root/init" || return
	(cd "$root" && find . | cpio -o -H newc -R 0:0 --quiet | gzip -1) >"$out/initramfs"
}

# boot: runs the machine; its console is out/console
boot()
{
	rm -f "$out/console"
	# shellcheck disable=SC2086 # qemu is words
	timeout -s KILL $((minutes * 60)) $qemu -m 1024 -smp "${CPUS:-1}" -nographic -no-reboot -nic none -kernel "$out/kernel" -initrd "$out/initramfs" \
		-append "console=$console quiet panic=-1 port=$console" </dev/null >"$out/console" 2>"$out/qemu.log"
}

# receive: the logs from the console into out/logs; false if they are not whole
receive()
{
	local sum
	tr -d '\r' <"$out/console" | sed -n '/^projection-begin$/,/^projection-end /p' | grep -v '^projection-' | base64 -d >"$out/logs.tar.gz" 2>/dev/null
	sum=$(tr -d '\r' <"$out/console" | sed -n 's/^projection-end //p')
	[ -n "$sum" ] && [ "$sum" = "$(sha256sum <"$out/logs.tar.gz" | cut -d' ' -f1)" ] || return
	rm -rf "$out/logs" && mkdir "$out/logs" && tar -xzf "$out/logs.tar.gz" -C "$out/logs"
}

import_logs()
{
	local function
	while read -r function; do
		"$SECCORD" import --from=strace --arch="$arch" -o "$out/logs/$function.trace" "$out/logs/$function.log" 2>"$out/logs/$function.import" ||
			fail "$port: cannot import the log of $function: $(tail -n 1 "$out/logs/$function.import")"
	done < <(functions_of "$out/logs")
}

stamp()
{
	cat "$here"/libc/*.[ch] "$here/guest.sh"
	grep "^$port " "$here/ports"
}

# The emulator, and the linker that clang finds by its target; for i386 the native one does.
need_tools()
{
	local package="qemu-system-misc"
	case $qemu in
	*-aarch64* | *-arm*) package="qemu-system-arm" ;;
	*-i386*) package="qemu-system-x86" ;;
	*-ppc64*) package="qemu-system-ppc" ;;
	*-mips*) package="qemu-system-mips" ;;
	esac
	need_packages "$package" && { [ "$debian" = i386 ] || need_packages "binutils-${triple//_/-}"; }
}

# record_port: sets `why` and is false if it cannot be recorded here
record_port()
{
	why="its emulator and linker are not available"
	need_tools || return
	why="its packages cannot be fetched"
	fetch_port || return
	if [ -z "${AGAIN:-}" ] && [ "$(stamp | cksum)" = "$(cat "$out/stamp" 2>/dev/null)" ]; then
		return 0
	fi
	rm -f "$out/stamp"
	why="the corpus cannot be built"
	build_corpus "$out/corpus" || return
	why="no initramfs"
	build_initramfs || return
	why="the machine did not end in $minutes minutes"
	boot || return
	why="the logs did not come out of the machine"
	receive || return
	why="the corpus does not run there"
	[ -s "$out/logs/functions" ] || return
	stamp | cksum >"$out/stamp"
}

# functions_of FOLDER: those that worked there
functions_of()
{
	local function
	cut -d' ' -f1 "$1/failed" | sort | comm -23 <(sort "$1/functions") - | while read -r function; do
		! is_wanted "$function" || echo "$function"
	done
}

# check_port LEVEL
check_port()
{
	local place function
	place=$out/level${1//[^a-z0-9.,]/-}
	rm -rf "$place" && mkdir -p "$place/held"
	while read -r function; do
		OPTIONS="--arch=$arch" derive_policy "$1" "$place/$function.json" "$native/$function.trace" 2>"$place/$function.notes" ||
			fail "no policy of $function for $arch at level $1"
		"$SECCORD" check --json -o "$place/held/$function.json" "$place/$function.json" "$out/logs/$function.trace" 2>/dev/null || [ $? = 1 ] ||
			fail "cannot check $function against $port"
	done < <(comm -12 <(functions_of "$native") <(functions_of "$out/logs"))
	/usr/bin/python3 "$here/projection.py" "$port" "$1" "${VERBOSE:-}" "$place/held"
}

[ "$(id -u)" = 0 ] || skip "packages and namespaces need root"
for tool in clang dpkg-deb apt-get; do
	command -v "$tool" >/dev/null || skip "$tool is not installed"
done
need_packages cpio || skip "cpio is not available"
PAIRS="$from:$from" LEVELS=" " ONLY='' bash "$here/libc.sh" | sed "s/^truth-libc: /$name: /; s/^    /    here, /" || exit
[ -e "$native/functions" ] || skip "no recording of $from here"
for port in ${PORTS:-$(sed '/^#/d; s/ .*//' "$here/ports")}; do
	read_port "$port" || fail "no port $port"
	if ! record_port; then
		echo "$port: SKIP: $why"
		continue
	fi
	import_logs
	echo "$port: $(tr '\n' ' ' <"$out/logs/version"), $(functions_of "$out/logs" | wc -l) of $(wc -l <"$out/logs/functions") functions recorded"
	sed 's/^/    did not work: /' "$out/logs/failed"
	for level in $levels; do
		check_port "$level"
	done
done
