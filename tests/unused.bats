#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What a policy allows and traces do not need: check --unused.

# shellcheck disable=SC2154 # status and output are set by run
load helper

# A program that opens a file and a UNIX socket, and times out.
a_trace()
{
	{
		echo '{"seccord-trace": 2}'
		echo '{"call": 0, "arch": "x86_64", "nr": 257, "name": "openat", "count": 1}'
		echo '{"call": 1, "arch": "x86_64", "nr": 41, "name": "socket", "args": {"domain": ["AF_UNIX"], "socktype": ["SOCK_STREAM"], "protocol": [0]}, "tuples": [{"domain": "AF_UNIX", "socktype": "SOCK_STREAM", "protocol": 0}], "count": 1}'
		echo '{"call": 2, "arch": "x86_64", "nr": 59, "name": "execve", "count": 1}'
		echo '{"call": 3, "arch": "x86_64", "nr": 231, "name": "exit_group", "count": 1}'
	} >a.trace
}

@test "what the trace's own policy allows is all needed" {
	a_trace
	for level in exact libc default; do
		seccord policy --level=$level -o p.json a.trace
		seccord emit -f bpf -o p.bpf p.json
		seccord check --unused p.json a.trace >out
		grep -qx 'not needed: 0 calls; allowed with more arguments than needed: 0 calls' out
		seccord check --unused p.bpf a.trace >out2
		cmp out out2
		[ "$(wc -l <out)" = 2 ]
	done
	calls=$(seccord show --json p.json | grep -oE '"allowed": [0-9]+' | grep -oE '[0-9]+')
	recorded=$(grep -oE '[0-9]+ recorded' out | cut -d' ' -f1)
	derived=$(grep -oE '[0-9]+ equivalent' out | cut -d' ' -f1)
	[ "$recorded" = 4 ]
	[ "$((recorded + derived))" = "$calls" ]
}

@test "equivalents of recorded calls count as needed" {
	a_trace
	echo '{"seccord": 1, "archs": ["x86_64"], "calls": [{"call": "open"}, {"call": "openat"}, {"call": "exit_group"}]}' >p.json
	seccord check --unused p.json a.trace >out
	grep -qE '^needed: [0-9]+ calls: 4 recorded, [1-9][0-9]* equivalent or implied$' out
}

@test "unused calls are ranked by danger, wider arguments are shown with what is needed" {
	a_trace
	cat >p.json <<-'END'
		{"seccord": 1, "archs": ["x86_64", "i386"], "calls": [
		  {"call": "openat"}, {"call": "socket"}, {"call": "exit_group", "archs": ["x86_64"]}, {"call": "execve", "archs": ["x86_64"]},
		  {"call": "bpf", "archs": ["x86_64"]}, {"call": "memfd_create", "archs": ["x86_64"]},
		  {"call": "mkdir", "archs": ["x86_64"]}, {"call": "rmdir", "archs": ["x86_64"]},
		  {"call": "flock", "archs": ["x86_64"], "args": [{"flock_op": ["LOCK_EX"]}]}]}
	END
	run seccord check --unused p.json a.trace
	echo "$output"
	[ "$status" = 1 ]
	echo "$output" >out
	grep -qx 'not needed: 5 calls; allowed with more arguments than needed: 1 call' out
	grep -qx 'not in the traces: i386, for which the policy allows 2 calls' out
	grep -qE '^    bpf +loads programs into the kernel$' out
	grep -qE '^    socket +raw packets$' out
	grep -qE '^    memfd_create +a file outside any mount' out
	# execve is needed, memfd_create is not: together they are not needed either.
	grep -qE '^    memfd_create \+ execve +can execute code' out
	[ "$(grep -n '^dangerous' out | cut -d: -f1)" -lt "$(grep -n '^worth knowing' out | cut -d: -f1)" ]
	[ "$(grep -n '^worth knowing' out | cut -d: -f1)" -lt "$(grep -n '^file-write (' out | cut -d: -f1)" ]
	grep -qx '  mkdir, rmdir' out
	grep -qE '^  flock +flock_op LOCK_EX$' out
	[[ $(sed -n '/^needed, but/,$p' out | tr -s ' \n' ' ') == 'needed, but with fewer arguments socket needed: domain AF_UNIX'*'; allowed: any arguments '* ]]
	# What has a danger is not repeated.
	[ "$(grep -cw bpf out)" = 1 ]
}

@test "a profile of another tool; an inexact one is status 2" {
	a_trace
	run seccord check --unused --cap=none "$HERE/../testdata/in/docker.json" a.trace
	[ "$status" = 1 ]
	[[ $output == *process_vm_readv* ]]
	run seccord check --unused "$HERE/../testdata/in/docker.json" a.trace
	[ "$status" = 2 ]
	[[ $output == *"NOT COMPLETE: cannot list all of it: "*"seccord check: cannot list all of it: "* ]]
}

@test "units of systemd and profiles of Kubernetes, and what they allow in general" {
	a_trace
	printf '[Service]\nExecStart=/bin/true\nSystemCallFilter=@system-service\nSystemCallErrorNumber=EPERM\n' >app.service
	run seccord check --unused app.service a.trace
	[ "$status" = 1 ]
	[[ $output == *$'\nalso allowed: calls of archs that the policy does not list\n'* ]]
	[[ $output == *$'\nnot in the traces: i386 x32, for which the policy allows '* ]]
	seccord policy --no-args -o p.json a.trace 2>/dev/null
	seccord emit -f kubernetes -o p.yaml p.json 2>/dev/null
	run seccord check --unused p.yaml a.trace
	[ "$status" = 1 ]
	[[ $output == *$'\nnot needed: 0 calls; allowed with more arguments than needed: '[1-9]* ]]
	# What allows other archs or later calls alone is not all needed.
	seccord policy -o q.json a.trace 2>/dev/null
	sed 's/"foreign": {"action": "kill"}/"foreign": {"action": "allow"}/' q.json >r.json
	run seccord check --unused r.json a.trace
	[ "$status" = 1 ]
	[[ $output == *"also allowed: calls of archs that the policy does not list" ]]
	sed 's/"newer": {"action": "errno", "errno": "ENOSYS"}/"newer": {"action": "log"}/' q.json >r.json
	run seccord check --unused r.json a.trace
	[ "$status" = 1 ]
	[[ $output == *"also allowed: calls newer than Linux 7.3" ]]
}

@test "the JSON matches its schema and has what the text has" {
	need_jsonschema
	a_trace
	echo '{"seccord": 1, "archs": ["x86_64", "i386"], "calls": [{"call": "bpf"}, {"call": "socket"}, {"call": "mkdir"}, {"call": 600, "archs": ["x86_64"]}]}' >p.json
	seccord policy -o q.json a.trace
	"$SECCORD" check --unused --json -o 1.json p.json a.trace || [ $? = 1 ]
	seccord check --unused --json -o 2.json q.json a.trace
	"$SECCORD" check --unused --json -o 3.json "$HERE/../testdata/in/docker.json" a.trace || [ $? = 2 ]
	"$python" "$HERE/schema-files.py" "$HERE/../docs/schema/unused.schema.json" 1.json 2.json 3.json
	"$python" - <<-'END'
		import json
		one, two, three = (json.load(open(f"{n}.json")) for n in (1, 2, 3))
		assert [(e["call"], e["danger"], e["category"]) for e in one["unused"]] == \
			[("mkdir", None, "file-write"), ("bpf", "dangerous", "bpf"), (600, None, None)], one["unused"]
		assert [e["call"] for e in one["wider"]] == ["socket"] and one["wider"][0]["needed"]["args"][0]["domain"] == ["AF_UNIX"]
		assert one["exact"] and one["archs"] == ["x86_64"] and one["other_archs"] == ["i386"]
		assert not two["unused"] and not two["wider"] and not two["dangers"] and not three["exact"]
	END
	sed 's/"danger": null/"danger": 7/' 1.json >bad.json
	run "$python" "$HERE/schema-files.py" "$HERE/../docs/schema/unused.schema.json" bad.json
	[ "$status" = 1 ]
}
