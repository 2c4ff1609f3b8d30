#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Makes every call of a table once; each must be in the trace under its name, with
# either engine and any result. programs.bats compares real programs, make truth
# also compares with strace.

# shellcheck disable=SC2154 # program is set by program()
load helper

setup_file()
{
	use_kernel_set "$BATS_FILE_TMPDIR"
}

# table ARCH BASE: "ARCH NR NAME" of each call that the arch has, sorted.
table()
{
	local column
	case $1 in x86_64) column=3 ;; i386) column=4 ;; x32) column=5 ;; esac
	sed -n 's/^SYSCALL(//p' "$HERE/../core/kernel/syscalls.def" | tr -d ' ' |
		awk -F, -v arch="$1" -v base="$2" -v column=$((column - 1)) '$column >= 0 { print arch, $column + base, $1 }' | sort
}

# The calls of a trace, as table() has them.
named_calls_of()
{
	sed -n '/"origin": "vdso-hidden"/d; s/^{"call": [0-9]*, "arch": "\([^"]*\)", "nr": \([0-9]*\), "name": "\([^"]*\)".*/\1 \2 \3/p' "$1" |
		sort -u
}

# Since 6.14 and 6.18 the kernel exempts them from filters, so the engine seccomp
# sees none. Only kernel-provided code makes them, in probed programs.
without_exceptions()
{
	grep -vE '^x86_64 33[56] '
}

# missed ARCH BASE ENGINE: makes all calls, prints those of the table that the trace lacks.
missed()
{
	local last
	last=$(table "$1" 0 | awk '$2 > last { last = $2 } END { print last }')
	seccord record -q --engine="$3" -o "$3.trace" -- "$program" "$2" "$last" >&2
	table "$1" "$2" >in.table
	named_calls_of "$3.trace" >named
	comm -23 in.table named
}

@test "every call of x86_64 is recorded" {
	program native/every
	[ -z "$(missed x86_64 0 syscall)" ]
	need_no_filter
	[ -z "$(missed x86_64 0 seccomp | without_exceptions)" ]
	[ "$(wc -l <in.table)" -gt 370 ]
}

@test "every call of i386 is recorded" {
	program m32/every
	[ -z "$(missed i386 0 syscall)" ]
	need_no_filter
	[ -z "$(missed i386 0 seccomp)" ]
	[ "$(wc -l <in.table)" -gt 430 ]
}

@test "every call of x32 is recorded, even if the kernel lacks x32" {
	program native/every
	local base=$((0x40000000))
	[ -z "$(missed x32 $base syscall)" ]
	need_no_filter
	[ -z "$(missed x32 $base seccomp)" ]
	[ "$(wc -l <in.table)" -gt 370 ]
}

# highest COUNT: the trace has the COUNT numbers below and with 600.
highest()
{
	calls_of program.trace | awk -v low=$((600 - $1)) '$2 > low && !seen[$2]++ { n++ } END { print n }' | grep -qx "$1"
}

@test "numbers outside the table are recorded too, and the kernel agrees" {
	program native/every
	record_beside_kernel "$program" 337 263
	highest 264
}

@test "numbers of i386 outside the table, too" {
	program m32/every
	record_beside_kernel "$program" 0 600
	highest 600
}

@test "both engines, strace and the tracepoint agree, and a lost call is detected" {
	[ -n "${KERNEL_SET:-}" ] || skip "no tracepoints here"
	need strace
	cat >liar <<-END
		#!/bin/sh
		"$SECCORD" "\$@" || exit
		[ "\$1" != record ] || sed -i '/"name": "pipe2*"/d' "\$5"
	END
	chmod +x liar
	ONLY="shell tar busybox-i386" bash "$HERE/truth.sh"
	ONLY=shell ROUNDS=1 SECCORD=$PWD/liar run bash "$HERE/truth.sh"
	echo "$output"
	[ "$status" = 1 ]
	[[ $output == *'missed any '*': UNEXPLAINED'* ]]
	[[ $output == *'only-strace x86_64 pipe'*': UNEXPLAINED'* ]]
}
