#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# compare.sh [FIRST [LAST]] reads random profiles of generate.py, seeds FIRST to
# LAST, and proves that what is read equals the filter that the tool itself compiles. A tool that
# is not there is skipped:
#
# MINIJAIL  a folder with minijail's source and its built parse_seccomp_policy
# ARCH_JSON constants for its compile_seccomp_policy.py, for x86_64
# KAFEL     a folder with kafel's source and its built libkafel.a
#
# Of a difference, the profile is printed. Filters for other archs are left out: the tools differ in
# whether they end a thread or a process there.
seccord=${SECCORD:-./seccord}
here=$(cd "$(dirname "$0")" && pwd)
first=${1:-1} last=${2:-100}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failed=0

# compile_TOOL: ./profile to ./filter. They are called by name.
# shellcheck disable=SC2317
compile_libminijail()
{
	"$MINIJAIL/parse_seccomp_policy" --dump="$work/filter" "$work/profile"
}

# shellcheck disable=SC2317
compile_compiler()
{
	local option=()
	! grep -q '^@denylist' "$work/profile" || option=(--denylist)
	python3 "$MINIJAIL/tools/compile_seccomp_policy.py" "${option[@]}" --use-kill-process --arch-json "$ARCH_JSON" "$work/profile" "$work/filter"
}

# shellcheck disable=SC2317
compile_kafel()
{
	"$work/kafel_dump" "$work/profile" "$work/filter"
}

build_kafel()
{
	cat >"$work/kafel_dump.c" <<-'END'
	#include <kafel.h>
	#include <stdio.h>
	int main(int argc, char **argv)
	{
		struct sock_fprog filter;
		FILE *in = argc == 3 ? fopen(argv[1], "r") : NULL, *out = argc == 3 ? fopen(argv[2], "w") : NULL;
		if (!in || !out || kafel_compile_file(in, &filter))
			return 2;
		return fwrite(filter.filter, sizeof(*filter.filter), filter.len, out) != filter.len || fclose(out);
	}
	END
	cc -I"$KAFEL/include" -o "$work/kafel_dump" "$work/kafel_dump.c" "$KAFEL/libkafel.a"
}

# compare DIALECT
compare()
{
	local same=0 inexact=0 both=0 laxer=0 different=0 seed status
	for ((seed = first; seed <= last; seed++)); do
		python3 "$here/generate.py" "$1" "$seed" >"$work/profile"
		"$seccord" policy -o "$work/policy" "$work/profile" 2>/dev/null
		status=$?
		if ! "compile_$1" >/dev/null 2>&1; then
			[ $status = 2 ] && both=$((both + 1)) || laxer=$((laxer + 1))
			continue
		fi
		[ $status = 0 ] || echo "x86_64: refused" >"$work/out"
		[ $status != 0 ] || "$seccord" verify "$work/policy" "$work/filter" >"$work/out" 2>/dev/null
		status=$?
		if grep -q -E '^(x86_64|x32)' "$work/out"; then
			different=$((different + 1)) failed=1
			printf '%s, seed %s:\n' "$1" "$seed"
			head -n 3 "$work/out"
			cat "$work/profile"
		elif [ $status = 2 ]; then
			inexact=$((inexact + 1))
		else
			same=$((same + 1))
		fi
	done
	echo "$1: $same same, $inexact inexact, $different different; the tool refuses $((both + laxer)), of which $laxer are read"
}

if [ -x "$MINIJAIL/parse_seccomp_policy" ]; then compare libminijail; else echo "libminijail: skipped, MINIJAIL is not set"; fi
if [ -e "$MINIJAIL/tools/compile_seccomp_policy.py" ] && [ -e "$ARCH_JSON" ]; then compare compiler; else echo "compiler: skipped, MINIJAIL or ARCH_JSON is not set"; fi
if [ -e "$KAFEL/libkafel.a" ] && build_kafel; then compare kafel; else echo "kafel: skipped, KAFEL is not set"; fi
exit $failed
