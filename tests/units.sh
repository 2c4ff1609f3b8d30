#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# make units: ten programs as units of booted systemds, this machine's and Debian 13's, under the drop-ins that seccord
# emits from their recordings. Prints for each whether it runs as without a drop-in, whether a call that it does not
# need is refused, and the exposure that `systemd-analyze security` sees: without the drop-in, with it, and with
# --protect. Then tests/units.bats and tests/systemd.bats with Debian 13's systemd.
#
#   SUITES="here trixie"   systemds to boot         ONLY="git tar"   programs
#   TREES=build/suites     where trees of Debian are kept, as by testdata/envelopes/suite.sh
set -u
: "${SECCORD:?is set by make}" "${SUITES:=here trixie}" "${ONLY:=}" "${MIRROR:=http://deb.debian.org/debian}"
trees=$(realpath -m "${TREES:-build/suites}")
packages=(systemd systemd-sysv dbus curl findutils git openssl perl mawk python3-minimal sqlite3 tar xz-utils
	libjansson4 libyaml-0-2 libelf1t64 libdw1t64 libunwind8)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail()
{
	echo "units: $*" >&2
	exit 2
}

skip()
{
	echo "units: $1: SKIP, $2"
	return 1
}

# NAME SCRIPT: what sh runs, with the same output each time.
programs()
{
	cat <<-'END'
		coreutils seq 2000 | sort -r | uniq | md5sum; ls -ld /usr | cut -c1-10; stat -c %a /usr
		perl exec perl -e 'my %h = map { $_ => $_ * $_ } 1 .. 500; my $s = 0; $s += $h{$_} for keys %h; print "$s\n"'
		tar tar --numeric-owner -C /usr/lib -cf - os-release | xz -c | xz -dc | tar -tvf - | wc -l
		sqlite3 exec sqlite3 :memory: 'create table t (a); insert into t values (1), (2), (3); select sum(a) from t;'
		mawk exec mawk 'BEGIN { for (i = 0; i < 1000; i++) s += i; print s; "echo piped" | getline x; print x }'
		python3 exec python3 -I -S -c 'import sys, time; print(sum(range(1000))); time.sleep(0.01); print(sorted(sys.argv))'
		find find /usr/lib/os-release /usr/bin/sort | sort | grep -c . | sed 's/^/found /'
		openssl echo text | openssl dgst -sha256; openssl enc -base64 -in /usr/lib/os-release | wc -l
		curl exec curl -s file:///usr/lib/os-release -o - | wc -c
		git cd "$(mktemp -d)" && git init -q . && echo a >a && git add a && git -c user.name=a -c user.email=a@b -c commit.gpgsign=false commit -qm a && git log --format=%s
	END
}

wanted()
{
	[ -z "$ONLY" ] || [[ " $ONLY " == *" $1 "* ]]
}

# --- a machine: its root, and a command in it ---

# here_root: this machine's /usr in a root of its own
here_root()
{
	[ -L /bin ] || skip here "/bin is not in /usr" || return
	root=$work/here
	mkdir -p "$root"/{usr,proc,dev,sys,run,tmp,etc/systemd/system,var,root,out}
	for link in bin lib lib64 sbin; do
		[ ! -L "/$link" ] || ln -sfn "usr/$link" "$root/$link"
	done
	echo ID=none >"$root/etc/os-release"
	: >"$root/etc/machine-id"
	boot_options=(--bind-ro=/usr)
}

suite_root()
{
	root=$trees/$1
	if [ ! -e "$root/complete" ]; then
		command -v debootstrap >/dev/null || skip "$1" "debootstrap is not installed" || return
		echo "units: making Debian $1 in $root"
		rm -rf "$root"
		mkdir -p "$trees"
		debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus "$1" "$root" "$MIRROR" >"$root.log" 2>&1 || skip "$1" "debootstrap failed" || return
		: >"$root/complete"
	fi
	chroot "$root" dpkg -s "${packages[@]}" >/dev/null 2>&1 ||
		chroot "$root" sh -c 'apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends "$@"' sh "${packages[@]}" >"$root.log" 2>&1 ||
		skip "$1" "packages cannot be installed" || return
	rm -rf "$root/out" "$root/etc/systemd/system"
	mkdir -p "$root/out" "$root/etc/systemd/system"
	boot_options=(--volatile=no)
}

# inside COMMAND...: in the machine's root, without booting it
inside()
{
	# shellcheck disable=SC2016 # the words are of the inner shell
	unshare -m sh -c '
		root=$1
		shift
		mount --make-rprivate /
		mount -t proc proc "$root/proc"
		mount --rbind /dev "$root/dev"
		mount -t tmpfs tmpfs "$root/tmp"
		[ -e "$root/usr/bin/env" ] || mount --bind /usr "$root/usr"
		exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LC_ALL=C "$@"
	' sh "$root" "$@"
}

boot()
{
	SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 "$(dirname "$0")/machine.sh" 120 -D "$root" "${boot_options[@]}" \
		systemd.unit=end.service </dev/null >"$work/boot.log" 2>&1
}

# --- units ---

# unit NAME COMMAND [DROP-IN]
unit()
{
	local units=$root/etc/systemd/system
	printf '%s\n' "$2" >"$root/out/$1.sh"
	cat >"$units/$1.service" <<-END
		[Unit]
		DefaultDependencies=no
		[Service]
		Type=oneshot
		Environment=LC_ALL=C HOME=/tmp
		ExecStart=/bin/sh /out/$1.sh
		StandardOutput=file:/out/$1.out
		StandardError=file:/out/$1.err
		ExecStopPost=+/bin/sh -c 'echo "\$\$EXIT_CODE \$\$EXIT_STATUS" >/out/$1.status'
	END
	if [ -n "${3:-}" ]; then
		mkdir -p "$units/$1.service.d"
		cp "$3" "$units/$1.service.d/seccomp.conf"
	fi
	all="$all $1.service"
}

end_unit()
{
	cat >"$root/etc/systemd/system/end.service" <<-END
		[Unit]
		DefaultDependencies=no
		Wants=$all
		After=$all
		SuccessAction=exit-force
		[Service]
		Type=oneshot
		ExecStart=/bin/true
	END
}

record_program()
{
	printf '%s\n' "$2" >"$root/out/$1.sh"
	inside /out/seccord record -q -o "/out/$1.trace" -- /bin/sh "/out/$1.sh" >/dev/null 2>"$work/record.err" ||
		fail "$1 cannot be recorded: $(tail -n 1 "$work/record.err")"
	"$SECCORD" policy --for=systemd -o "$work/$1.json" "$root/out/$1.trace" 2>/dev/null || fail "no policy for $1"
	"$SECCORD" emit -f systemd -o "$work/$1.conf" "$work/$1.json" 2>/dev/null || fail "no drop-in for $1"
	"$SECCORD" emit -f systemd --protect -o "$work/$1.protect" "$work/$1.json" 2>/dev/null
}

add_program()
{
	record_program "$1" "$2"
	unit "$1-plain" "$2"
	unit "$1-filtered" "$2" "$work/$1.conf"
	unit "$1-protected" "$2" "$work/$1.protect"
	unit "$1-refused" 'exec mknod /tmp/refused p' "$work/$1.conf"
}

# shellcheck disable=SC2317 # by name, in verdict_of
# as_plain NAME: the same output and end as without a drop-in, which is a good one
as_plain()
{
	[ "$(cat "$root/out/$program-plain.status" 2>/dev/null)" = "exited 0" ] &&
		cmp -s "$root/out/$program-plain.out" "$root/out/$1.out" && cmp -s "$root/out/$program-plain.status" "$root/out/$1.status"
}

# shellcheck disable=SC2317 # likewise
refuses()
{
	[ "$(cat "$root/out/$1.status" 2>/dev/null)" = "exited 1" ] && grep -q 'Operation not permitted' "$root/out/$1.err"
}

# exposure [DROP-IN]: as systemd-analyze of that machine rates it
exposure()
{
	printf '[Unit]\nDescription=a test\n[Service]\nExecStart=/bin/true\n' | cat - ${1:+"$1"} >"$root/out/rated.service"
	inside systemd-analyze security --offline=true --no-pager /out/rated.service 2>/dev/null | sed -n 's/.*: \([0-9.]*\) [A-Z].*/\1/p' | tail -n 1
}

verdict_of()
{
	if "$@"; then echo yes; else echo no; fi
}

report_program()
{
	local program=$1 runs protected refused
	runs=$(verdict_of as_plain "$1-filtered")
	protected=$(verdict_of as_plain "$1-protected")
	refused=$(verdict_of refuses "$1-refused")
	printf '%-10s %-10s %-6s %-10s %-8s %s %s %s\n' "$version" "$1" "$runs" "$protected" "$refused" \
		"$(exposure)" "$(exposure "$work/$1.conf")" "$(exposure "$work/$1.protect")"
	[ "$runs$protected$refused" = yesyesyes ] || failed=1
}

try_suite()
{
	local all="" version name script names=()
	if [ "$1" = here ]; then here_root; else suite_root "$1"; fi || return
	cp "$SECCORD" "$root/out/seccord"
	version="systemd $(inside systemd-analyze --version | sed -n '1s/systemd \([0-9]*\).*/\1/p')"
	while read -r name script <&3; do
		wanted "$name" || continue
		inside sh -c "command -v $name >/dev/null || [ $name = coreutils ]" || { skip "$name" "not installed"; continue; }
		add_program "$name" "$script"
		names+=("$name")
	done 3< <(programs)
	end_unit
	boot
	[ -e "$root/out/${names[0]}-plain.status" ] || skip "$1" "systemd-nspawn cannot boot it here: $(tail -n 1 "$work/boot.log")" || return
	for name in "${names[@]}"; do
		report_program "$name"
	done
	[ "$1" = here ] || try_services
}

# what make check does with this machine's systemd
try_services()
{
	command -v bats >/dev/null || skip "services" "bats is not installed" || return
	UNITS_TREE=$root bats "$(dirname "$0")/units.bats" "$(dirname "$0")/systemd.bats" || failed=1
}

[ "$(id -u)" = 0 ] || { skip units "needs root"; exit 0; }
command -v systemd-nspawn >/dev/null || { skip units "systemd-nspawn is not installed"; exit 0; }
failed=0
echo 'systemd    program    runs   --protect  refuses  exposure: without, with the drop-in, with --protect'
for suite in $SUITES; do
	try_suite "$suite"
done
exit $failed
