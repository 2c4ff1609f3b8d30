#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The emitted files in the hands of those they are made for: bubblewrap and
# crun take them and run a real program, and what is not allowed is denied.

# shellcheck disable=SC2154,SC2016 # output is set by bats; scripts are quoted
load helper

# Records the program as the sandbox will run it, and leaves policy.json.
sandboxed='seq 100 | sort -r | md5sum; ls / >/dev/null; exit 4'
a_policy()
{
	seccord record -q -o program.trace -- sh -c "$sandboxed" >expected || [ $? = 4 ]
	seccord policy "$@" -o policy.json program.trace
}

@test "bubblewrap takes the filter: the program runs, mkdir is denied" {
	need bwrap
	bwrap --bind / / true || skip "bubblewrap cannot make a namespace here"
	a_policy
	seccord emit -f bpf -o policy.bpf policy.json
	keep out bwrap --bind / / --dev /dev --proc /proc --seccomp 10 sh -c "$sandboxed" 10<policy.bpf
	[ "$kept" = 4 ]
	cmp out expected
	run bwrap --bind / / --seccomp 10 sh -c "mkdir $PWD/d" 10<policy.bpf
	[ "$status" != 0 ]
	[[ $output == *"Operation not permitted"* ]]
	[ ! -d d ]
}

@test "bubblewrap with --default=kill: a denied call is death by SIGSYS" {
	need bwrap
	bwrap --bind / / true || skip "bubblewrap cannot make a namespace here"
	a_policy --default=kill
	seccord emit -f bpf -o policy.bpf policy.json
	keep out bwrap --bind / / --dev /dev --proc /proc --seccomp 10 sh -c "$sandboxed" 10<policy.bpf
	[ "$kept" = 4 ]
	cmp out expected
	run bwrap --bind / / --seccomp 10 mkdir "$PWD/d" 10<policy.bpf
	[ "$status" = 159 ]
	[ ! -d d ]
}

# bundle SECCOMP.json COMMAND: an OCI bundle over this machine's own root.
bundle()
{
	mkdir -p bundle/rootfs
	python3 -I - "$1" "$2" >bundle/config.json <<-'END'
		import json, os, sys
		mounts = [{"destination": "/proc", "type": "proc", "source": "proc"},
		          {"destination": "/dev", "type": "tmpfs", "source": "tmpfs"}]
		for folder in ("/bin", "/lib", "/lib64", "/usr", "/etc"):
		    if os.path.isdir(folder):
		        mounts.append({"destination": folder, "type": "bind", "source": os.path.realpath(folder), "options": ["rbind", "ro"]})
		print(json.dumps({
		    "ociVersion": "1.0.0",
		    "process": {"terminal": False, "user": {"uid": 0, "gid": 0}, "args": ["sh", "-c", sys.argv[2]],
		                "env": ["PATH=/usr/bin:/bin", "LC_ALL=C"], "cwd": "/", "noNewPrivileges": True},
		    "root": {"path": "rootfs", "readonly": False}, "mounts": mounts,
		    "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}],
		              "seccomp": json.load(open(sys.argv[1]))}}))
	END
}

# Where cgroup v1 and v2 are both mounted crun wants one of them alone.
in_crun()
{
	local name=seccord-test-$$-$BATS_TEST_NUMBER
	unshare -m sh -c 'umount /sys/fs/cgroup/unified 2>/dev/null; exec crun --root "$1" run -b "$2" "$3"' \
		sh "$PWD/state" "$PWD/bundle" "$name"
}

need_crun()
{
	need_root
	need crun python3 unshare
	echo '{"defaultAction": "SCMP_ACT_ALLOW"}' >allow.json
	bundle allow.json true
	in_crun >&2 || skip "crun cannot run a container here"
}

@test "crun takes the OCI profile: the program runs, mkdir is denied" {
	need_crun
	a_policy
	seccord emit -f oci -o profile.json policy.json
	bundle profile.json "$sandboxed"
	keep out in_crun
	[ "$kept" = 4 ]
	cmp out expected
	bundle profile.json 'mkdir /d; echo "status $?"'
	run in_crun
	[[ $output == *"Operation not permitted"* ]]
	[[ $output == *"status 1"* ]]
}
