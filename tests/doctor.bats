#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# seccord doctor: what it finds here, and what it finds where something is limited
# on purpose. tests/cli/test_doctor.c has what each fact means.

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # scripts are quoted; set by bats, each test in a shell of its own
load helper

# state NAME: what bats' `run` got says of a finding.
state()
{
	sed -n "s/^\([a-z]*\)  *$1 .*/\1/p" <<<"$output"
}

@test "the exit status is 0 only if all is fine, and each thing that is not has its fix in the next line" {
	run seccord doctor
	echo "$output"
	[ "$(grep -c '^fine\|^limited\|^unknown' <<<"$output")" -ge 15 ]
	[ "$(grep -c '^         fix: ' <<<"$output")" = "$(grep -c '^limited\|^unknown' <<<"$output")" ]
	[ "$(grep -A1 '^limited\|^unknown' <<<"$output" | grep -c fix:)" = "$(grep -c '^limited\|^unknown' <<<"$output")" ]
	if grep -q '^limited\|^unknown' <<<"$output"; then
		[ "$status" = 1 ]
	else
		[ "$status" = 0 ]
	fi
	[[ $output == *" kernel "*"Linux $(uname -r | cut -d. -f1,2)"* ]]
}

@test "an engine is fine here if it records, and its self-test says so" {
	run seccord doctor
	for engine in seccomp syscall learn; do
		if seccord record -q --engine=$engine -o t -- true; then
			[ "$(state engine-$engine)" = fine ]
		else
			[ "$(state engine-$engine)" = limited ]
		fi
	done
}

@test "without /dev, the engines are judged as with it" {
	need_root
	need unshare
	works unshare -m true || skip "no mount namespace can be made here"
	seccord doctor | sed -n '/ engine-/p' >with
	unshare -m sh -c 'mount -t tmpfs none /dev && exec "$0" doctor' "$SECCORD" | sed -n '/ engine-/p' | diff with -
}

@test "what the self-test records is what strace sees" {
	need strace
	works strace -o /dev/null true || skip "strace does not work here"
	seccord record -q -o t -- "$SECCORD" doctor --probe
	strace -f -qq -o strace.log "$SECCORD" doctor --probe
	seccord import -o s strace.log 2>/dev/null || true
	diff <(names_of t) <(names_of s | grep -v rt_sigreturn)
}

@test "JSON matches its schema, and has the same findings" {
	need_jsonschema
	run seccord doctor
	local text=$output
	seccord doctor --json -o j.json || [ $? = 1 ]
	"$python" "$HERE/schema-files.py" "$HERE/../docs/schema/doctor.schema.json" j.json
	"$python" - >names <<-'END'
		import json
		for finding in json.load(open("j.json"))["findings"]:
		    print(finding["state"], finding["name"])
	END
	diff names <(grep -v '^ ' <<<"$text" | awk '{ print $1, $2 }')
	seccord doctor --format=json | cmp - j.json || [ "${PIPESTATUS[0]}" = 1 ]
}

@test "a tracer, no_new_privs, a filter and lost capabilities are found" {
	need setpriv
	run setpriv --no-new-privs "$SECCORD" doctor
	[ "$status" = 1 ]
	[ "$(state no-new-privs)" = limited ]
	if works strace -o /dev/null true; then
		run strace -f -o /dev/null "$SECCORD" doctor
		[ "$status" = 1 ]
		[ "$(state tracer)" = limited ]
		[ "$(state engine-syscall)" = limited ]
	fi
	if works bwrap --bind / / --dev /dev --proc /proc true; then
		seccord record -q -o t -- true
		echo '{"seccord": 1, "archs": ["x86_64", "i386"], "default": {"action": "allow"}, "calls": [{"call": "uselib", "action": "errno", "errno": "EPERM"}]}' >p.json
		seccord emit -f bpf -o p.bpf p.json 2>/dev/null
		run bash -c 'bwrap --bind / / --dev /dev --proc /proc --seccomp 10 "$SECCORD" doctor 10<p.bpf'
		[ "$status" = 1 ]
		[ "$(state own-filter)" = limited ]
		[ "$(state engine-syscall)" = fine ]
	fi
	cp "$SECCORD" seccord
	chmod 755 . seccord
	run as_nobody ./seccord doctor
	[ "$status" = 1 ]
	[ "$(state privileges)" = limited ]
	[ "$(state engine-syscall)" = fine ]
}

# fix_of NAME: the line below that finding.
fix_of()
{
	grep -A1 "^[a-z]*  *$1 " <<<"$output" | sed -n 's/^  *fix: //p'
}

@test "capabilities of a user namespace are none of the machine" {
	works unshare -r true || skip "no user namespace can be made here"
	run unshare -r "$SECCORD" doctor
	grep -q '^limited *privileges *CAP_SYS_ADMIN of a user namespace' <<<"$output"
	[ "$(cat /proc/sys/kernel/perf_event_paranoid)" -le 0 ] || grep -q '^limited *perf ' <<<"$output"
	[ "$(stat -Lc %i /proc/self/ns/user)" != 4026531837 ] || [ "$(id -u)" != 0 ] || {
		run seccord doctor
		grep -q '^fine *privileges ' <<<"$output"
	}
}

@test "a limit of the process is named, and not taken for one of tracing" {
	run bash -c 'ulimit -n 6; exec "$SECCORD" doctor'
	[ "$status" = 1 ]
	[ "$(state engine-syscall)" = limited ]
	[[ $(fix_of engine-syscall) == *"ulimit -n"* ]]
	[ "$(state vdso)" = unknown ]
	run bash -c '{ ulimit -f 0; exec "$SECCORD" doctor; } | cat'
	[[ $(fix_of engine-syscall) == *"ulimit -f"* ]]
	cp "$SECCORD" seccord
	chmod 755 . seccord
	need_root
	need prlimit
	run as_nobody prlimit --nproc=0 ./seccord doctor
	[ "$status" = 1 ]
	[[ $(fix_of engine-syscall) == *"ulimit -u"* ]]
	[ "$(state 32-bit)" = unknown ] || [ "$(uname -m)" != x86_64 ]
	[ "$(state user-namespaces)" = unknown ]
}

@test "a filter that refuses 32-bit calls or files in memory is not taken for the kernel" {
	[ "$(uname -m)" = x86_64 ] || skip "the filters here are for x86_64"
	works bwrap --bind / / --dev /dev --proc /proc true || skip "bubblewrap cannot make a namespace here"
	run seccord doctor
	[ "$(state 32-bit)" = fine ] || skip "no 32-bit calls here"
	local engine
	engine=$(state engine-syscall)
	echo '{"seccord": 1, "archs": ["x86_64"], "default": {"action": "allow"}, "newer": {"action": "allow"}, "foreign": {"action": "kill"},
		"calls": [{"call": "memfd_create", "action": "errno", "errno": "ENOSYS"}]}' >p.json
	seccord emit -f bpf -o p.bpf p.json 2>/dev/null
	run bash -c 'bwrap --bind / / --dev /dev --proc /proc --seccomp 10 "$SECCORD" doctor 10<p.bpf'
	[ "$status" = 1 ]
	[ "$(state 32-bit)" = limited ]
	[[ $output == *" 32-bit "*"refused by the filter"* ]]
	[[ $(fix_of 32-bit) == *SystemCallArchitectures* ]]
	[ "$(state engine-syscall)" = "$engine" ]
}

@test "settings in a /proc without /proc/sys are unknown" {
	need_root
	works unshare -m -p -f mount -t proc -o subset=pid proc /proc || skip "no /proc with a subset can be mounted here"
	run unshare -m -p -f sh -c 'mount -t proc -o subset=pid proc /proc && exec "$0" doctor' "$SECCORD"
	[ "$status" = 1 ]
	for name in ptrace-scope actions perf; do
		[ "$(state $name)" = unknown ]
		[[ $(fix_of $name) == *ProcSubset* ]]
	done
}

@test "without /proc, doctor itself fails" {
	need_root
	works unshare -m true || skip "no mount namespaces here"
	run unshare -m sh -c 'umount -l /proc && exec "$SECCORD" doctor'
	one_line_of_trouble "/proc is not mounted.*; mount it"
}
