#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The static program (make check-static): it is one file that needs no other, and
# records in images that have nothing or busybox alone.

# shellcheck disable=SC2016,SC2154 # scripts are quoted; set by bats
load ../helper

static=${STATIC:?is set by make check-static}

@test "it has no interpreter and no libraries, and is at most 8 MB" {
	need readelf
	not grep -q INTERP <(readelf -lW "$static")
	not grep -q NEEDED <(readelf -dW "$static")
	[ "$(stat -c %s "$static")" -le 8000000 ]
	run "$static" --version
	[[ ${lines[2]} == "statically linked: libdw "*" libunwind "*" capstone "* ]]
	[ "${lines[0]}" = "$(seccord --version | head -n 1)" ]
}

@test "the linker had nothing to warn of" {
	[ ! -s "${static%/*}/link.log" ]
}

@test "it records, finds code and reaches as the dynamic program does" {
	for program in "$static" "$SECCORD"; do
		"$program" record -q --stacks -o "${program##*/}.trace" -- sh -c 'ls / >/dev/null; date >/dev/null'
	done
	mv "${static##*/}.trace" static.trace
	"$SECCORD" record -q --stacks -o dynamic.trace -- sh -c 'ls / >/dev/null; date >/dev/null'
	diff <(names_of static.trace) <(names_of dynamic.trace)
	diff <("$static" show --by=library static.trace | sed 's/ .*//' | sort -u) <(seccord show --by=library dynamic.trace | sed 's/ .*//' | sort -u)
	[ "$(uname -m)" != x86_64 ] || diff <("$static" reach --no-cache static.trace) <(seccord reach --no-cache static.trace)
}

# in_image COMMAND...: by crun, in rootfs/, which has only what the test put there.
in_image()
{
	python3 -I - "$@" >config.json <<-'END'
		import json, sys
		caps = ["CAP_SYS_PTRACE", "CAP_DAC_OVERRIDE"]
		print(json.dumps({
		    "ociVersion": "1.0.0", "root": {"path": "rootfs"},
		    "process": {"user": {"uid": 0, "gid": 0}, "args": sys.argv[1:], "env": ["PATH=/bin"], "cwd": "/",
		                "capabilities": {kind: caps for kind in ("bounding", "effective", "permitted")}},
		    "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"}, {"destination": "/dev", "type": "tmpfs", "source": "tmpfs"}],
		    "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}]}}))
	END
	timeout -k 5 60 unshare -m sh -c 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"' sh \
		crun --root "$PWD/state" run -b "$PWD" "seccord-static-$$-$BATS_TEST_NUMBER-$((++containers))"
}
containers=0

need_crun()
{
	need_root
	need crun python3 unshare
	mkdir -p rootfs/proc rootfs/dev
	cp "$static" rootfs/seccord
	in_image /seccord --version >&2 || skip "crun cannot run a container here"
}

@test "in an empty image it records, derives a policy, and runs under it" {
	need_crun
	in_image /seccord record -q -o /t -- /seccord doctor --probe
	in_image /seccord policy -o /p.json /t
	in_image /seccord check /p.json /t
	in_image /seccord run /p.json -- /seccord doctor --probe
	# In the image it looks for no terminal, as it has no TERM.
	(unset TERM && seccord record -q -o t -- "$static" doctor --probe)
	diff <(names_of t) <(names_of rootfs/t)
}

@test "in an image of busybox it records a shell, and a policy of that stops other calls" {
	need_crun
	busybox=$(command -v busybox) && not grep -q INTERP <(readelf -lW "$busybox") || skip "no static busybox here (Debian: busybox-static)"
	mkdir -p rootfs/bin rootfs/tmp
	cp "$busybox" rootfs/bin/busybox
	for name in sh ls mkdir; do
		ln -s busybox rootfs/bin/$name
	done
	in_image /seccord record -q -o /t -- /bin/sh -c 'ls /proc/self/ >/tmp/list'
	grep -q '"name": "getdents64"' rootfs/t
	in_image /seccord policy -o /p.json /t
	in_image /seccord run /p.json -- /bin/sh -c 'ls /proc/self/ >/tmp/list'
	run in_image /seccord run /p.json -- /bin/sh -c 'mkdir /tmp/d'
	echo "$output"
	[ "$status" = 159 ]
	[[ $output == *"refused: mkdir"* ]]
	[ ! -e rootfs/tmp/d ]
	in_image /seccord doctor >findings || [ $? = 1 ]
	grep -q '^fine *engine-syscall' findings
}
