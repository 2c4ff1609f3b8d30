#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# explain: what is known of a system call.

# shellcheck disable=SC2154 # status and output are set by run
load helper

@test "a call is explained from the tables" {
	seccord explain openat2 >out
	grep -qx 'category     file (find, open and examine files and directories)' out
	grep -qx 'since Linux  5.6' out
	grep -q '^numbers      x86_64 437, i386 437, x32 1073742261,' out
	grep -qE '^  0 dirfd +a descriptor of a directory, or AT_FDCWD$' out
	grep -qE '^    resolve +how openat2 finds its way' out
	grep -qx '    allows openat \[level libc\]' out
	grep -qx '  openat: systemd, coreutils, libpathrs; GNU tar has no fallback' out
	grep -qx '  worth knowing, bypass: opens files with flags that no filter sees' out
	grep -qE '^  Docker [0-9.]+: allowed, at least for some arguments$' out
}

@test "directions, conditions and archs that differ are shown" {
	seccord explain unlink >out
	grep -qx '    same as unlinkat, for atflags with none of AT_REMOVEDIR \[level libc\]' out
	seccord explain clone >out
	grep -q '^arguments on s390x$' out
	seccord explain fstat >out
	grep -q '^    allowed by .*statx \[level default\]$' out
	seccord explain uselib >out
	grep -q '^obsolete ' out
	seccord explain bpf >out
	grep -qx 'refused on purpose: loads programs into the kernel' out
	grep -qx '  dangerous, kernel: loads programs into the kernel' out
	seccord explain socket >out
	grep -qx '    same as socketcall, for sockcall SYS_SOCKET \[level libc\]' out
	seccord explain clock_gettime >out
	grep -qx '  x86_64 __vdso_clock_gettime' out
}

@test "a number is explained for each arch that has it, or for one" {
	seccord explain 41 >out
	seccord explain --json 41 >json
	[ "$(grep -c '^call ' out)" = "$(wc -l <json)" ]
	grep -qx 'call         socket' out
	grep -qx 'call         dup' out
	seccord explain --arch=i386 41 >out
	[ "$(grep -c '^call ' out)" = 1 ]
	grep -qx 'call         dup' out
	seccord explain --arch=x86_64 0x29 | grep -qx 'call         socket'
}

@test "a file of that name is a file, a folder is not" {
	mkdir mount
	seccord explain mount | grep -qx 'call         mount'
	echo 'Bad system call' >./read
	run seccord explain read
	[ "$status" = 1 ]
	[[ $output == "a call that is not named: "* ]]
	seccord explain 0 | grep -qx 'call         read'
}

@test "an unknown name is one line with a suggestion" {
	run seccord explain opanat
	[ "$status" = 2 ]
	[ "$output" = "seccord explain: opanat: not a file and not a system call; did you mean 'openat'?" ]
	run seccord explain qqqqqqqqqqqq
	[ "$status" = 2 ]
	[ "$output" = "seccord explain: qqqqqqqqqqqq: not a file and not a system call" ]
	run seccord explain 99999
	[ "$status" = 2 ]
	[ "$output" = "seccord explain: 99999: no system call has this number" ]
	for bad in --arch=vax -- ''; do
		run seccord explain "$bad" read
		[ "$status" = 2 ] || [ "$bad" = -- ]
	done
	run seccord explain
	one_line_of_trouble 'missing operand: CALL; usage: seccord explain'
}

@test "the equivalence sets are listed, and each is known to policy" {
	seccord explain --sets >sets
	grep -qx 't64.futex \[level libc\] .*: futex, futex_time64' sets
	[ "$(grep -c ' \[with --set\] ' sets)" -ge 5 ]
	[ -z "$(cut -d' ' -f1 sets | sort | uniq -d)" ]
	seccord record -q -o t -- true
	# shellcheck disable=SC2046 # words
	seccord policy -o p.json $(sed 's/ .*//; s/^/--set=/' sets) t 2>/dev/null
	run seccord policy --set=qqqqqq t
	[ "$status" = 2 ]
	# shellcheck disable=SC2016
	[ "$output" = 'seccord policy: --set=qqqqqq: unknown equivalence set or family; `seccord explain --sets` lists them' ]
	run seccord policy --no-set=t46 t
	one_line_of_trouble "lists them; did you mean 't64'?"
	run seccord explain --sets read
	one_line_of_trouble '--sets takes no operand'
	run seccord explain --sets --json
	one_line_of_trouble '--sets takes no operand'
}

@test "the JSON of every call matches its schema" {
	need_jsonschema
	grep -oE '^SYSCALL\([a-z0-9_]+' "$HERE/../core/kernel/syscalls.def" | cut -d'(' -f2 | xargs "$SECCORD" explain --json >all
	[ "$(wc -l <all)" -gt 400 ]
	"$python" "$HERE/schema-lines.py" "$HERE/../docs/schema/explain-call.schema.json" all
	sed '1s/"obsolete": /"obsolete_": /' all >bad
	run "$python" "$HERE/schema-lines.py" "$HERE/../docs/schema/explain-call.schema.json" bad
	[ "$status" = 1 ]
}
