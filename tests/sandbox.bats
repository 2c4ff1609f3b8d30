#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The emitted files in their target tools: bubblewrap, crun and others
# accept them and run a real program, and other calls are denied.

# shellcheck disable=SC2154,SC2016 # output is set by bats; scripts are quoted
load helper

# Records the program as the sandbox will run it, and leaves policy.json.
sandboxed='seq 100 | sort -r | md5sum; ls / >/dev/null; exit 4'
a_policy()
{
	seccord record -q -o program.trace -- sh -c "$sandboxed" >expected || [ $? = 4 ]
	seccord policy "$@" -o policy.json program.trace
}

@test "bubblewrap accepts the filter: the program runs, mkdir is denied" {
	need bwrap
	works bwrap --bind / / --dev /dev --proc /proc true || skip "bubblewrap cannot make a namespace here"
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

@test "bubblewrap with --default=kill: a denied call kills with SIGSYS" {
	need bwrap
	works bwrap --bind / / --dev /dev --proc /proc true || skip "bubblewrap cannot make a namespace here"
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

# With both cgroup v1 and v2 mounted, crun needs one of them only.
in_crun()
{
	local name=seccord-test-$$-$BATS_TEST_NUMBER
	timeout -k 5 60 unshare -m sh -c 'umount /sys/fs/cgroup/unified 2>/dev/null; exec crun --root "$1" run -b "$2" "$3"' \
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

@test "crun accepts the OCI profile: the program runs, mkdir is denied" {
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

@test "libseccomp's functions load the same policy: the program runs, mkdir is denied" {
	need cc
	echo 'int main(void) { return 0; }' | cc -x c -include seccomp.h -o probe - -lseccomp 2>/dev/null || skip "no libseccomp to compile with"
	a_policy
	seccord emit -f libseccomp -o policy.c policy.json
	cat >load.c <<-'END'
		#include <unistd.h>
		int seccord_filter_load(void);
		int main(int argc, char **argv)
		{
			return argc < 2 || seccord_filter_load() || execvp(argv[1], argv + 1) ? 120 : 0;
		}
	END
	cc -Wall -Wextra -Werror -o load policy.c load.c -lseccomp
	keep out ./load sh -c "$sandboxed"
	[ "$kept" = 4 ]
	cmp out expected
	run ./load sh -c "mkdir $PWD/d"
	[[ $output == *"Operation not permitted"* ]]
	[ ! -d d ]
}

@test "firejail accepts the profile: the program runs, mkdir is denied" {
	need_firejail
	a_policy
	seccord emit -f firejail -o policy.profile --arch="$(uname -m)" policy.json
	keep out firejail --quiet --profile=./policy.profile sh -c "$sandboxed"
	[ "$kept" = 4 ]
	cmp out expected
	run firejail --quiet --profile=./policy.profile sh -c "mkdir $PWD/d"
	[[ $output == *"Operation not permitted"* ]]
	[ ! -d d ]
}

# unit DROP-IN: a service with this drop-in, as systemd reads them.
unit()
{
	printf '[Unit]\nDescription=test\n[Service]\nType=oneshot\nExecStart=/bin/true\n' | cat - "$1" >seccord-test.service
}

@test "systemd-analyze accepts every setting of the drop-in" {
	local newer='Failed to parse system call, ignoring: (uprobe|[a-z]+attrat|file_[gs]etattr|(list|stat)mount|mseal)$'
	need systemd-analyze
	a_policy
	for policy in policy.json "$HERE/../testdata/emit/sets.json" "$HERE/../testdata/emit/basic.json"; do
		seccord emit -f systemd -o seccomp.conf "$policy"
		unit seccomp.conf
		run systemd-analyze verify --recursive-errors=no ./seccord-test.service
		grep 'seccord-test.service:' <<<"$output" | grep -vE "$newer" >complaints || true
		same_output /dev/null complaints
	done
	sed -i 's/^SystemCallFilter=./&nosuchcall /' seccomp.conf
	unit seccomp.conf
	run systemd-analyze verify --recursive-errors=no ./seccord-test.service
	[[ $output == *seccord-test.service:*ignoring* ]]
}

@test "systemd's groups match the table" {
	need systemd-analyze
	[[ $(systemd-analyze --version) == "systemd 252 "* ]] || skip "the table is of systemd 252"
	sed -n 's/^SET("\(@[^"]*\)",$/\1/p' "$HERE/../emit/systemd/sets_252.def" >sets
	[ "$(wc -l <sets)" -gt 20 ]
	while read -r set; do
		systemd-analyze syscall-filter --no-pager "$set" | sed '1d; /^ *#/d; s/ *//; /^$/d' | sort >theirs
		sed -n "/^SET(\"$set\",/,/)\$/p" "$HERE/../emit/systemd/sets_252.def" | sed '1d' | tr -d '")' | tr -s ' ' '\n' | sed '/^$/d' | sort >ours
		same_output ours theirs
	done <sets
}

@test "the Kubernetes profile is YAML with the entries of the OCI profile" {
	need python3
	python3 -c 'import yaml' 2>/dev/null || skip "python3 has no yaml"
	a_policy
	for policy in policy.json "$HERE/../testdata/emit/basic.json" "$HERE/../testdata/emit/arguments.json"; do
		seccord emit -f kubernetes -o profile.yaml "$policy"
		seccord emit -f oci -o profile.json "$policy"
		python3 -I - <<-'END'
			import json, yaml
			spec = yaml.safe_load(open("profile.yaml"))["spec"]
			want = json.load(open("profile.json"))
			del want["defaultErrnoRet"]
			for entry in spec["syscalls"]:
			    if "errnoRet" in entry:
			        entry["errnoRet"] = int(entry["errnoRet"])
			top = 2 ** 63
			want["syscalls"] = [e for e in want["syscalls"]
			                    if all(a["value"] < top and a.get("valueTwo", 0) < top for a in e.get("args", []))]
			assert spec == want, (spec, want)
		END
	done
}
