#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Everything but tracer/x86 compiles for arm64, with the folder of that
# processor in its place. Nothing is linked or run: that would need the
# libraries and a machine.

# shellcheck disable=SC2154 # status and output are set by bats
load helper

setup()
{
	cd "$HERE/.." || return
}

export BATS_TEST_TIMEOUT=900

# The libraries' headers are the same for all machines, but libunwind's.
headers="-isystem /usr/aarch64-linux-gnu/include -isystem build/arm64/tree/usr/include/aarch64-linux-gnu
	-idirafter /usr/include/aarch64-linux-gnu -idirafter /usr/include"

# compiles COMPILER INCLUDE...: whether it compiles these headers for arm64
compiles()
{
	local cc=$1 file=$BATS_TEST_TMPDIR/probe.c
	shift
	printf '#include <%s>\n' "$@" >"$file"
	printf '#ifndef __aarch64__\n#error\n#endif\n' >>"$file"
	# shellcheck disable=SC2086 # words
	$cc $headers -fsyntax-only "$file" 2>/dev/null
}

# Sets `cc`. The gcc of some distributions cannot be installed beside gcc-multilib,
# so clang does as well.
find_compiler()
{
	for cc in aarch64-linux-gnu-gcc 'clang --target=aarch64-linux-gnu'; do
		! compiles "$cc" stdio.h linux/seccomp.h || return 0
	done
	skip "no compiler and C library headers for arm64"
}

@test "all sources compile for arm64 without a warning" {
	find_compiler
	compiles "$cc" libunwind-ptrace.h || skip "no libunwind headers for arm64"
	run env -u MAKEFLAGS -u MAKELEVEL -u SAN CPPFLAGS="${headers//$'\n'/ }" CFLAGS=-O0 make -s -j2 "CC=$cc" WERROR=1 PACKAGES= \
		BUILD=build/strict-arm64 objects
	echo "$output"
	[ "$status" = 0 ]
	local folder
	for folder in core tracer/process tracer/follow tracer/arm64 analyzer emit cli; do
		[ -n "$(find "build/strict-arm64/$folder" -name '*.o')" ]
	done
	[ ! -e build/strict-arm64/tracer/x86 ]
}

# names_in FOLDER: the functions that its files define for others
names_in()
{
	cat "$1"/*.c | sed -nE 's/^([a-z].*[ *])?([a-z_]+)\(.*\)$/\1\2/p' | grep -v '^static' | sed 's/.*[ *]//' | sort
}

@test "each processor's folder has the same files and functions" {
	local folder
	for folder in tracer/x86 tracer/arm64; do
		diff <(cd tracer/x86 && ls) <(cd $folder && ls)
		diff <(names_in tracer/x86) <(names_in $folder)
	done
	[ "$(names_in tracer/x86 | wc -l)" -gt 15 ]
}

@test "an unknown machine is refused in one line" {
	printf '#!/bin/sh\necho m68k-linux-gnu\n' >"$BATS_TEST_TMPDIR/cc"
	chmod +x "$BATS_TEST_TMPDIR/cc"
	run env -u MAKEFLAGS -u MAKELEVEL -u SAN make -s "CC=$BATS_TEST_TMPDIR/cc" objects
	echo "$output"
	[ "$status" != 0 ]
	[[ $output == *"seccord cannot record on m68k-linux-gnu"* ]]
	[ "$(wc -l <<<"$output")" = 1 ]
}
