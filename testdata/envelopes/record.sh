#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# record.sh [NAME...]: prints rows for core/libc/envelopes.def, of the runtimes that
# are installed here. As root; needs strace, python3, cc and SECCORD. suite.sh runs it in
# another release of Debian.
#
# Each runtime starts the smallest payload there is, under a filter that refuses
# nothing which it would call, while strace writes a log; cut.py leaves the calls
# made under that filter, and seccord makes rules of them. What depends on who
# comes first is met by doing so ROUNDS times. Where there are several ways to start a
# program, and other users than root, each is a round.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
: "${SECCORD:=$here/../../seccord}" "${ROUNDS:=8}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cc -static -nostdlib -O1 -o exits "$here/payload.c"
cc -static -nostdlib -O1 -DSIGNALS -o signals "$here/payload.c"
cc -static -nostdlib -O1 -DWAITS -o waits "$here/payload.c"
cp exits payload
case $(uname -m) in
aarch64) arch=arm64 ;;
*) arch=$(uname -m) ;;
esac
echo '{"seccord": 1, "archs": ["'"$arch"'"], "default": {"action": "allow"}, "newer": {"action": "allow"},
	"calls": [{"call": "kexec_load", "action": "errno", "errno": "EPERM"}]}' >open.json
"$SECCORD" emit -f bpf -o open.bpf open.json 2>/dev/null

traced()
{
	status=0
	timeout 60 strace -f --decode-pids=pidns -o "$log" "$@" </dev/null >output 2>&1 || status=$?
	[ $status = "$expected" ]
}

# A root folder with this machine's /usr, for those that want one of their own.
a_root()
{
	mkdir -p "$1/usr" "$1/proc" "$1/dev" "$1/sys" "$1/run" "$1/tmp" "$1/etc/systemd/system" "$1/var" "$1/root"
	for link in bin lib lib64 sbin; do
		[ ! -L "/$link" ] || ln -sfn "usr/$link" "$1/$link"
	done
	echo ID=none >"$1/etc/os-release"
	cp payload "$1/payload"
}

# The ways to start a container: on a terminal, in two steps as engines do, so that its init waits in
# between, and a further command in it. Each gets the runtime and the name of the container.
cat >terminal <<'END'
exec script -qec "$1 --root $work/state run -b $work/bundle $2" /dev/null
END
cat >alone <<'END'
exec "$1" --root "$work/state" run -b "$work/bundle" "$2"
END
cat >steps <<'END'
"$1" --root "$work/state" create -b "$work/bundle" "$2" && sleep 0.5 && "$1" --root "$work/state" start "$2" && sleep 0.5
"$1" --root "$work/state" delete --force "$2"
exit 7
END
cat >further <<'END'
cp "$work/waits" "$work/bundle/rootfs/payload"
"$1" --root "$work/state" create -b "$work/bundle" "$2" && "$1" --root "$work/state" start "$2" && sleep 0.5
cp "$work/exits" "$work/bundle/rootfs/next" && mv "$work/bundle/rootfs/next" "$work/bundle/rootfs/payload"
"$1" --root "$work/state" exec "$2" /payload || status=$?
"$1" --root "$work/state" delete --force "$2"
exit "$status"
END
cat >attached <<'END'
cp "$work/waits" "$work/lxc/root/payload"
lxc-start -d -n "$1" -P "$work/lxc" -f lxc/config
cp "$work/exits" "$work/lxc/root/next" && mv "$work/lxc/root/next" "$work/lxc/root/payload"
lxc-attach -n "$1" -P "$work/lxc" -f lxc/config -- /payload || status=$?
lxc-stop -k -n "$1" -P "$work/lxc"
exit "$status"
END
export work

# oci RUNTIME NO-NEW-PRIVILEGES
oci()
{
	rm -rf bundle
	a_root bundle/rootfs
	capabilities='["CAP_CHOWN", "CAP_KILL", "CAP_NET_BIND_SERVICE"]'
	way=$(echo alone steps further terminal | cut -d' ' -f $((round % 4 + 1)))
	terminal=false user='"uid": 0, "gid": 0'
	[ "$way" != terminal ] || terminal=true
	[ "$round" -le 4 ] || user='"uid": 1000, "gid": 1000, "additionalGids": [4, 24]'
	cat >bundle/config.json <<-END
		{"ociVersion": "1.0.0", "root": {"path": "rootfs"}, "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
		             {"destination": "/dev", "type": "tmpfs", "source": "tmpfs"}, {"destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["newinstance", "ptmxmode=0666"]}],
		 "process": {"user": {$user}, "args": ["/payload"], "cwd": "/", "noNewPrivileges": $2, "terminal": $terminal,
		             "capabilities": {"bounding": $capabilities, "effective": $capabilities, "permitted": $capabilities}},
		 "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}],
		           "seccomp": {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["kexec_load"], "action": "SCMP_ACT_ERRNO"}]}}}
	END
	payload=/payload
	# shellcheck disable=SC2016 # the words are of the inner shell
	traced unshare -m sh -c 'umount /sys/fs/cgroup/unified 2>/dev/null; exec sh "$@"' sh "$way" "$1" "envelope-$$-$round"
}

run_crun()
{
	oci crun false
}

run_crun_nnp()
{
	oci crun true
}

run_runc()
{
	oci runc false
}

run_runc_nnp()
{
	oci runc true
}

run_bwrap()
{
	traced bwrap --bind / / --dev /dev --proc /proc --unshare-pid --seccomp 9 "$payload" 9<open.bpf
}

run_firejail()
{
	traced firejail --quiet --noprofile --seccomp.drop=kexec_load "$payload"
}

run_lxc()
{
	a_root lxc/root
	: >lxc/root/dev/null
	printf '2\ndenylist allow\n[all]\nkexec_load errno 1\n' >lxc/profile
	cat >lxc/config <<-END
		lxc.rootfs.path = dir:$work/lxc/root
		lxc.net.0.type = none
		lxc.mount.entry = /usr usr none bind,ro 0 0
		lxc.mount.auto = proc
		lxc.console.path = none
		lxc.seccomp.profile = $work/lxc/profile
	END
	payload=/payload
	case $((round % 3)) in
	0) traced lxc-execute -n "envelope-$$-$round" -P "$work/lxc" -f lxc/config -- /payload ;;
	1)
		echo 'lxc.init.cmd = /payload' >>lxc/config
		expected=0 # of lxc-start itself
		traced lxc-start -F -n "envelope-$$-$round" -P "$work/lxc" -f lxc/config
		;;
	2)
		echo 'lxc.init.cmd = /payload' >>lxc/config
		traced sh attached "envelope-$$-$round"
		;;
	esac
}

run_systemd()
{
	a_root machine
	: >machine/etc/machine-id
	type=$(echo oneshot exec simple | cut -d' ' -f $((round % 3 + 1))) user=root
	[ "$round" -le 3 ] || user=nobody
	cat >machine/etc/systemd/system/envelope.service <<-END
		[Unit]
		DefaultDependencies=no
		SuccessAction=exit-force
		FailureAction=exit-force
		[Service]
		Type=$type
		User=$user
		ExecStart=/payload
		SystemCallFilter=~kexec_load
	END
	payload=/payload
	traced systemd-nspawn -q -b --register=no --keep-unit -D machine --bind-ro=/usr systemd.unit=envelope.service
}

# An init is under the filter from its own start on. Every other payload has it pass a signal on.
run_init()
{
	start="--from-exec $1" any_signal=yes
	cp exits payload
	if [ $((round % 2)) = 0 ]; then
		cp signals payload
		expected=143
	fi
	traced unshare -pf "$1" -- "$payload"
}

run_tini()
{
	run_init "$(command -v tini)"
}

run_catatonit()
{
	run_init "$(command -v catatonit)"
}

run_dumb_init()
{
	run_init "$(command -v dumb-init)"
}

version_of()
{
	"$1" --version 2>&1 | grep -Eo '[0-9]+(\.[0-9]+)*' | head -n 1
}

# It passes on any signal, of which the payload sends one.
without_signal()
{
	if [ -n "$any_signal" ]; then sed 's/{"call": "kill", "args": .*}/{"call": "kill"}/'; else cat; fi
}

# NAME COMMAND: the row of one runtime, or why there is none.
record()
{
	command -v "$2" >/dev/null || { echo "record.sh: $2 is not installed" >&2; return 0; }
	start="" any_signal="" payload=$work/payload
	cp exits payload
	rm -f log.*
	for round in $(seq "$ROUNDS"); do
		log=$work/log.$round expected=7
		"run_$(echo "$1" | tr - _)" || rm -f "$log"
	done
	ls log.* >/dev/null 2>&1 || { echo "record.sh: $1 does not run here: $(tail -n 1 output)" >&2; return 0; }
	# shellcheck disable=SC2086 # an option and its value, or nothing
	python3 -I "$here/cut.py" $start "$payload" log.* >cut.strace
	"$SECCORD" import --from=strace --arch="$arch" -o cut.trace cut.strace 2>/dev/null
	"$SECCORD" policy -o cut.json cut.trace 2>/dev/null
	echo "ENVELOPE(\"$1\", \"$(version_of "$2")\", $(echo "$arch" | tr "[:lower:]" "[:upper:]"),"
	sed -n 's/^  \({"call": .*\), "why": "observed"\(, "by": "[^"]*"\)\{0,1\}\(.*}\),\{0,1\}$/ \1\3/p' cut.json | without_signal | sed '$!s/$/,/; $s/$/)/'
}

while read -r name command; do
	[ $# = 0 ] || case " $* " in
	*" $name "*) ;;
	*) continue ;;
	esac
	record "$name" "$command"
done <<END
bwrap bwrap
catatonit catatonit
crun crun
crun-nnp crun
dumb-init dumb-init
firejail firejail
lxc lxc-execute
runc runc
runc-nnp runc
systemd systemd-analyze
tini tini
END
