#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Combinations of arguments: what the recorder keeps, and how check uses it. If
# check reports nothing as stopped, run stops nothing.

# shellcheck disable=SC2154 # status, output, lines and program are set by bats and the helper
load helper

# A policy that allows what the trace needs, and mmap with these rows only.
policy_with_mmap()
{
	seccord policy -o - "$1" | grep -v '"call": "mmap"' |
		sed "s/\"calls\": \[/&\n  {\"call\": \"mmap\", \"why\": \"user\", \"args\": $2},/"
}

# The rows that ld.so needs, which maps before the program runs.
loading='{"mapflags": ["MAP_PRIVATE", "MAP_PRIVATE|MAP_DENYWRITE", "MAP_PRIVATE|MAP_FIXED|MAP_DENYWRITE", "MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS"]}'

@test "check reports a recorded combination as stopped, and no other" {
	program native/together
	seccord record -q -o few.trace -- "$program" few
	grep -c '"tuples": \[{"prot": "PROT_READ", "mapflags": "MAP_SHARED|MAP_ANONYMOUS"}, {"prot": "PROT_READ|PROT_WRITE", "mapflags": "MAP_PRIVATE|MAP_ANONYMOUS"}\]' few.trace

	policy_with_mmap few.trace '[{"prot": [1]}, {"mapflags": ["MAP_SHARED|MAP_ANONYMOUS"]}]' >apart.json
	run seccord check apart.json few.trace
	echo "$output"
	[ "$status" = 1 ]
	grep -q '^x86_64 mmap(prot PROT_READ|PROT_WRITE, mapflags MAP_PRIVATE|MAP_ANONYMOUS): EPERM; 2x from ' <<<"$output"

	policy_with_mmap few.trace "[{\"prot\": [1], \"mapflags\": [\"MAP_SHARED|MAP_ANONYMOUS\"]}, {\"prot\": [3], \"mapflags\": [\"MAP_PRIVATE|MAP_ANONYMOUS\"]}, $loading]" >together.json
	seccord check together.json few.trace
	seccord emit -f bpf -o together.bpf together.json
	seccord check together.bpf few.trace
	seccord run together.json -- "$program" few
}

@test "past the bound, a possible combination may be stopped" {
	program native/together
	seccord record -q -o many.trace -- "$program" many
	tail -n 30 many.trace | grep '"name": "mmap"' | grep -q '"tuples": "any"'

	policy_with_mmap many.trace '[{"prot": [0, 2, 3, 5]}, {"mapflags": ["MAP_PRIVATE|MAP_ANONYMOUS", "MAP_PRIVATE", "MAP_PRIVATE|MAP_DENYWRITE", "MAP_PRIVATE|MAP_FIXED|MAP_DENYWRITE"]}, {"mapflags": {"bits": "0x3c022"}}]' >p.json
	sed -i 's/"0x3c022"/"0x38022"/' p.json
	run seccord check p.json many.trace
	echo "$output"
	[ "$status" = 1 ]
	grep -q '^x86_64 mmap(.*): may be stopped (EPERM) if these values occur together; ' <<<"$output"
	[ "$(grep -vc ': may be stopped' <<<"$output")" = 0 ]

	run seccord check --json p.json many.trace
	[ "$status" = 1 ]
	grep -q '^{"version": 1, "findings": \[{"arch": "x86_64", "call": "mmap", "nr": 9, "args": {"prot": ' <<<"$output"
	grep -q '"answer": "EPERM", "planned": false, "deep": false, "maybe": true' <<<"$output"
}

@test "a policy admits its own trace, past the bound and within" {
	program native/together
	for how in few many high; do
		seccord record -q -o $how.trace -- "$program" $how
	done
	for traces in few.trace many.trace high.trace "few.trace many.trace high.trace"; do
		# shellcheck disable=SC2086
		seccord policy -o p.json $traces
		# shellcheck disable=SC2086
		seccord check p.json $traces
		# shellcheck disable=SC2086
		seccord policy --exact -o p.json $traces
		# shellcheck disable=SC2086
		seccord check p.json $traces
	done
}

@test "the upper half of a register: recorded, and uncertain if a filter checks it" {
	program native/together
	seccord record -q -o high.trace -- "$program" high
	seccord record -q -o few.trace -- "$program" few
	grep '"name": "socket"' high.trace | grep -q '"high": true'
	[ "$(grep -c '"high"' few.trace)" = 0 ]

	# Allowed where the whole register is 1: an image of ld [nr]; jeq socket; ld [arg0 high]; jeq 0; ret.
	byte() { printf '%b' "\\x$(printf %02x $(($1 & 255)))"; }
	k() { for shift in 0 8 16 24; do byte $(($1 >> shift)); done; }
	word() { byte "$1"; byte $(($1 >> 8)); byte "$2"; byte "$3"; k "$4"; }
	{ word 0x20 0 0 0; word 0x15 0 2 41; word 0x20 0 0 20; word 0x15 0 1 0; word 6 0 0 0x7fff0000; word 6 0 0 0x50001; } >high.bpf
	run seccord check high.bpf high.trace
	echo "$output"
	[ "$status" = 1 ]
	[ "${#lines[@]}" = 1 ]
	grep -q '^x86_64 socket(domain AF_UNIX, socktype SOCK_STREAM, protocol IPPROTO_IP): may be stopped (EPERM) depending on values not in the trace; ' <<<"$output"
	seccord check high.bpf few.trace
}

@test "version 1 is read, without knowledge of combinations" {
	cat >old.trace <<-END
		{"seccord-trace": 1, "host": "x86_64"}
		{"call": 0, "arch": "x86_64", "nr": 9, "name": "mmap", "args": {"prot": [1, 3], "mapflags": [33, 34]}, "count": 2}
		{"end": true}
	END
	echo '{"seccord": 1, "archs": ["x86_64"], "default": {"action": "errno", "errno": "EPERM"}, "calls": [
		{"call": "mmap", "args": [{"prot": [1]}, {"mapflags": [33]}]}]}' >p.json
	run seccord check p.json old.trace
	echo "$output"
	[ "$status" = 1 ]
	[ "$output" = 'x86_64 mmap(prot PROT_READ|PROT_WRITE, mapflags MAP_PRIVATE|MAP_ANONYMOUS): may be stopped (EPERM) if these values occur together; 2x from unknown code; add to the args of its rule: {"prot": ["PROT_READ|PROT_WRITE"], "mapflags": ["MAP_PRIVATE|MAP_ANONYMOUS"]}' ]
	seccord policy -o q.json old.trace
	seccord check q.json old.trace
	seccord show old.trace | grep -q mmap
}

@test "an argument with too many values has no condition, which is reported" {
	need perl
	local sockets="use Socket; socket(S, PF_INET, SOCK_RAW, \$_) for 200 .. 200 + shift"
	seccord record -q -o t -- perl -e "$sockets" 20
	run seccord policy --exact -o p.json t
	echo "$output"
	[[ $output == *"note: socket: the values of protocol are too many or unknown; no condition on them is set"* ]]
	not grep -q '"call": "socket".*protocol' p.json
	seccord record -q -o t -- perl -e "$sockets" 5
	run seccord policy --exact -o p.json t
	[[ $output != *"too many or unknown"* ]]
	grep -q '"call": "socket".*protocol' p.json
}
