#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# seccord diff: every call is compared, whatever the form of the rows.

# shellcheck disable=SC2154 # status, output and lines are set by bats
load helper

DATA=$BATS_TEST_DIRNAME/../testdata/diff

# policy CALLS [ARCHS]: a policy with these rules, on stdout.
policy()
{
	printf '{"seccord": 2, "archs": [%s], "calls": [%s]}\n' "${2:-\"x86_64\"}" "$1"
}

# changes OLD NEW LINE: they differ, and LINE is printed.
changes()
{
	run seccord diff "$1" "$2"
	echo "$output"
	[ "$status" = 1 ]
	[[ $output == *"$3"* ]]
}

same()
{
	run seccord diff "$1" "$2"
	echo "$output"
	[ "$status" = 0 ]
	[ -z "$output" ]
}

@test "bits allowed separately differ from bits allowed together" {
	changes "$DATA/apart.json" "$DATA/together.json" "~ mprotect: now also prot within PROT_READ|PROT_WRITE|PROT_EXEC"
	changes "$DATA/together.json" "$DATA/apart.json" "~ mprotect: now only prot within PROT_READ|PROT_WRITE; or prot within PROT_READ|PROT_EXEC"
}

@test "the same values in another notation are equal" {
	same "$DATA/set.json" "$DATA/range.json"
	policy '{"call": "mprotect", "args": [{"prot": {"not": {"has_any": "PROT_EXEC"}}}]}' >none.json
	policy '{"call": "mprotect", "args": [{"prot": {"mask": "PROT_EXEC", "equals": 0}}]}' >mask.json
	policy '{"call": "mprotect", "args": [{"prot": {"not": {"has_all": "PROT_EXEC"}}}]}' >all.json
	same none.json mask.json
	same mask.json all.json
	policy '{"call": "socket", "args": [{"domain": [1], "action": "allow"}, {"domain": [1, 2], "action": "allow"}]}' >twice.json
	policy '{"call": "socket", "args": [{"domain": {"and": [{"from": 1, "to": 9}, {"from": 0, "to": 2}]}}]}' >and.json
	same twice.json and.json
	policy '{"call": "read", "action": "errno", "errno": "EPERM"}' >said.json
	policy '' >unsaid.json
	same said.json unsaid.json
}

@test "a difference that rows do not show is shown by a call" {
	policy '{"call": "mmap", "action": "errno", "errno": "ENOSYS", "args": [{"prot": {"has_all": "PROT_WRITE|PROT_EXEC"}, "action": "kill"}, {}]}' >old.json
	policy '{"call": "mmap", "action": "errno", "errno": "ENOSYS", "args": [{"prot": {"has_any": "PROT_WRITE|PROT_EXEC"}, "action": "kill"}, {}]}' >new.json
	changes old.json new.json "now kill for prot with any of PROT_WRITE|PROT_EXEC; else ENOSYS for any arguments"
	[[ $output == *"such as (prot PROT_WRITE): now kill, before ENOSYS"* ]]
}

@test "every kind of condition is printed" {
	policy '' >none.json
	policy '{"call": "clone", "args": [{"arg0": {"not": {"has_any": "0x7e020000"}}}]}' >a.json
	changes none.json a.json '+ clone: only arg0 with none of 0x7e020000'
	policy '{"call": "clone", "args": [{"clone_flags": {"has_all": "CLONE_THREAD"}, "arg1": {"not": [0]}}]}' >a.json
	changes none.json a.json '+ clone: only clone_flags with all of CLONE_THREAD, arg1 not 0'
	policy '{"call": "socket", "args": [{"arg1": {"mask": "0xf", "equals": 1}, "domain": {"not": ["AF_UNIX", "AF_INET"]}}]}' >a.json
	changes none.json a.json '+ socket: only domain neither AF_UNIX nor AF_INET, arg1 under the mask 15 equal to 1'
	policy '{"call": "socket", "args": [{"domain": ["AF_UNIX"], "action": "errno", "errno": "EACCES"}, {}]}' >a.json
	changes none.json a.json '+ socket: EACCES for domain AF_UNIX; else allow for any arguments'
}

@test "raw filters that differ are never reported as equal" {
	changes "$DATA/one.bpf" "$DATA/two.bpf" "~ write: "
	same "$DATA/two.bpf" "$DATA/two.bpf"
}

@test "numbers without a name, ranges and other archs are compared" {
	policy '{"call": {"from": 5000, "to": 6000}, "action": "kill"}' >range.json
	policy '{"call": {"from": 5000, "to": 5999}, "action": "kill"}' >short.json
	policy '' >none.json
	changes none.json range.json '~ 5000 to 6000: now kill, before ENOSYS'
	changes range.json short.json '~ 6000: now ENOSYS, before kill'
	run seccord diff --json none.json range.json
	[[ $output == *'"call": {"from": 5000, "to": 6000}'* ]]
	policy '' '"x86_64", "i386"' >both.json
	changes none.json both.json '+ arch i386, with 0 calls'
}

# every_second ODD EVEN: a filter of x86_64 that gives these answers to odd and even numbers.
every_second()
{
	python3 - "$@" <<-'END'
		import struct, sys
		odd, even = (int(answer, 16) for answer in sys.argv[1:])
		for insn in ((0x20, 0, 0, 4), (0x15, 1, 0, 0xc000003e), (6, 0, 0, 0x80000000), (0x20, 0, 0, 0), (0x45, 0, 1, 1), (6, 0, 0, odd), (6, 0, 0, even)):
		    sys.stdout.buffer.write(struct.pack("<HBBI", *insn))
	END
}

@test "filters that cut the numbers into more ranges than can be listed are compared all the same" {
	command -v python3 >/dev/null || skip "python3 is not installed"
	every_second 50001 7fff0000 >one.bpf
	every_second 50002 7fff0000 >other.bpf
	every_second 7fff0000 50001 >contrary.bpf
	every_second 7fff0000 50002 >other-contrary.bpf
	run timeout 60 "$SECCORD" diff one.bpf other.bpf
	[ "$status" = 1 ]
	grep -q '^    ~ 479: now ENOENT, before EPERM$' <<<"$output"
	grep -q '^    ~ [0-9]* to 4294967295: some of these, in too many ranges to list them$' <<<"$output"
	run timeout 60 "$SECCORD" diff --json one.bpf contrary.bpf
	[ "$status" = 1 ]
	grep -q '"to": 4294967295}.*"what": "some of these' <<<"$output"
	# the rest differs as the default does
	run timeout 60 "$SECCORD" diff contrary.bpf other-contrary.bpf
	[ "$status" = 1 ]
	grep -q '^~ newer: now ENOENT, before EPERM$' <<<"$output"
	grep -q '^    ~ close_range: now ENOENT, before EPERM$' <<<"$output"
	[[ $output != *"some of these"* ]]
}

@test "deep rows are compared by the arguments that they admit" {
	policy '{"call": "openat2", "deep": [{"oflags": {"bits": "O_CREAT"}}, {"oflags": {"bits": "O_WRONLY"}}]}' >apart.json
	policy '{"call": "openat2", "deep": [{"oflags": {"bits": "O_CREAT|O_WRONLY"}}]}' >together.json
	policy '{"call": "openat2", "deep": [{"oflags": [0, "O_WRONLY"]}, {"oflags": ["O_CREAT"]}]}' >values.json
	changes apart.json together.json 'deep: now also oflags within O_WRONLY|O_CREAT'
	same apart.json values.json
	policy '{"call": "perf_event_open", "deep": [{"perf_type": {"from": 0, "to": "0xffffffff"}}]}' >all.json
	policy '{"call": "perf_event_open"}' >any.json
	same all.json any.json
}

@test "nothing is claimed about a file that was read inexactly" {
	printf '{"seccord": 2, "archs": ["x86_64"], "inexact": [{"line": 7, "call": "clone", "reason": "a fold"}], "calls": [{"call": "read"}, {"call": "clone"}]}\n' >some.json
	printf '{"seccord": 2, "archs": ["x86_64"], "inexact": [{"reason": "a fold"}], "calls": [{"call": "read"}]}\n' >any.json
	policy '{"call": "read"}, {"call": "clone"}' >exact.json
	policy '{"call": "read"}' >less.json
	policy '{"call": "write"}, {"call": "clone"}' >other.json
	for pair in "some.json exact.json" "exact.json some.json" "some.json less.json" "some.json some.json" "any.json other.json"; do
		# shellcheck disable=SC2086 # two words
		run seccord diff $pair
		one_line_of_trouble 'cannot compare: (some|any).json was read inexactly: a fold'
	done
	changes some.json other.json "+ write"
	policy '' >none.json
	changes some.json none.json "? clone: not compared, read inexactly: a fold"
	[[ $output == *"- read"*"calls: 0 gained, 1 lost, 0 changed"* ]]
}
