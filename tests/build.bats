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

# All that layers.sh must detect is planted in one copy of the tree, and read once: each case is FILE|EXPECTED|TEXT.
sideways=(
	'tracer/planted.c|:1: tracer may not include analyzer/derive|#include "analyzer/derive/derive.h"'
	'tracer/planted2.c|:1: tracer may not include emit/out|# include  <emit/out/out.h>'
	'analyzer/planted.c|:1: includes are from the top|#include "../tracer/entry.h"'
	'emit/planted.c|:1: emit may not include analyzer/check|#include "analyzer/check/check.h"'
	'core/planted.c|:1: core may not include emit/filter|#include "emit/filter/filter.h"'
	'core/base/planted.c|:1: core/base may not include core/kernel|#include "core/kernel/arch.h"'
	'tracer/import/planted.c|:1: tracer/import may not include tracer/process|#include "tracer/process/memory.h"'
	'emit/filter/planted.c|:1: emit/filter may not include emit/proof|#include "emit/proof/bitvector.h"'
	'emit/in/planted.c|:1: emit/in may not include emit/out|#include "emit/out/out.h"'
	'emit/out/planted.c|:1: includes are from the top|#include "../proof/prove.h"'
	'core/planted2.c|:1: core may not include cli/common|#include "cli/common/option.h"'
	'tests/core/planted.c|:1: tests/core may not include analyzer/derive|#include "analyzer/derive/derive.h"'
	'tests/emit/planted.c|:1: tests/emit may not include tracer|#include "tracer/entry.h"'
	'emit/new/planted.c|emit/new has no row|#include <stdio.h>'
	'tests/new/planted.c|tests/new has no row|#include <stdio.h>'
)
of_the_compiler=()
for header in compile/compile compile/assemble compile/decision_tree compile/dead_code compile/proved in/in out/out lift/lift; do
	of_the_compiler+=("emit/proof/bitvector.h|emit/proof may not include emit/${header%/*}|#include \"emit/$header.h\"")
done
unusual=(
	'emit/proof/planted1.c|:1: includes are from the top|#include "./emit/compile/compile.h"'
	'emit/proof/planted2.c|:2:#include HEADER|#define HEADER "emit/compile/compile.h"\n#include HEADER'
	'emit/proof/planted2.c|:2: emit/proof may not include emit/compile|'
	'emit/proof/planted3.c|:1: emit/proof may not include emit/compile|#include \\\n"emit/compile/compile.h"'
	'emit/proof/planted4.c|:1: emit/proof may not include emit/compile|/**/ #include "emit/compile/compile.h"'
	'emit/proof/planted5.c|:1:#include_next|#include_next "emit/compile/compile.h"'
	'emit/proof/planted6.c|:1:%:include|%:include "emit/compile/compile.h"'
	'emit/proof/planted7.c|:1:??=include|??=include "emit/compile/compile.h"'
	'emit/proof/planted8.c|:1: no .h, .c or .def file|#include "emit/proof/planted.inc"'
	'emit/proof/planted.inc|not a .c, .h or .def file|#include "emit/compile/compile.h"'
	'emit/proof/planted9.c|:1: emit/proof may not include emit/compile|#inc\\\nlude "emit/compile/compile.h"'
	'emit/proof/planted10.c|:2: emit/proof may not include emit/compile|#ifdef __aarch64__\n#include/* */"emit/compile/compile.h"\n#endif'
	'emit/proof/planted11.c|:1: includes are from the top|#include "prove.h"'
	'emit/proof/planted12.c|:2: emit/proof may not include emit/compile|/* a comment\n*/ #include "emit/compile/compile.h"'
	'emit/proof/planted13.c|:1:#import|#import "emit/compile/compile.h"'
)
traced=(
	'tracer/reach/planted.c|may not include <sys/ptrace.h>|#include <sys/ptrace.h>'
	'tracer/code/planted.h|may not include <linux/ptrace.h>|#  include <linux/ptrace.h>'
	'tracer/import/planted2.c|may not include <asm/ptrace.h>|#include <asm/ptrace.h>'
	'tracer/image/planted.c|may not include <libunwind-ptrace.h>|#include <libunwind-ptrace.h>'
	'tracer/reach/planted2.c|:1: tracer/reach may not use ptrace|long ptrace(int request, ...);'
	'tracer/code/planted2.c|:2: tracer/code may not use SYS_ptrace|#include <sys/syscall.h>\n#define LOOK syscall(SYS_ptrace)'
	'emit/filter/planted2.c|may not include <sys/user.h>|#include <sys/user.h>'
	'cli/planted.c|may not include <sys/ptrace.h>|#include <sys/ptrace.h>'
)
tags=(
	'core/planted1.h|row: |struct row { int x; };'
	'tracer/planted2.h|change: |enum change { PLANTED };'
	'emit/in/planted3.c|judge: |static const struct  judge {'
	'cli/planted4.c|rows: |\tstruct rows{'
	'tests/emit/planted5.h|policy: |union policy {'
	'core/planted6.h|box: |struct box\n{\n\tint x;\n};'
	'core/planted7.h|rule: |struct __attribute__((packed, aligned(4))) rule {'
	'core/planted8.h|text: |extern struct text {'
	'core/planted9.h|values: |volatile struct values {'
	'core/planted10.h|planted_first: |struct planted_first { int x; }; struct trace { int x; };'
	'core/planted10.h|trace: |'
	'core/planted11.c|planted_first: |struct planted_first {'
	'core/planted12.h|err: |struct err /* an error */ {'
	'core/planted13.c|planted_last: |#define KIND struct\nKIND planted_last {'
	'core/planted14.h|planted_last: |struct planted_last { int x; };'
)

# copied NAME: sets `copy` to a copy of the sources
copied()
{
	copy=$BATS_FILE_TMPDIR/$1
	mkdir "$copy"
	cp -r core tracer analyzer emit cli tests "$copy"
}

setup_file()
{
	cd "$HERE/.." || return
	local copy case file text number
	copied planted
	for case in "${sideways[@]}" "${of_the_compiler[@]}" "${unusual[@]}" "${traced[@]}" "${tags[@]}"; do
		IFS='|' read -r file _ text <<<"$case"
		mkdir -p "$copy/${file%/*}"
		[ -z "$text" ] || printf '%b\n' "$text" >>"$copy/$file"
	done
	ln -s ../compile/compile.h "$copy/emit/proof/linked.h"
	for number in $(seq 36); do
		echo "int planted$number;" >"$copy/emit/terms/planted$number.c"
	done
	keep "$BATS_FILE_TMPDIR/found" sh tests/layers.sh "$copy" 2>"$BATS_FILE_TMPDIR/broken"
	echo "$kept" >"$BATS_FILE_TMPDIR/status"
}

# detects RULE CASE...: each is reported with what is expected, and so is the rule that they break.
detects()
{
	local case file expected found=$BATS_FILE_TMPDIR/found broken=$BATS_FILE_TMPDIR/broken rule=$1
	shift
	cat "$found" "$broken"
	[ "$(cat "$BATS_FILE_TMPDIR/status")" = 1 ]
	grep -qF "layers: $rule" "$broken"
	for case in "$@"; do
		IFS='|' read -r file expected _ <<<"$case"
		grep -F "$file" "$found" | grep -qF "$expected" || {
			echo "not detected: $case"
			return 1
		}
	done
}

# strict_build CC CFLAGS TARGET...: in a build of its own, of which only the warnings count
strict_build()
{
	env -u MAKEFLAGS -u MAKELEVEL -u SAN CFLAGS="$2" make -s -j2 CC="$1" WERROR=1 "BUILD=build/strict-$1" "${@:3}"
}

# is_optimized_by_gcc FOLDER: all objects of a build, by their debug information, and without a sanitizer
is_optimized_by_gcc()
{
	[ -z "$(find "$1" -name '*.o' -exec grep -LaE 'GNU C11 [ -~]* -O2( |$)' {} +)" ] &&
		[ -z "$(find "$1" -name '*.o' -exec grep -laE 'GNU C11 [ -~]* -fsanitize' {} +)" ]
}

# What the compiler says is kept beside each object, so that the build that is tested need not be made again.
@test "gcc builds everything without a warning" {
	local build=${SECCORD%/*} source
	need gcc
	is_optimized_by_gcc "$build" || {
		strict_build gcc -O2 build/strict-gcc/seccord unit
		build=build/strict-gcc
	}
	find "$build" -name '*.o.said' -size +0 -exec head -n 20 {} + | tee "$BATS_TEST_TMPDIR/said"
	[ ! -s "$BATS_TEST_TMPDIR/said" ]
	find core tracer analyzer emit cli tests/{core,tracer,analyzer,emit,cli,fuzz} -name '*.c' ! -path 'tracer/arm64/*' ! -path 'tracer/x86/*' >"$BATS_TEST_TMPDIR/sources"
	while read -r source; do
		[ -e "$build/${source%.c}.o.said" ]
	done <"$BATS_TEST_TMPDIR/sources"
}

# The text is enough: clang finds nothing more while it generates code.
@test "clang reads everything without a warning" {
	need clang
	strict_build clang -fsyntax-only objects test-objects
}

@test "no folder includes or defines anything against the rules, and text that looks like it is fine" {
	local copy
	copied clean
	echo '(struct row) { 0 }; struct row *row_of(void) { return 0; } const char *text = "struct row {"; // struct row {' >"$copy/core/planted.c"
	sh tests/layers.sh "$copy"
}

@test "a sideways include is detected" {
	detects 'the includes above go sideways or upwards' "${sideways[@]}"
}

@test "an include of the compiler by the proof is detected" {
	detects 'the includes above go sideways or upwards' "${of_the_compiler[@]}"
}

@test "an include in an unusual form is detected, by the text or by the compiler" {
	detects 'the lines above are not plain' "${unusual[@]}" 'emit/proof/linked.h|: a symbolic link|'
}

@test "ptrace in a folder that must not use it is detected" {
	detects 'the lines above use what their row' "${traced[@]}"
}

@test "a tag that a header and another file define is detected" {
	detects 'the tags above are defined in a header and once more' "${tags[@]}"
}

@test "a folder of sources with more than 36 files is detected" {
	detects 'a folder of sources has .c, .h and .def files only, and at most 36' 'emit/terms: | files|'
}

@test "shell scripts pass shellcheck" {
	need shellcheck
	shellcheck bootstrap .ci/run tests/tap tests/*.sh tests/truth/*.sh tests/truth/heldout/*.sh tests/profiles/*.sh docs/*.sh debian/tests/{loop,shells,i386,runtimes} contrib/*/*.sh contrib/containers/seccord-runtime testdata/*/*.sh
	shellcheck -s bash tests/*.bats tests/static/*.bats tests/*.bash
}

@test "the manual passes mandoc -Tlint" {
	need mandoc
	run bash -c "mandoc -Tlint -W style docs/seccord.1 2>&1 | grep -v 'mandoc.db lacks\|manual not found'"
	echo "$output"
	[ -z "$output" ]
}

@test "every source file has its licence in its first lines" {
	run grep -rL 'SPDX-License-Identifier: Apache-2.0' core tracer analyzer emit cli tests docs contrib examples Makefile bootstrap .ci/run \
		--include='*.c' --include='*.h' --include='*.def' --include='*.sh' --include='*.bats' --include=Makefile \
		--include=bootstrap --include=run --include='*.1' --include='*.yml' --include='*.yaml' --include='seccord-ci' --include='*-comment' \
		--include='*.py' --include='*.js' --include='*.awk'
	echo "$output"
	[ -z "$output" ]
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

# fake_machine MANAGER...: a folder of tools with package managers that only write down what they are called with.
fake_machine()
{
	tools=$BATS_TEST_TMPDIR/tools
	rm -rf "$tools"
	mkdir "$tools"
	local tool
	for tool in sh dirname sort tr grep id echo cat uname rm env sleep getconf; do
		ln -s "$(command -v "$tool")" "$tools/$tool"
	done
	for tool; do
		printf '#!/bin/sh\necho "%s $*" >>"%s/log"\n' "$tool" "$tools" >"$tools/$tool"
	done
	printf '#!/bin/sh\nexec "$@"\n' >"$tools/sudo"
	printf '#!/bin/sh\necho "make $*" >>"%s/log"\n' "$tools" >"$tools/make"
	(cd "$tools" && chmod +x sudo make "$@")
}

@test "bootstrap says first how much it will install, and --no-extra leaves out what is for further tests" {
	fake_machine apt-get
	output=$(env -i PATH="$tools" ./bootstrap check SOME=value 2>&1) || true
	echo "$output"
	[[ $(head -n 1 <<<"$output") =~ ^"bootstrap: "[0-9]+" required packages and "[0-9]{2}" for further tests are missing; apt-get will install them" ]]
	grep -q '^apt-get .* nginx-light' "$tools/log"
	[ "$(tail -n 1 "$tools/log")" = "make -j$(getconf _NPROCESSORS_ONLN) check SOME=value" ]
	fake_machine apt-get
	output=$(env -i PATH="$tools" ./bootstrap check --no-extra SOME=value 2>&1) || true
	echo "$output"
	[[ $(head -n 1 <<<"$output") =~ ^"bootstrap: "[0-9]+" required packages and 0 for further tests" ]]
	not grep -q nginx-light "$tools/log"
	grep -q '^apt-get .* libcmocka-dev' "$tools/log"
	[ "$(tail -n 1 "$tools/log")" = "make -j$(getconf _NPROCESSORS_ONLN) check SOME=value" ]
}

@test "bootstrap finds servers outside a user's PATH, and does not install them again" {
	[ -x /usr/sbin/nginx ] || skip "nginx is not installed, or elsewhere"
	fake_machine apt-get
	env PATH="$tools:/usr/bin:/bin" ./bootstrap check
	cat "$tools/log"
	tail -n 1 "$tools/log" | grep -q '^make '
	not grep -q nginx-light "$tools/log"
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
