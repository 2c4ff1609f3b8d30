#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The source tree: no compiler warnings, no forbidden includes, clean scripts
# and manual, and a licence line at the top of every file.

# shellcheck disable=SC2154 # status and output are set by bats
load helper

setup()
{
	cd "$HERE/.." || return
}

# A full build takes minutes on a busy machine.
export BATS_TEST_TIMEOUT=900

# strict_build CC CFLAGS: a separate build, of which only the warnings count:
# gcc finds some while it optimizes, clang none.
strict_build()
{
	need "$1"
	env -u MAKEFLAGS -u MAKELEVEL -u SAN CFLAGS="$2" make -s -j2 CC="$1" WERROR=1 "BUILD=build/strict-$1" "build/strict-$1/seccord" unit
}

@test "gcc builds everything without a warning" {
	strict_build gcc -O2
}

@test "clang builds everything without a warning" {
	strict_build clang -O0
}

@test "no folder includes another against the rules" {
	sh tests/layers.sh .
}

@test "a sideways include is detected" {
	local cases=(
		'tracer|#include "analyzer/derive/derive.h"'
		'tracer|# include  <emit/out/emit.h>'
		'analyzer|#include "../tracer/tracer.h"'
		'emit|#include "analyzer/check/check.h"'
		'core|#include "emit/filter/filter.h"'
		'core/base|#include "core/kernel/arch.h"'
		'tracer/import|#include "tracer/process/memory.h"'
		'emit/filter|#include "emit/proof/bitvector.h"'
		'emit/in|#include "emit/out/out.h"'
		'emit/out|#include "../proof/prove.h"'
		'core|#include "cli/common/option.h"'
		'tests/core|#include "analyzer/derive/derive.h"'
		'tests/emit|#include "tracer/tracer.h"'
	)
	for case in "${cases[@]}"; do
		local copy=$BATS_TEST_TMPDIR/copy folder=${case%%|*}
		rm -rf "$copy"
		mkdir -p "$copy/$folder"
		cp -r core tracer analyzer emit cli tests "$copy"
		sh tests/layers.sh "$copy"
		echo "${case#*|}" >>"$copy/$folder/planted.c"
		run sh tests/layers.sh "$copy"
		echo "$output"
		[ "$status" = 1 ]
		[[ $output == *"$folder/planted.c:1:"* ]]
	done
}

@test "an include of the compiler by the proof is detected" {
	local copy=$BATS_TEST_TMPDIR/copy
	for header in compile/compile compile/assemble compile/decision_tree compile/dead_code compile/proved in/in out/emit lift/lift; do
		rm -rf "$copy"
		mkdir -p "$copy"
		cp -r core tracer analyzer emit cli tests "$copy"
		sh tests/layers.sh "$copy"
		echo "#include \"emit/$header.h\"" >>"$copy/emit/proof/bitvector.h"
		run sh tests/layers.sh "$copy"
		echo "$output"
		[ "$status" = 1 ]
		[[ $output == *"emit/proof/bitvector.h:"*"emit/${header%/*}"* ]]
	done
}

@test "a tag that a header and another file define is detected" {
	local cases=(
		'core/planted.h|struct row { int x; };'
		'tracer/planted.h|enum change { PLANTED };'
		'emit/in/planted.c|static const struct  judge {'
		'cli/planted.c|	struct rows{'
		'tests/emit/planted.h|union policy {'
	)
	for case in "${cases[@]}"; do
		local copy=$BATS_TEST_TMPDIR/copy file=${case%%|*}
		rm -rf "$copy"
		mkdir -p "$copy"
		cp -r core tracer analyzer emit cli tests "$copy"
		echo "${case#*|}" >"$copy/$file"
		run sh tests/layers.sh "$copy"
		echo "$output"
		[ "$status" = 1 ]
		[[ $output == *"$file"* ]]
	done
	echo '(struct row) { 0 };' >"$copy/$file"
	sh tests/layers.sh "$copy"
}

@test "shell scripts pass shellcheck" {
	need shellcheck
	shellcheck bootstrap .ci/run tests/tap tests/*.sh tests/truth/*.sh tests/truth/heldout/*.sh docs/*.sh
	shellcheck -s bash tests/*.bats tests/*.bash
}

@test "the manual passes mandoc -Tlint" {
	need mandoc
	run bash -c "mandoc -Tlint -W style docs/seccord.1 2>&1 | grep -v 'mandoc.db lacks\|manual not found'"
	echo "$output"
	[ -z "$output" ]
}

@test "every source file has its licence in its first lines" {
	run grep -rL 'SPDX-License-Identifier: Apache-2.0' core tracer analyzer emit cli tests docs Makefile bootstrap .ci/run \
		--include='*.c' --include='*.h' --include='*.def' --include='*.sh' --include='*.bats' --include=Makefile \
		--include=bootstrap --include=run --include='*.1'
	echo "$output"
	[ -z "$output" ]
}

@test "make install installs the program and its manual" {
	env -u MAKEFLAGS -u MAKELEVEL -u SAN make -s CC=gcc WERROR=1 BUILD=build/strict-gcc DESTDIR="$BATS_TEST_TMPDIR/root" PREFIX=/usr install
	[ "$("$BATS_TEST_TMPDIR/root/usr/bin/seccord" --version)" = "$(seccord --version)" ]
	[ -s "$BATS_TEST_TMPDIR/root/usr/share/man/man1/seccord.1" ]
}

@test "bootstrap prints a one-line error if it cannot install" {
	local tools=$BATS_TEST_TMPDIR/tools
	mkdir "$tools"
	for tool in sh dirname sort tr grep id echo cat uname rm; do
		ln -s "$(command -v $tool)" "$tools/$tool"
	done
	run env -i PATH="$tools" ./bootstrap start
	echo "$output"
	[ "$status" = 2 ]
	[ "${#lines[@]}" = 1 ]
	[[ $output == "bootstrap: no supported package manager found"*gcc*libjansson-dev*make* ]]
	run ./bootstrap frobnicate
	[ "$status" = 2 ]
	[[ $output == "bootstrap: usage: "* ]]
}

@test "bootstrap uses the package names of the package manager that it finds, in one run" {
	local manager tools=$BATS_TEST_TMPDIR/tools
	for manager in apt-get:libjansson-dev dnf:jansson-devel apk:jansson-dev pacman:jansson zypper:libjansson-devel; do
		rm -rf "$tools"
		mkdir "$tools"
		for tool in sh dirname sort tr grep id echo cat uname rm env; do
			ln -s "$(command -v $tool)" "$tools/$tool"
		done
		printf '#!/bin/sh\necho "%s $*" >>"%s/log"\n' "${manager%:*}" "$tools" >"$tools/${manager%:*}"
		printf '#!/bin/sh\nexec "$@"\n' >"$tools/sudo"
		chmod +x "$tools/${manager%:*}" "$tools/sudo"
		output=$(env -i PATH="$tools" ./bootstrap start 2>&1) || true
		echo "$output"
		cat "$tools/log"
		[[ $output == *"bootstrap: installing with ${manager%:*}: "*"${manager#*:} "* ]]
		grep -q "^${manager%:*} .*[ ]${manager#*:}" "$tools/log"
		[ "$(grep -c "${manager#*:}" "$tools/log")" = 1 ]
	done
}
