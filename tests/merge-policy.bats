#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# seccord merge of policies, and `policy` with several files.

# shellcheck disable=SC2154 # status, output and lines are set by bats
load helper

# policy CALLS [MEMBERS]: a policy with these rules, on stdout.
policy()
{
	printf '{"seccord": 2, "archs": ["x86_64"], %s "calls": [%s]}\n' "${2:-}" "$1"
}

same()
{
	run seccord diff "$1" "$2"
	echo "$output"
	[ "$status" = 0 ]
}

within()
{
	run seccord verify --subset "$1" "$2"
	echo "$output"
	[ "$status" = 0 ]
}

three_policies()
{
	policy '{"call": "read"}, {"call": "socket", "args": [{"domain": ["AF_UNIX"]}], "note": "the log"}' >a.json
	policy '{"call": "write"}, {"call": "socket", "args": [{"domain": ["AF_INET", "AF_INET6"]}], "note": "the web"}' >b.json
	policy '{"call": "mmap", "args": [{"prot": {"not": {"has_all": "PROT_WRITE|PROT_EXEC"}}}]}, {"call": "socket", "args": [{"domain": ["AF_UNIX"], "socktype": ["SOCK_STREAM"]}]}, {"call": "clone3", "action": "errno", "errno": "ENOSYS"}' >c.json
}

@test "a union allows what any allows, and is the same in any order and any grouping" {
	three_policies
	seccord merge -o sum.json a.json b.json c.json
	grep -q '"call": "socket", "args": \[{"domain": \["AF_UNIX", "AF_INET", "AF_INET6"\]}\], "note": "the log.u000athe web"' sum.json
	grep -q '"call": "clone3", "action": "errno", "errno": "ENOSYS"' sum.json
	for order in "c.json b.json a.json" "b.json a.json c.json a.json" "sum.json" "sum.json a.json" "sum.json sum.json"; do
		# shellcheck disable=SC2086 # several words
		seccord merge -o again.json $order
		cmp sum.json again.json
	done
	seccord merge -o half.json b.json c.json
	seccord merge - half.json <a.json | cmp - sum.json
	for part in a.json b.json c.json; do
		within "$part" sum.json
	done
}

@test "an intersection allows what all allow" {
	three_policies
	policy '{"call": "read"}, {"call": "write"}, {"call": "socket", "args": [{"domain": ["AF_UNIX", "AF_INET"]}]}' >wide.json
	seccord merge --intersect -o both.json a.json wide.json
	policy '{"call": "read"}, {"call": "socket", "args": [{"domain": ["AF_UNIX"]}]}' >expected.json
	same both.json expected.json
	seccord merge --intersect wide.json a.json | cmp - both.json
	seccord merge --intersect a.json a.json | cmp - <(seccord policy a.json)
	policy '{"call": "ptrace", "action": "kill"}, {"call": "clone3", "action": "errno", "errno": "ENOSYS"}' >refuses.json
	policy '{"call": "ptrace"}, {"call": "clone3"}' >allows.json
	seccord merge --intersect -o strict.json refuses.json allows.json
	same strict.json refuses.json
	policy '' '"default": {"action": "kill"},' >kills.json
	seccord merge --intersect kills.json a.json | grep -q '"default": {"action": "kill"}'
}

@test "conflicts are reported, with a call and both files" {
	policy '{"call": "ptrace", "action": "kill"}' >no.json
	policy '{"call": "ptrace", "args": [{"ptrace_op": ["PTRACE_TRACEME"]}]}' >yes.json
	for order in "no.json yes.json" "yes.json no.json"; do
		# shellcheck disable=SC2086 # two words
		run seccord merge -o sum.json $order
		one_line_of_trouble 'x86_64 ptrace\(ptrace_op PTRACE_TRACEME\): (no.json answers kill, yes.json allow|yes.json answers allow, no.json kill): choose with --prefer'
		[ ! -e sum.json ]
	done
	seccord merge --prefer=allow no.json yes.json >lax.json
	seccord merge --prefer=refuse no.json yes.json >strict.json
	within no.json lax.json
	within yes.json lax.json
	same strict.json no.json
	grep -q '"call": "ptrace", "args": \[{"ptrace_op": \["PTRACE_TRACEME"\]}, {"action": "kill"}\]' lax.json
}

@test "no conflict if no call gets two answers" {
	policy '{"call": "ptrace", "action": "kill", "args": [{"ptrace_op": ["PTRACE_ATTACH"]}]}' >no.json
	policy '{"call": "ptrace", "args": [{"ptrace_op": ["PTRACE_TRACEME"]}]}' >yes.json
	seccord merge -o sum.json no.json yes.json
	policy '{"call": "ptrace", "args": [{"ptrace_op": ["PTRACE_TRACEME"]}, {"ptrace_op": ["PTRACE_ATTACH"], "action": "kill"}]}' >expected.json
	same sum.json expected.json
	policy '{"call": "mmap", "action": "kill", "args": [{"prot": {"has_all": "PROT_WRITE|PROT_EXEC"}}, {"action": "allow"}]}' >first.json
	policy '{"call": "mmap", "args": [{"prot": {"bits": "PROT_READ|PROT_WRITE"}}]}' >second.json
	seccord merge -o sum.json first.json second.json
	same sum.json first.json
}

@test "defaults that differ are reported, or decided" {
	policy '{"call": "read"}' >errno.json
	policy '{"call": "write"}' '"default": {"action": "kill"},' >kill.json
	policy '{"call": "write", "action": "errno", "errno": "EPERM"}' '"default": {"action": "allow"},' >allow.json
	run seccord merge errno.json kill.json
	one_line_of_trouble '"default": errno.json answers errno EPERM, kill.json kill: choose with --prefer=allow or --prefer=refuse, or with --default=ANSWER'
	seccord merge --default=kill errno.json kill.json | grep -q '"default": {"action": "kill"}'
	seccord merge --prefer=allow errno.json kill.json | grep -q '"default": {"action": "errno", "errno": "EPERM"}'
	run seccord merge --default=errno errno.json allow.json
	one_line_of_trouble 'allow.json allows calls without a rule'
	seccord merge --prefer=allow errno.json allow.json >lax.json
	within allow.json lax.json
	policy '{"call": "read"}' '"newer": {"action": "kill"},' >newer.json
	run seccord merge errno.json newer.json
	one_line_of_trouble '"newer": '
}

@test "archs, ranges, deep rows and what was read inexactly are merged" {
	printf '{"seccord": 1, "archs": ["i386"], "calls": [{"call": "read"}]}\n' >i386.json
	policy '{"call": "write"}' >x86.json
	seccord merge -o sum.json i386.json x86.json
	within i386.json sum.json
	within x86.json sum.json
	grep -q '"call": "read", "archs": \["i386"\]' sum.json
	policy '{"call": {"from": 5000, "to": 6000}, "action": "trap"}' >range.json
	policy '{"call": {"from": 5500, "to": 7000}, "action": "trap"}, {"call": 5200, "action": "trap"}' >other.json
	seccord merge range.json other.json | grep -q '"call": {"from": 5000, "to": 7000}'
	policy '{"call": "openat2", "deep": [{"oflags": ["O_WRONLY"]}]}' >w.json
	policy '{"call": "openat2", "deep": [{"oflags": [0]}]}' >r.json
	policy '{"call": "openat2"}' >any.json
	seccord merge w.json r.json | grep -q '"deep": \[{"oflags": \["O_RDONLY", "O_WRONLY"\]}\]'
	seccord merge w.json any.json >sum.json
	[ "$(grep -c deep sum.json)" = 0 ]
	seccord merge --intersect w.json any.json | grep -q '"deep": \[{"oflags": \["O_WRONLY"\]}\]'
	policy '' '"inexact": [{"line": 3, "call": "clone", "reason": "a fold"}],' >one.json
	policy '' '"inexact": [{"reason": "no end"}],' >two.json
	run seccord merge -o sum.json one.json two.json
	[ "$status" = 0 ]
	[[ $output == *"one.json was read inexactly, so the result is inexact: a fold"* ]]
	[[ $output == *"two.json was read inexactly, so the result is inexact: no end"* ]]
	seccord merge two.json one.json 2>/dev/null | cmp - sum.json
	[ "$(grep -c '"reason"' sum.json)" = 2 ]
}

@test "meaningless merges are rejected" {
	policy '' >a.json
	printf '{"seccord": 1, "archs": ["s390x"], "calls": []}\n' >big.json
	printf '{"seccord": 1, "archs": ["i386"], "calls": []}\n' >i386.json
	run seccord merge a.json big.json
	one_line_of_trouble 'byte order'
	run seccord merge --intersect a.json i386.json
	one_line_of_trouble 'no arch in common'
	run seccord merge --intersect --prefer=allow a.json a.json
	one_line_of_trouble 'intersect cannot be combined with --prefer'
	run seccord merge --prefer=both a.json a.json
	one_line_of_trouble 'not one of allow, refuse'
	run seccord merge --default=perhaps a.json a.json
	one_line_of_trouble 'default=perhaps'
	policy '{"call": "read", "action": "trace", "ret_data": 1}' >tracer.json
	policy '{"call": "read", "action": "supervise"}' >agent.json
	run seccord merge --prefer=allow tracer.json agent.json
	one_line_of_trouble "neither lets the other's calls through"
}

@test "two overlays with rules for the same call are joined" {
	policy '{"call": "read"}, {"call": "socket", "args": [{"domain": ["AF_UNIX"]}]}' >p1.json
	policy '{"call": "write"}, {"call": "socket", "args": [{"domain": ["AF_INET"]}]}' >p2.json
	seccord policy -o sum.json p1.json p2.json
	seccord merge p2.json p1.json | cmp - sum.json
	seccord record -q -o true.trace -- true
	seccord policy -o with.json true.trace p1.json p2.json
	grep -q '"call": "socket", "args": \[{"domain": \["AF_UNIX", "AF_INET"\]}\]' with.json
	policy '{"call": "socket", "action": "kill"}' '"default": {"action": "kill"},' >no.json
	run seccord policy true.trace p1.json no.json
	one_line_of_trouble 'socket\(domain AF_UNIX\): p1.json answers allow, no.json kill'
	run seccord policy p1.json no.json
	one_line_of_trouble '"default": p1.json answers errno EPERM, no.json kill'
	seccord emit -f bpf -o p1.bpf p1.json
	seccord emit -f bpf -o no.bpf no.json
	run seccord policy p1.bpf no.bpf
	one_line_of_trouble '"default": p1.bpf answers errno EPERM, no.bpf kill'
	policy '{"call": {"from": 0, "to": 5000}, "action": "log"}' >range.json
	seccord policy true.trace range.json | grep -q '"from": 0, "to": 5000'
	[ "$(seccord policy true.trace range.json | grep -c '"call": "')" = 0 ]
}

@test "an envelope is added to a finished policy" {
	policy '{"call": "read"}, {"call": "execve", "action": "kill", "note": "never"}, {"call": "prctl", "args": [{"prctl_op": ["PR_SET_NAME"]}]}' >p.json
	run seccord policy --for=crun -o with.json p.json
	[ "$status" = 0 ]
	[[ $output == *"execve is refused although crun "*" calls it under the filter"* ]]
	grep -q '"call": "capset", "why": "envelope", "by": "crun ' with.json
	grep -q '"call": "execve", "action": "kill", "note": "never"' with.json
	grep -q '"call": "prctl", "by": "crun .*"PR_SET_NAME"' with.json
	within p.json with.json
	seccord policy --for=crun -o again.json with.json 2>/dev/null
	cmp with.json again.json
	run seccord policy --for=none p.json
	one_line_of_trouble '--for=none: not one of bwrap '
	run seccord policy --for=crun=1.20 p.json
	one_line_of_trouble "--for=crun=1.20: not one of bwrap .*; did you mean 'crun 1.20'"
}

@test "a policy is restricted to a baseline, and its losses are reported" {
	policy '{"call": "read", "why": "observed"}, {"call": "ptrace", "why": "observed"}, {"call": "socket", "args": [{"domain": ["AF_UNIX", "AF_NETLINK"]}]}, {"call": "clone3", "action": "errno", "errno": "ENOSYS", "why": "fallback", "of": "clone"}' >p.json
	policy '{"call": "read"}, {"call": "write"}, {"call": "socket", "args": [{"domain": ["AF_UNIX", "AF_INET"]}]}' '"default": {"action": "kill"},' >base.json
	run seccord policy --within base.json -o in.json p.json
	[ "$status" = 0 ]
	[[ $output == *"removed because not within base.json:"*"- ptrace: now EPERM"* ]]
	[[ $output == *"socket: no longer domain AF_NETLINK"* ]]
	policy '{"call": "read", "why": "observed"}, {"call": "socket", "args": [{"domain": ["AF_UNIX"]}]}, {"call": "clone3", "action": "errno", "errno": "ENOSYS", "why": "fallback", "of": "clone"}' >expected.json
	seccord policy expected.json | cmp - in.json
	within in.json base.json
	seccord emit -f bpf -o base.bpf base.json
	seccord policy --within base.bpf p.json 2>/dev/null | cmp - in.json
	run seccord policy --within base.json -o again.json in.json
	[ "$status" = 0 ]
	without_notes
	[ -z "$output" ]
	cmp in.json again.json
	policy '' '"inexact": [{"line": 3, "call": "clone", "reason": "a fold"}],' >inexact.json
	run seccord policy --within inexact.json -o none.json p.json
	one_line_of_trouble 'cannot prove: inexact.json was read inexactly: line 3: clone: a fold'
	[ ! -e none.json ]
}

@test "what was read inexactly stays inexact" {
	policy '{"call": "read"}' '"inexact": [{"line": 3, "call": "clone", "reason": "a fold"}],' >p.json
	run seccord policy -o q.json p.json
	[ "$status" = 0 ]
	[[ $output == *"p.json was read inexactly: line 3: clone: a fold"* ]]
	grep -q '"line": 3, "call": "clone", "reason": "a fold"' q.json
	seccord record -q -o true.trace -- true
	seccord policy -o with.json true.trace p.json 2>/dev/null
	grep -q '"reason": "a fold"' with.json
}

# for_archs FILE ARCHS MEMBERS CALLS: a policy for these archs.
for_archs()
{
	printf '{"seccord": 2, "archs": [%s], %s "calls": [%s]}\n' "$2" "$3" "$4" >"$1"
}

@test "archs that only some policies name are merged call by call" {
	local kill='{"call": "ptrace", "action": "kill-thread"}'
	for_archs lets.json '"x86_64"' '"foreign": {"action": "allow"},' '{"call": "read"}'
	for_archs x32.json '"x86_64", "x32"' '"default": {"action": "allow"},' "$kill"
	# flock on x32 is allowed by both, and so is what has a number of x32's own
	seccord merge --intersect -o both.json lets.json x32.json
	for_archs expected.json '"x86_64", "x32"' '' '{"call": "read", "archs": ["x86_64"]}, {"call": "ptrace", "action": "kill-thread"}, {"call": {"from": "0x40000000", "to": "0x400001d8"}, "archs": ["x32"]}, {"call": "ioctl", "archs": ["x32"]}'
	within expected.json both.json
	within both.json lets.json
	within both.json x32.json
	# refused by both, the stricter way
	for_archs errno.json '"x86_64"' '"foreign": {"action": "errno", "errno": "EPERM"},' '{"call": "read"}'
	seccord merge --intersect -o strict.json errno.json x32.json
	for_archs expected.json '"x86_64", "x32"' '' "{\"call\": \"read\", \"archs\": [\"x86_64\"]}, $kill"
	same strict.json expected.json
	# a default is no answer of those who do not name the arch
	for_archs i386.json '"i386"' '' '{"call": "write"}'
	for_archs all.json '"x86_64"' '"default": {"action": "allow"},' ''
	seccord merge --prefer=allow -o sum.json i386.json all.json
	for_archs expected.json '"x86_64", "i386"' '"default": {"action": "allow"},' '{"call": "write", "archs": ["i386"]}, {"call": {"from": 0, "to": 472}, "archs": ["i386"], "action": "errno", "errno": "EPERM"}'
	same sum.json expected.json
}

@test "two policies that ask different monitors conflict only where both answers apply" {
	policy '{"call": "openat2", "action": "trace", "ret_data": 1}' >tracer.json
	policy '{"call": "openat2", "action": "supervise"}' >agent.json
	policy '{"call": "openat2", "action": "trap"}' >no.json
	policy '{"call": "openat2"}' >yes.json
	seccord merge --intersect tracer.json agent.json no.json | grep -q '"call": "openat2", "action": "trap"'
	seccord merge --prefer=allow tracer.json agent.json yes.json | grep -q '"call": "openat2"}'
	run seccord merge --intersect tracer.json agent.json yes.json
	one_line_of_trouble "openat2.*: agent.json answers supervise, tracer.json trace 1, and neither lets the other's calls through"
}

@test "a range stops before numbers that other archs have, and rows that never match are ignored" {
	for_archs a.json '"x86_64"' '' '{"call": {"from": 5000, "to": "0x40000005"}, "action": "trap"}'
	for_archs b.json '"x86_64"' '' '{"call": {"from": 5000, "to": "0x40000004"}, "action": "trap"}'
	seccord merge a.json b.json >sum.json
	seccord policy sum.json >/dev/null
	# mmap of i386 has no prot among its arguments, so the rule there is what the default is
	local rules='{"call": "mmap", "args": [{"prot": [0]}]}, {"call": {"from": 0, "to": 472}, "archs": ["i386"]}'
	for_archs one.json '"x86_64", "i386"' '' "$rules"
	for_archs two.json '"arm64", "i386"' '' "$rules"
	seccord merge --intersect one.json two.json >both.json
	for_archs expected.json '"i386"' '' '{"call": "mmap", "action": "errno", "errno": "EPERM"}, {"call": {"from": 0, "to": 472}}'
	same both.json expected.json
}

@test "a rule that exists because its call was not needed yields to one that allows it" {
	policy '{"call": "rseq"}, {"call": "socket", "args": [{"domain": ["AF_UNIX"]}]}' >needs.json
	policy '{"call": "rseq", "action": "errno", "errno": "ENOSYS", "why": "fallback"}, {"call": "socket", "action": "kill", "why": "plan"}, {"call": "mkdir"}' >not.json
	seccord merge -o sum.json needs.json not.json
	policy '{"call": "rseq"}, {"call": "socket", "args": [{"domain": ["AF_UNIX"]}]}, {"call": "mkdir"}' >expected.json
	same sum.json expected.json
	policy '{"call": "rseq", "action": "errno", "errno": "ENOSYS"}' >author.json
	run seccord merge needs.json author.json
	one_line_of_trouble "rseq: needs.json answers allow, author.json errno ENOSYS"
	policy '{"call": "rseq", "action": "errno", "errno": "EPERM"}' >author.json
	run seccord merge not.json author.json
	one_line_of_trouble "rseq"
	seccord merge --prefer=refuse -o sum.json needs.json not.json
	grep -q '"call": "rseq", "action": "errno"' sum.json
}

@test "merged policies agree with an independent evaluator of their parts" {
	need python3
	mkdir p
	"${PROGRAMS%/programs}/tests/emit/whole" random "${SEED:-20261204}" 40 p >/dev/null
	for i in $(seq -f %05g 0 39); do echo "p/$i.policy p/$i.calls"; done |
		xargs python3 "$HERE/oracle/merge_eval.py" "$SECCORD" >merges
	cat merges
	[ "$(cut -d' ' -f1 merges)" -gt 20 ]
}

@test "ranges that end at a number with its own rule: the grouping changes nothing" {
	policy '{"call": {"from": 3221225472, "to": 4294967295}, "action": "trap"}, {"call": 4294967295, "action": "trap"}' >a.json
	policy '{"call": {"from": 486, "to": 4294967295}, "action": "log"}' >b.json
	policy '{"call": 4294967295, "action": "errno", "errno": "EPERM"}' >c.json
	seccord merge --prefer=allow -o all.json a.json b.json c.json
	for pair in 'a c b' 'b c a' 'a b c'; do
		read -r one other last <<<"$pair"
		seccord merge --prefer=allow -o two.json "$one.json" "$other.json"
		seccord merge --prefer=allow -o again.json two.json "$last.json"
		diff all.json again.json
	done
}
