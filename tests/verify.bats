#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Proofs by the command: of what emit wrote, of what somebody changed in it,
# and of filters that others made.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	cat > policy.json <<-'EOF'
	{"seccord": 1, "archs": ["x86_64", "i386"], "calls": [
	 {"call": "read"}, {"call": "write"}, {"call": "exit_group"},
	 {"call": "socket", "args": [{"domain": ["AF_UNIX", "AF_INET"], "socktype": ["SOCK_STREAM"]}]},
	 {"call": "mprotect", "args": [{"prot": {"bits": "PROT_READ|PROT_WRITE"}}]}]}
	EOF
	sed 's/"AF_UNIX", "AF_INET"/"AF_UNIX"/' policy.json > narrow.json
	seccord emit -f bpf -o policy.bpf policy.json
	seccord emit -f bpf -o narrow.bpf narrow.json
}

@test "what emit writes is proved, and so is any policy with itself" {
	run seccord verify policy.bpf policy.json
	[ "$status" -eq 0 ]
	[[ $output == "proved: "* ]]
	run seccord verify policy.json policy.bpf
	[ "$status" -eq 0 ]
	run seccord verify policy.bpf policy.bpf
	[ "$status" -eq 0 ]
}

@test "what differs is shown by one call and both answers" {
	run seccord verify policy.bpf narrow.json
	[ "$status" -eq 1 ]
	[ "$output" = "x86_64 socket(domain AF_INET, socktype SOCK_STREAM)
  policy.bpf: allow
  narrow.json: errno EPERM" ]
}

@test "a subset is one in one direction" {
	run seccord verify --subset narrow.bpf policy.json
	[ "$status" -eq 0 ]
	run seccord verify --subset policy.bpf narrow.bpf
	[ "$status" -eq 1 ]
	[[ $output == *"policy.bpf: allow"* ]]
}

# Each instruction with another constant, one at a time: none may pass for the policy.
@test "a filter with one constant changed is refuted, or it is still the policy" {
	python3 - <<-'EOF'
	import os, struct, subprocess
	whole = open("policy.bpf", "rb").read()
	refuted = 0
	for at in range(0, len(whole), 8):
	    code, jt, jf, k = struct.unpack_from("<HBBI", whole, at)
	    if code & 7 not in (5, 6):
	        continue
	    changed = whole[:at] + struct.pack("<HBBI", code, jt, jf, k ^ 1) + whole[at + 8:]
	    open("changed.bpf", "wb").write(changed)
	    status = subprocess.run([os.environ["SECCORD"], "verify", "changed.bpf", "policy.json"], stdout=subprocess.DEVNULL).returncode
	    refuted += status == 1
	    assert status in (0, 1), status
	assert refuted >= len(whole) // 16, refuted
	EOF
}

@test "a filter stands wherever a policy does" {
	run seccord diff policy.bpf policy.json
	[ "$status" -eq 0 ]
	run seccord diff narrow.bpf policy.json
	[ "$status" -eq 1 ]
	[[ $output == *"~ socket: now also domain AF_INET"* ]]
	seccord emit -f bpf -o again.bpf policy.bpf
	run seccord verify again.bpf policy.json
	[ "$status" -eq 0 ]
}

@test "what is no filter is told in a line" {
	head -c 12 policy.bpf > cut.bpf
	run seccord verify cut.bpf policy.json
	[ "$status" -eq 2 ]
	[ "$output" = "seccord verify: cut.bpf: neither a trace, nor a policy, nor a filter" ]
}

@test "weights order a filter and change nothing in it" {
	# shellcheck disable=SC2016 # the shell that is recorded expands it
	seccord record -q -o many.trace -- sh -c 'i=0; while [ $i -lt 300 ]; do umask 022; i=$((i + 1)); done'
	seccord policy -o many.json many.trace
	seccord emit -f asm --weights=many.trace -o heavy.asm many.json
	seccord emit -f bpf --weights=many.trace -o heavy.bpf many.json
	seccord emit -f bpf -o light.bpf many.json
	run cmp -s heavy.bpf light.bpf
	[ "$status" -eq 1 ]
	run seccord verify heavy.bpf light.bpf
	[ "$status" -eq 0 ]
	grep -v '^;' heavy.asm | sed -n 4p | grep -q umask
}
