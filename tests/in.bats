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

@test "what emit writes in a dialect, policy reads, and verify proves" {
	for format in oci docker firecracker; do
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
	run seccord verify - policy.json <anything
	[ "$status" = 0 ]
}

@test "a Docker profile is compared, emitted and run" {
	cp "$DATA/in/docker.json" .
	run seccord diff docker.json policy.json
	[ "$status" = 1 ]
	[[ $output == *"note: left out, for they are for who has a capability: CAP_SYS_ADMIN (clone clone3)"* ]]
	[[ $output == *execve* ]]
	seccord emit -f bpf -o docker.bpf docker.json
	run seccord verify docker.bpf docker.json
	[ "$status" = 0 ]
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
