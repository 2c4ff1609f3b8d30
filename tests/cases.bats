#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# testdata/cases: inputs that an earlier seccord got wrong. A row is the
# exit status, part of the output, and the command; OUT is a file to write.

load helper

setup()
{
	CASES=$HERE/../testdata/cases
	cd "$BATS_TEST_TMPDIR" || return
	cp -r "$CASES" cases
}

# each_row FOLDER: runs the rows from standard input in this folder
each_row()
{
	local expected words command status
	cd "cases/$1" || return
	while IFS='|' read -r expected words command; do
		echo "seccord$command"
		status=0
		# shellcheck disable=SC2086 # a row's command is words
		timeout -k 5 60 "$SECCORD" $command >out.txt 2>&1 || status=$?
		cat out.txt
		[ "$status" = "${expected// /}" ]
		words=${words# }
		words=${words%"${words##*[! ]}"}
		[[ $(cat out.txt) == *"$words"* ]]
	done
}

@test "claims: nothing is wrongly reported as proved, the same or within" {
	each_row claims <<-'END'
		1 | execve(ptr 1)                 | verify --subset F1-vendor.json F1-base.json
		1 | clone(                        | verify --subset F1-vendor.json F1-base.json
		1 | write(fd 1)                   | verify F1-fd1.json F1-fd2.json
		1 | clone(                        | verify F1-any1.policy F1-any2.policy
		1 | ~ write                       | diff F2-fd1.bpf F2-fd12.bpf
		1 | ~ mprotect                    | diff wx1.json wx2.json
		1 | ~ mprotect                    | diff wx2.json wx1.json
		1 | ~ mprotect                    | diff wx3.json wx1.json
		0 |                               | diff wx1.json wx1.json
		0 |                               | diff r1.json r2.json
		0 |                               | diff r2.json r1.json
		1 | F2-fd1.bpf                    | verify F2-fd1.bpf F2-fd12.bpf
		1 | f14.bpf: allow                | verify f14.bpf g14.bpf
		1 | f12.bpf: allow                | verify f12.bpf g12.bpf
		0 | proved                        | verify f14.bpf f14.bpf
	END
}

@test "claims: policies are merged, or the reason is reported" {
	each_row claims <<-'END'
		0 | AF_INET                       | policy F3-p1.json F3-p2.json
		2 | F3-s0.bpf answers allow       | policy F3-s0.bpf F3-s1.bpf
		2 | "default"                     | merge F3-s0.bpf F3-s1.bpf
	END
}

@test "claims: bits that the kernel ignores are an error for that arch" {
	each_row claims <<-'END'
		2 | are ignored on x86_64         | emit -f bpf -o out.bpf open.json
		2 | are ignored on i386           | emit -f bpf -o out.bpf alias.json
	END
	[ ! -e out.bpf ]
}

@test "claims: an x32 call with the compat entry point reads 32 bits" {
	seccord emit -f bpf -o x32.bpf cases/claims/x32.json
	echo '{"seccord": 2, "archs": ["x32"], "default": {"action": "allow"}, "calls": [{"call": "ptrace", "action": "errno", "errno": "EPERM",
		"args": [{"arg0": {"mask": "0xffffffff", "equals": 16}}]}]}' >low.json
	seccord verify x32.bpf low.json
}

@test "claims: a filter compiled by libseccomp is lifted exactly" {
	for filter in libseccomp-ne prctl-ne-22; do
		seccord policy -o "$filter.json" "cases/claims/$filter.bpf"
		! grep -q inexact "$filter.json"
		seccord verify "$filter.json" "cases/claims/$filter.bpf"
		seccord verify --subset "$filter.json" "cases/claims/$filter.bpf"
	done
}

@test "claims: run answers trace as the kernel does without a tracer" {
	[ "$(uname -m)" = x86_64 ] || skip "the policy is for x86_64"
	run seccord run cases/claims/mk2.json -- mkdir made
	[ "$status" = 159 ]
	[[ $output == *"mkdir(mode 0777)"*"trace (ENOSYS"* ]]
	[ ! -d made ]
}

@test "claims: check reports a call whose combination of arguments is in no row" {
	[ "$(uname -m)" = x86_64 ] || skip "the policy is for x86_64"
	"${CC:-cc}" -O1 -o comb cases/claims/comb.c
	seccord record -q -o comb.trace -- ./comb
	run seccord check cases/claims/comb2.json comb.trace
	echo "$output"
	[ "$status" = 1 ]
	[[ $output == *"x86_64 mmap("*"PROT_READ|PROT_WRITE"*": EPERM"* ]]
}

# calls_are LOG CALL...: the log has exactly these calls
calls_are()
{
	local log=$1
	shift
	seccord import -o "$log.trace" "cases/imports/$log"
	grep -q '"end": .*"complete": false\|"complete": false' "$log.trace" || seccord show "$log.trace" | grep -q 'NOT COMPLETE'
	[ "$(calls_of "$log.trace" | sed 's/.* //' | sort -n | tr '\n' ' ')" = "$* " ]
}

@test "imports: lines that were lost or misread are handled" {
	calls_are F12-secontext.strace 3 257
	calls_are F13-decimal.strace 0 317 318
	calls_are F14-summary.strace 0 9 158 257
	calls_are F15-sigsys.strace 39 286
	calls_are F4-perf-100s.log 12 39 63 83
	calls_are F5-journal.audit 125 435
}

@test "readers: files are read as their tools read them" {
	each_row readers <<-'END'
		0 | proved                                     | verify F6-socketcall.json F6-libseccomp-of-it.bpf
		1 | trace 38                                   | verify trace38.json trace5.json
		0 | proved                                     | verify trace38.json trace38.bpf
		2 | cannot prove: lone-call.json               | verify lone-call.json lone-call.bpf
		0 | proved                                     | verify F10-k8s.json F10-kubectl-get.yaml
		0 | "call": "write"                            | policy F10-ig.yaml
		0 | the operator adds what the base profile    | policy F10-multidoc.yaml
		0 | "call": "read"                             | policy --document=2 F10-multidoc.yaml
		0 | "default": {"action": "errno"              | policy F11-bom.json
		0 | "call": "read"                             | policy F11-comment.json
		0 | "call": "seccomp"                          | policy F16-seccomp-first.policy
		0 | compile_seccomp_policy.py does the opposite | policy F17-return.policy
		0 | arch arm64 assumed                         | policy F7-aarch64.policy
		0 | "errno": "EACCES"                          | policy F7-actions.policy
		0 | "call": "open"                             | policy F7-arch.policy
		0 | "call": "exit_group"                       | policy F7-braces.policy
		0 | "arg0": [15, "0x53564d41"]                 | policy F7-dup.policy
		0 | "arg1": ["0x5401", "0x5413"]               | policy F7-include.policy
		0 | "call": "openat"                           | policy F7-numbers.policy
		0 | "arg0": [1, 2]                             | policy F8-echo.policy
		0 | "call": "adjtimex"                         | policy F9-firejail-group.profile
		0 | "call": "mount"                            | policy F9-firejail-default.profile
		0 | "archs"                                    | policy F9-firejail-minus.profile
	END
}

@test "readers: none of these files is read inexactly" {
	for file in cases/readers/F*; do
		local document=()
		[[ $file != *multidoc* ]] || document=(--document=1)
		seccord policy "${document[@]}" -o p.json "$file"
		! grep -q '"inexact"' p.json
	done
}

@test "claims: a profile that depends on capabilities is exact only with --cap=" {
	each_row claims <<-'END'
		2 | cannot prove: F1-cap1.json was read inexactly | verify F1-cap1.json F1-cap2.json
		0 | proved                                        | verify --cap=none F1-cap1.json F1-cap2.json
		1 | perf_event_open                               | verify --cap=CAP_PERFMON F1-cap1.json F1-cap2.json
		2 | inexactly                                     | diff F1-cap1.json F1-cap2.json
	END
}
