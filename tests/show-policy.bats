#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What a policy, a filter or another tool's profile allows: show of policies.

# shellcheck disable=SC2154 # status and output are set by run
load helper

# validates FILE...: prints the files that the schema rejects
validates()
{
	"$python" "$HERE/schema-files.py" "$HERE/../docs/schema/show.schema.json" "$@"
}

mixed()
{
	cat >p.json <<-'END'
		{"seccord": 1, "archs": ["x86_64", "i386"], "default": {"action": "errno", "errno": "EPERM"}, "calls": [
		  {"call": "read"}, {"call": "ptrace"}, {"call": "mmap", "archs": ["x86_64"]},
		  {"call": "clone3", "action": "errno", "errno": "ENOSYS"},
		  {"call": "getpid", "action": "log"},
		  {"call": "socket", "args": [{"domain": ["AF_UNIX"]}, {"domain": ["AF_INET"], "socktype": ["SOCK_DGRAM"]}]},
		  {"call": 600, "archs": ["x86_64"]}]}
	END
}

# section NAME: the lines below the heading of this category, to the next blank line
section()
{
	sed -n "/^$1 (/,/^\$/p" out | sed '1d;/^$/d'
}

@test "show lists what a policy allows by category, dangers first" {
	mixed
	seccord show p.json >out
	[ "$(head -n 3 out)" = "archs    x86_64 i386
default  EPERM; calls newer than Linux 7.3 ENOSYS; other archs kill
allows 5 calls; $(grep -oE 'defaults: .*' out)" ]
	[ "$(grep -n '^dangerous' out | cut -d: -f1)" -lt "$(grep -n '^io (' out | cut -d: -f1)" ]
	grep -qE '^    ptrace +reads and changes other processes$' out
	grep -qx 'io (read, write and move data on open descriptors): 1 call' out
	[ "$(section io)" = "  read" ]
	[[ $(section memory) =~ ^'  mmap '\ +'[x86_64]'$ ]]
	[[ $(section network) =~ ^'  socket '\ +'domain AF_UNIX; or domain AF_INET, socktype SOCK_DGRAM'$ ]]
	[[ $(section identity) =~ ^'  getpid '\ +log$ ]]
	[[ $(section 'without a name') =~ ^'  600 '\ +'[x86_64]'$ ]]
	[ "$(sed -n '/^refused, but/,$p' out | tail -n +2 | tr -s ' ')" = " ENOSYS clone3" ]
}

@test "a filter shows what its policy shows" {
	mixed
	seccord emit -f bpf -o p.bpf p.json
	seccord show p.json | sed '1,2d' >p.out
	seccord show p.bpf | sed '1,2d' >bpf.out
	diff p.out bpf.out
}

@test "archs with other conditions get their own line, and a default that allows is shown" {
	cat >p.json <<-'END'
		{"seccord": 2, "archs": ["x86_64", "arm64"], "default": {"action": "allow"}, "calls": [
		  {"call": "ptrace", "action": "kill"},
		  {"call": "prctl", "archs": ["x86_64"], "args": [{"prctl_op": ["PR_SET_NAME"]}], "action": "errno", "errno": "EACCES"}]}
	END
	seccord show p.json >out
	grep -qx 'default  allow; calls newer than Linux 7.3 ENOSYS; other archs kill' out
	[[ $(section process) == *'  prctl                  EACCES for prctl_op PR_SET_NAME; else allow [x86_64]'* ]]
	[[ $(section process) == *'  prctl                  [arm64]'* ]]
	[ "$(section debug | grep -cw ptrace)" = 0 ]
	grep -qE '^  kill +ptrace$' out
}

@test "an inexact profile is shown as incomplete, with status 2" {
	run seccord show "$HERE/../testdata/in/docker.json"
	[ "$status" = 2 ]
	[[ $output == *"NOT COMPLETE: cannot show all of it: "*"docker.json was read inexactly: "* ]]
	local option
	for option in --json --danger; do
		not seccord show $option "$HERE/../testdata/in/docker.json" >out 2>err
		[ "$(grep -vc "^seccord: note: " err)" = 1 ]
		grep -q '^seccord show: cannot .* of it: .*docker.json was read inexactly: ' err
	done
	run seccord show --cap=none "$HERE/../testdata/in/docker.json"
	[ "$status" = 0 ]
	[[ $output != *"NOT COMPLETE"* ]]
}

@test "policies are shown apart, and not with traces" {
	mixed
	cp p.json q.json
	seccord show p.json q.json >out
	[ "$(grep -cE '^[pq].json$' out)" = 2 ]
	seccord record -q -o a.trace -- true
	run seccord show p.json a.trace
	[ "$status" = 2 ]
	[ "$output" = "seccord show: a.trace: a trace; show traces and policies separately" ]
	run seccord show a.trace p.json
	[ "$status" = 2 ]
	[ "$output" = "seccord show: p.json: not a trace; show traces and policies separately" ]
}

@test "JSON of what a policy allows matches its schema" {
	need_jsonschema
	mixed
	local name n=0
	seccord emit -f bpf -o p.bpf p.json
	for name in p.json p.bpf "$HERE"/../testdata/in/*.json; do
		n=$((n + 1))
		"$SECCORD" show --json --cap=none -o "$n.out.json" "$name" 2>/dev/null || true
	done
	[ -s 1.out.json ]
	[ -s 3.out.json ]
	find . -name '*.out.json' -size 0 -delete
	validates ./*.out.json
	"$python" - <<-'END'
		import json
		shown = json.load(open("1.out.json"))
		calls = {c["call"] if not isinstance(c["call"], dict) else "range": c for g in shown["categories"] for c in g["calls"]}
		assert shown["exact"] and shown["allowed"] == 5 and shown["default"] == "EPERM", shown
		assert calls["socket"]["args"] == [{"domain": ["AF_UNIX"]}, {"domain": ["AF_INET"], "socktype": ["SOCK_DGRAM"]}]
		assert calls["mmap"]["archs"] == ["x86_64"] and calls[600]["answer"] == "allow" and calls["getpid"]["answer"] == "log"
		assert [r["call"] for r in shown["refused"]] == ["clone3"]
		assert shown["dangers"][0]["calls"] == ["ptrace"]
	END
	sed 's/"allowed": [0-9]*/"allowed": "many"/' 1.out.json >bad.json
	run validates bad.json
	[ "$status" = 1 ]
}
