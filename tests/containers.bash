# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154,SC2015,SC2016,SC2034 # status and kept are set elsewhere, scripts are quoted
#
# Containers for tests: bundles for crun and runc, and podman with all its state in the
# folder of the test. Everything runs in one mount namespace, whose end takes all
# mounts along; teardown ends what still runs.

is_complete()
{
	grep -q '^{"end": ' "$1" 2>/dev/null
}

# What a trace says of a call but for its counts, threads and the code that made it.
kinds_of()
{
	sed -n 's/^{"call": [0-9]*, \("arch": "[^"]*", "nr": [0-9]*, "name": "[^"]*", "origin": "[^"]*"\).*/\1/p' "$@" | sort -u
}

# recorder_of PID: the recorder's process, 0 if there is none.
recorder_of()
{
	sed -n 's/^TracerPid:	//p' "/proc/$1/status" 2>/dev/null || true
}

# --- the mount namespace ---

# With both cgroup v1 and v2 mounted, crun needs one of them only.
open_namespace()
{
	need_root
	need unshare nsenter python3
	works unshare -m true 2>/dev/null || skip "no mount namespaces here"
	unshare -m sh -c 'umount /sys/fs/cgroup/unified 2>/dev/null; echo ready; exec sleep 900' >holder.out 2>/dev/null 3>&- &
	holder=$!
	await grep -q ready holder.out
}

# apart WORD...: the command in that namespace, bounded in time; its root is kept, also where it is a chroot.
apart()
{
	timeout -k 5 "${within:-100}" nsenter -t "$holder" -m -r -w -- sh -c 'cd "$0" && exec "$@"' "$PWD" "$@"
}

# What joins a container gets the root of its mount namespace. Where this root is a chroot, that is not the
# container's, for pivot_root has changed the chroot alone.
need_join()
{
	[ "$(nsenter -t $$ -m stat -c %d:%i "$PWD" 2>/dev/null)" = "$(stat -c %d:%i "$PWD")" ] ||
		skip "this root is a chroot: no process can join a container"
}

teardown()
{
	local real id
	under=()
	[ -z "${user_home:-}" ] || rm -rf "$user_home"
	cd "$BATS_TEST_TMPDIR" || return
	[ -z "${holder:-}" ] || {
		[ ! -d podman ] || podman_here rm -fa -t 0 >/dev/null 2>&1
		for real in crun runc; do
			for id in state."$real"/*/; do
				[ ! -d "$id" ] || apart "$real" --root "$PWD/state.$real" delete -f "$(basename "$id")" >/dev/null 2>&1
			done
		done
		kill "$holder" 2>/dev/null
		wait "$holder" 2>/dev/null
	}
	return 0
}

# --- roots ---

# shellcheck disable=SC1091 # a file beside this one
. "$BATS_TEST_DIRNAME/roots.bash"

# container_root FOLDER: with places for the programs of the tests, and a user.
container_root()
{
	a_root "$1"
	mkdir -p "$1"/{seccord,programs}
	echo root:x:0:0::/:/bin/sh >"$1/etc/passwd"
}

# --- crun and runc ---

# bundle WORD...: the bundle of a container that runs this, under a filter that refuses mkdir.
hooks='{}'
bundle()
{
	mkdir -p bundle
	[ -d bundle/rootfs ] || container_root bundle/rootfs
	python3 -I - "$(dirname "$SECCORD")" "$PROGRAMS" "$hooks" "$@" >bundle/config.json <<-'END'
		import json, sys
		seccord, programs, hooks, *words = sys.argv[1:]
		caps = ["CAP_SYS_PTRACE", "CAP_KILL"]
		bind = lambda source, to: {"destination": to, "type": "bind", "source": source, "options": ["rbind", "ro"]}
		print(json.dumps({
		    "ociVersion": "1.0.2", "hooks": json.loads(hooks), "root": {"path": "rootfs"},
		    "process": {"user": {"uid": 0, "gid": 0}, "args": words, "env": ["PATH=/usr/bin", "LC_ALL=C"], "cwd": "/",
		                "capabilities": {"bounding": caps, "effective": caps, "permitted": caps}},
		    "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"}, bind("/usr", "/usr"),
		               bind(seccord, "/seccord"), bind(programs, "/programs")],
		    "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}],
		              "seccomp": {"defaultAction": "SCMP_ACT_ALLOW",
		                          "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO"}]}}}))
	END
}

# container RUNTIME: runs the bundle; `under` are words before the runtime.
under=()
container()
{
	apart "${under[@]}" "$1" --root "$PWD/state.$1" run -b "$PWD/bundle" "seccord-test-$$-$((++containers))"
}
containers=0

need_oci()
{
	need "$1"
	open_namespace
	bundle sh -c :
	container "$1" >&2 || skip "$1 cannot run a container here"
}

# --- podman ---

# podman_here WORD...: podman, with its state in the folder of the test.
podman_here()
{
	DISABLE_HC_SYSTEMD=true apart "${under[@]}" podman --root "$PWD/podman/r" --runroot "$PWD/podman/u" --tmpdir "$PWD/podman/t" --storage-driver=vfs \
		--cgroup-manager=cgroupfs --events-backend=file "${global[@]}" --runtime "$runtime" "$@"
}

# The options of `run` for the root that shows this machine's /usr.
small=(--network=none --ulimit "nofile=1024:1024" --ulimit "nproc=4096:4096" --env LC_ALL=C --env PATH=/usr/bin --workdir /)

# Sets `runtime` to seccord-runtime for this real one, with its traces in ./traces.
use_runtime()
{
	runtime=$PWD/runtime
	cat >"$runtime" <<-END
		#!/bin/sh
		export SECCORD='$SECCORD' SECCORD_TRACES='$PWD/traces' SECCORD_RUNTIME='$1' \${options:+SECCORD_OPTIONS="\$options"}
		exec '$HERE/../contrib/containers/seccord-runtime' "\$@"
	END
	chmod +x "$runtime"
}

need_podman()
{
	need podman conmon "$1"
	open_namespace
	container_root root
	runtime=$1
	podman_here run --rm "${small[@]}" --volume /usr:/usr:ro --rootfs "$PWD/root" sh -c : >&2 || skip "podman cannot run a container here"
}

# start_podman NAME WORD...: a container of the small root, in the background.
start_podman()
{
	local name=$1
	shift
	podman_here run -d --name "$name" --health-cmd 'cat /etc/passwd' --health-interval=disable "${small[@]}" --volume /usr:/usr:ro \
		--volume "$(dirname "$SECCORD")":/seccord:ro --volume "$PROGRAMS":/programs:ro --cap-add=SYS_PTRACE "${more[@]}" \
		--rootfs "$PWD/root" "$@"
}
more=() global=()

# traces_of_status STATUS: how many traces ended so.
traces_of()
{
	cat traces/*.trace | grep -c "^{\"end\": true, $1}" || true
}

all_complete()
{
	local trace
	for trace in traces/*.trace; do
		is_complete "$trace" || return 1
	done
}
