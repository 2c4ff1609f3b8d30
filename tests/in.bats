#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Policies in the words of others, wherever a policy is taken.
load helper

DATA=$BATS_TEST_DIRNAME/../testdata

setup()
{
	cd "$BATS_TEST_TMPDIR" || return 1
	cat >policy.json <<-'END'
	{"seccord": 1, "archs": ["x86_64"], "newer": {"action": "errno", "errno": "EPERM"}, "calls": [
	 {"call": "read"}, {"call": "write"}, {"call": "exit_group"}, {"call": "execve"},
	 {"call": "socket", "args": [{"domain": ["AF_UNIX", "AF_INET"]}]},
	 {"call": "mprotect", "args": [{"prot": {"bits": "PROT_READ|PROT_WRITE"}}]}]}
	END
}

# What libseccomp does beside what an OCI profile says: others archs, and numbers that would be x32's, end the thread.
as_libseccomp()
{
	sed 's/"archs": \["x86_64"\],/& "foreign": {"action": "kill-thread"},/
	     s/"calls": \[/& {"call": {"from": "0x80000000", "to": "0xbfffffff"}, "archs": ["x86_64"], "action": "kill-thread"},/' "$1"
}

@test "what emit writes in a dialect, policy reads, and verify proves" {
	cp policy.json whole.json
	for format in firecracker oci docker; do
		[ $format = firecracker ] || as_libseccomp whole.json >policy.json
		seccord emit -f $format -o policy.$format policy.json
		seccord policy -o again.json policy.$format
		run seccord verify again.json policy.json
		echo "$format: $output"
		[ "$status" = 0 ]
		run seccord verify policy.$format policy.json
		[ "$status" = 0 ]
	done
}

@test "a filter becomes a policy, and its file" {
	seccord emit -f bpf -o policy.bpf policy.json
	seccord policy -o again.json policy.bpf
	run seccord diff again.json policy.json
	[ "$status" = 0 ]
}

@test "the content tells the dialect, also on standard input" {
	seccord emit -f oci -o - policy.json >anything
	as_libseccomp policy.json >same.json
	run seccord verify - same.json <anything
	[ "$status" = 0 ]
}

@test "a Docker profile is compared, emitted and run" {
	cp "$DATA/in/docker.json" .
	run seccord diff docker.json policy.json
	[ "$status" = 1 ]
	[[ $output == *execve* ]]
	seccord emit -f bpf --cap=none -o docker.bpf docker.json
	run seccord verify --cap=none docker.bpf docker.json
	[ "$status" = 0 ]
}

@test "without --cap= nothing is claimed of what hangs on a capability" {
	cp "$DATA/in/docker.json" .
	seccord emit -f bpf -o docker.bpf docker.json 2>told
	grep -q 'docker.json was read inexactly: clone3\?: depends on CAP_SYS_ADMIN; .*--cap=' told
	run seccord verify docker.bpf docker.json
	[ "$status" = 2 ]
	[[ ${lines[-1]} == *'cannot prove: docker.json was read inexactly: clone: depends on CAP_SYS_ADMIN'* ]]
	for caps in none all chown,CAP_SYS_ADMIN; do
		seccord policy --cap=$caps -o $caps.json docker.json
		not grep -q '"inexact"' $caps.json
		seccord verify --cap=$caps docker.json $caps.json
	done
	not seccord verify none.json all.json
	run seccord verify --cap=root none.json none.json
	one_line_of_trouble "^seccord verify: --cap=root: unknown capability 'root'"
}

# Capabilities that differ, as in two profiles of one program.
two_profiles()
{
	local head='{"defaultAction":"SCMP_ACT_ERRNO","architectures":["SCMP_ARCH_X86_64"],"syscalls":[{"names":["read"],"action":"SCMP_ACT_ALLOW"},'
	echo "$head"'{"names":["perf_event_open"],"action":"SCMP_ACT_ALLOW","includes":{"caps":["CAP_PERFMON"]}}]}' >one.json
	echo "$head"'{"names":["bpf","perf_event_open"],"action":"SCMP_ACT_ALLOW","includes":{"caps":["CAP_SYS_ADMIN"]}}]}' >two.json
}

@test "--cap= is an option of every command that reads policies" {
	two_profiles
	seccord record -q -o true.trace -- true
	for caps in none:0 perfmon:1 SYS_ADMIN:1 all:1; do
		for command in verify diff; do
			keep out seccord $command --cap=${caps%:*} one.json two.json
			echo "$command $caps: $kept"
			[ "$kept" = "${caps#*:}" ]
		done
	done
	for command in verify diff; do
		keep out seccord $command one.json two.json
		[ "$kept" = 2 ]
	done
	seccord merge --cap=all -o sum.json one.json two.json
	grep -q '"call": "bpf"' sum.json
	not grep -q inexact sum.json
	seccord policy -o mine.json --within two.json --cap=all one.json
	keep out seccord check --cap=none one.json true.trace
	[ "$kept" = 1 ]
	keep out seccord run --cap=root one.json -- true
	[ "$kept" = 2 ]
	for command in policy emit verify diff check run merge; do
		seccord $command --help | grep -q -e '--cap=LIST'
	done
}

@test "the profile that podman installs is read without an inexact entry" {
	local installed=/usr/share/containers/seccomp.json
	[ -e $installed ] || skip "podman has installed no profile here"
	for caps in none all sys_admin,audit_write; do
		seccord policy --cap=$caps -o podman.json $installed
		not grep -q '"inexact"' podman.json
		seccord emit -f bpf -o podman.bpf podman.json
		seccord verify --cap=$caps podman.bpf $installed
	done
}

@test "rules of the author stand over those of others" {
	cp "$DATA/in/docker.json" .
	printf '%s\n' '{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "write", "action": "errno", "errno": "EACCES"}]}' >mine.json
	seccord policy -o sum.json docker.json mine.json 2>/dev/null
	grep -q '"call": "write".*"EACCES"' sum.json
	grep -q '"call": "read"' sum.json
}

@test "a trace is checked against a unit" {
	command -v true >/dev/null
	printf '[Service]\nSystemCallArchitectures=native\nSystemCallFilter=@system-service\nSystemCallErrorNumber=EPERM\n' >a.service
	seccord record -q -o true.trace -- true
	run seccord check a.service true.trace
	echo "$output"
	[ "$status" = 0 ]
}

@test "what is wrong is one line with file and line" {
	printf '[Service]\nSystemCallFilter=@nosuch\n' >a.service
	run seccord policy a.service
	one_line_of_trouble "a.service:2: unknown group '@nosuch'"
	printf '{"defaultAction": 1}' >a.json
	run seccord check a.json
	[ "$status" = 2 ]
	run seccord diff a.json a.json
	one_line_of_trouble 'a.json: "defaultAction" is not a string'
	printf 'hello\n' >a.txt
	run seccord diff a.txt a.txt
	one_line_of_trouble "a.txt: neither a trace, nor a policy, nor a filter"
}

@test "socketcall and ipc of i386 are open where libseccomp opens them" {
	run seccord verify "$DATA/in/socketcall.json" "$DATA/in/socketcall.bpf"
	[ "$status" = 0 ]
	[[ $output == proved:* ]]
	seccord policy -o out.json "$DATA/in/socketcall.json"
	grep -q '"call": "socketcall", "args": \[{"sockcall": \["SYS_SOCKET", "SYS_CONNECT"\]}\]' out.json
	grep -q '"call": "ipc", "args": \[{"arg0": {"mask": "0xffffffff", "equals": 23}}\]' out.json
}
