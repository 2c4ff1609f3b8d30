#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Proofs by the command: of emitted filters, of modified ones,
# and of filters from other tools.
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

@test "an emitted filter is proved, and so is any policy against itself" {
	run seccord verify policy.bpf policy.json
	[ "$status" -eq 0 ]
	[[ $output == "proved: "* ]]
	run seccord verify policy.json policy.bpf
	[ "$status" -eq 0 ]
	run seccord verify policy.bpf policy.bpf
	[ "$status" -eq 0 ]
}

@test "differences are shown by one call per number, with both answers" {
	sed 's/, {"call": "exit_group"}//' narrow.json >narrower.json
	run seccord verify policy.bpf narrower.json
	[ "$status" -eq 1 ]
	[ "$output" = "x86_64 socket(domain AF_INET, socktype SOCK_STREAM)
  policy.bpf: allow
  narrower.json: errno EPERM
x86_64 exit_group
  policy.bpf: allow
  narrower.json: errno EPERM
i386 exit_group
  policy.bpf: allow
  narrower.json: errno EPERM
i386 socket(domain AF_INET, socktype SOCK_STREAM)
  policy.bpf: allow
  narrower.json: errno EPERM" ]
	[ "$(seccord verify --subset policy.bpf narrower.json)" = "$output" ]
}

@test "numbers and archs without a name are shown once" {
	sed 's/"calls": \[/"newer": {"action": "errno", "errno": 1}, &/' policy.json >newer.json
	run seccord verify policy.json newer.json
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" = 8 ]
	[[ ${lines[0]} =~ ^x86_64\ [0-9]+$ ]]
	[ "${lines[1]}" = "  policy.json: errno ENOSYS" ]
	[ "${lines[2]}" = "  newer.json: errno EPERM" ]
	[[ ${lines[3]} =~ ^\ \ and\ [0-9]+\ more\ unnamed\ numbers$ ]]
	sed 's/"calls": \[/"foreign": {"action": "errno", "errno": 1}, &/' policy.json >foreign.json
	run seccord verify policy.json foreign.json
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" = 8 ]
	[ "${lines[0]}" = "x32 read" ]
	[[ ${lines[3]} == "  and every other call on x32, arm64, arm, "* ]]
	[ "${lines[4]}" = "arch 0x0 call 0" ]
	[[ ${lines[7]} =~ ^\ \ and\ calls\ on\ [0-9]+\ more\ unnamed\ architectures$ ]]
}

@test "at most 64 differences are shown, the rest is counted" {
	sed 's/"calls": \[/"default": {"action": "allow"}, &/' policy.json >open.json
	run seccord verify --subset open.json policy.json
	[ "$status" -eq 1 ]
	[ "$(grep -c '^  open.json: allow$' <<<"$output")" = 64 ]
	[[ ${lines[-1]} =~ ^\.\.\.\ and\ [0-9]+\ more$ ]]
	run seccord verify --subset policy.json open.json
	[ "$status" -eq 0 ]
}

# An answer that asks a tracer or supervisor is within the same answer only.
@test "a file that only looks like a policy of minijail is reported as unknown" {
	printf 'root:x:0:0:root:/root:/bin/sh\n' >passwd
	run seccord verify passwd policy.json
	one_line_of_trouble "passwd: not a known policy format; tried minijail because of its line 'root:x:0:0:.*': line 1: expected .* \(known formats: seccord, OCI, "
	printf '# of a server\nshutdown: 8005\nport: 80\n' >server.cfg
	run seccord show server.cfg
	one_line_of_trouble "server.cfg: not a known policy format; tried minijail because of its line 'shutdown: 8005': line 2: expected "
	printf 'quiet\nverbose\n' >rc
	run seccord policy rc
	one_line_of_trouble "rc: not a known policy format; tried firejail because of its line 'quiet': no line of the profile loads"
	printf 'USE flags\n' >flags
	run seccord policy flags
	one_line_of_trouble "flags: not a known policy format; tried kafel because of its line 'USE flags': line 1: "
	printf '2\n3\n' >numbers
	run seccord policy numbers
	one_line_of_trouble "numbers: not a known policy format; tried LXC because of its line '2': line 2: expected allowlist or denylist"
	printf 'uses a, b;\nbegin\n' >unit.local
	run seccord policy unit.local
	one_line_of_trouble 'unit.local: not a known policy format; tried firejail because of its name: '
	printf '<a>\n123\n' >x.xml
	run seccord policy x.xml
	one_line_of_trouble 'x.xml: not a trace, a policy or a filter; formats of policies are seccord, OCI, .* or OCI artifact'
	printf '{"name": "x"}\n' >package.json
	run seccord show package.json
	one_line_of_trouble 'package.json: not a trace, a policy or a filter; formats of policies are seccord, OCI, '
	printf '{\n  // of a compiler\n}\n' >tsconfig.json
	run seccord show tsconfig.json
	one_line_of_trouble "tsconfig.json:2: .* \(read as JSON, as the file begins with '\{'\)"
	printf 'read: maybe\n' >jail.policy
	run seccord verify jail.policy policy.json
	one_line_of_trouble 'jail.policy:1: expected a condition'
}

@test "a subset may ask only the same tracer or supervisor" {
	answers() { sed "s/{\"call\": \"read\"}/{\"call\": \"read\", \"action\": \"$1\"}/" policy.json; }
	answers trace >trace.json
	answers supervise >supervise.json
	for rows in "trace trace 0" "supervise supervise 0" "trace policy 0" "supervise policy 0" \
		"trace supervise 1" "supervise trace 1" "policy trace 1" "policy supervise 1"; do
		read -r left right expected <<<"$rows"
		echo "$rows"
		run seccord verify --subset "$left.json" "$right.json"
		[ "$status" = "$expected" ]
	done
}

# insn CODE JT JF K: an instruction of eight bytes.
insn() { python3 -c 'import struct, sys; sys.stdout.buffer.write(struct.pack("<HBBI", *(int(n, 0) for n in sys.argv[1:])))' "$@"; }

# words BITS FIRST SECOND YES NO: tests whether BITS bits of the two halves of an argument are equal.
words() {
	insn 0x20 0 0 4 && insn 0x15 0 10 0xc000003e &&
		insn 0x20 0 0 20 && insn 0x74 0 0 "$2" && insn 0x54 0 0 $(((1 << $1) - 1)) && insn 7 0 0 0 &&
		insn 0x20 0 0 16 && insn 0x74 0 0 "$3" && insn 0x54 0 0 $(((1 << $1) - 1)) && insn 0x1d 0 1 0 &&
		insn 6 0 0 "$4" && insn 6 0 0 "$5" && insn 6 0 0 0x80000000
}

@test "complex filters are compared within a bounded number of steps" {
	for bits in 10 14 16; do
		words $bits 12 0 0x7fff0000 0x50001 >one.bpf
		words $bits 4 9 0x30000 0x7ffc0000 >other.bpf
		for option in "" --subset; do
			# shellcheck disable=SC2086 # no option is no word
			run timeout -k 1 60 "$SECCORD" verify $option one.bpf other.bpf
			[ "$status" = 1 ]
			[ "${lines[0]#x86_64 read}" != "${lines[0]}" ]
			[ "${lines[1]}" = "  one.bpf: allow" ]
		done
		run timeout -k 1 60 "$SECCORD" verify one.bpf one.bpf
		[ "$status" = 0 ]
	done
	words 26 6 0 0x7fff0000 0x50001 >one.bpf
	run timeout -k 1 60 "$SECCORD" verify one.bpf other.bpf
	one_line_of_trouble 'too intricate to prove'
}

@test "a subset holds in one direction" {
	run seccord verify --subset narrow.bpf policy.json
	[ "$status" -eq 0 ]
	run seccord verify --subset policy.bpf narrow.bpf
	[ "$status" -eq 1 ]
	[[ $output == *"policy.bpf: allow"* ]]
}

# Changes the constant of one instruction at a time: none may be proved equal to the policy.
@test "a filter with one constant changed is refuted, or still equals the policy" {
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

@test "a filter is accepted wherever a policy is" {
	run seccord diff policy.bpf policy.json
	[ "$status" -eq 0 ]
	run seccord diff narrow.bpf policy.json
	[ "$status" -eq 1 ]
	[[ $output == *"~ socket: now also domain AF_INET"* ]]
	seccord emit -f bpf -o again.bpf policy.bpf
	run seccord verify again.bpf policy.json
	[ "$status" -eq 0 ]
}

@test "an invalid filter is reported in one line" {
	head -c 12 policy.bpf > cut.bpf
	run seccord verify cut.bpf policy.json
	[ "$status" -eq 2 ]
	[[ $output == "seccord verify: cut.bpf: not a trace, a policy or a filter; formats of policies are seccord, OCI, "*" (FOREIGN POLICIES in seccord(1))" ]]
	[ "${#lines[@]}" = 1 ]
}

@test "weights reorder a filter without changing its meaning" {
	# shellcheck disable=SC2016 # the recorded shell expands it
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

@test "a difference that depends on where the call is made names the instruction pointer" {
	command -v python3 >/dev/null || skip "python3 is not installed"
	# allows i386's calls from 0x1000 on, of which one filter refuses those from 0x2000 on
	python3 - <<-'END'
		import struct
		def write(name, *last):
		    insns = ((0x20, 0, 0, 4), (0x15, 1, 0, 0x40000003), (6, 0, 0, 0x80000000), (0x20, 0, 0, 8), (0x35, 1, 0, 0x1000), (6, 0, 0, 0x50001)) + last
		    open(name, "wb").write(b"".join(struct.pack("<HBBI", *insn) for insn in insns))
		write("all.bpf", (6, 0, 0, 0x7fff0000))
		write("low.bpf", (0x35, 1, 0, 0x2000), (6, 0, 0, 0x7fff0000), (6, 0, 0, 0x50002))
	END
	run seccord verify all.bpf low.bpf
	[ "$status" = 1 ]
	[ "${lines[0]}" = "i386 restart_syscall(instruction pointer 0x2000)" ]
	run seccord verify --json all.bpf low.bpf
	grep -q '"nr": 0, "args": \[\], "instruction_pointer": "0x2000"' <<<"$output"
	run seccord diff all.bpf low.bpf
	[ "$status" = 1 ]
	grep -q '(instruction pointer 0x2000): now ENOENT, before allow$' <<<"$output"
	seccord verify all.bpf all.bpf
}
