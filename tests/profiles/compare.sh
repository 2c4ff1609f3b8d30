#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# compare.sh [FIRST [LAST]] reads random profiles of generate.py, seeds FIRST to
# LAST (1 to 100; for lxc to 200), and proves that what is read equals the filter that the tool itself compiles. A tool that
# is not there is skipped:
#
# MINIJAIL  a folder with minijail's source and its built parse_seccomp_policy
# ARCH_JSON constants for its compile_seccomp_policy.py, for x86_64
# KAFEL     a folder with kafel's source and its built libkafel.a
# lxc       is the installed one, as root: the start of a container ends at the filter, which a library in place of
#           libseccomp's seccomp_load() writes to a file
#
# Of a difference, the profile is printed. For minijail and kafel, filters for other archs are left out: the tools differ in
# whether they end a thread or a process there. Nothing runs for longer than 30 seconds.
seccord=${SECCORD:-./seccord}
here=$(cd "$(dirname "$0")" && pwd)
first=${1:-1} last=${2:-100}
ulimit -t 60
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failed=0

# compile_TOOL: ./profile to ./filter. They are called by name.
# Without threads to stop, minijail0 kills the thread, and with them the process: both are the same here.
# shellcheck disable=SC2317
compile_libminijail()
{
	timeout 30 "$MINIJAIL/parse_seccomp_policy" --dump="$work/filter" "$work/profile" && python3 - "$work/filter" <<-'END'
	import sys
	code = open(sys.argv[1], "rb").read()
	code = [code[i:i + 8] for i in range(0, len(code), 8)]
	kill = b"\x06\0\0\0\0\0\0\x80"
	open(sys.argv[1], "wb").write(b"".join(kill if one == b"\x06" + bytes(7) else one for one in code))
	END
}

# shellcheck disable=SC2317
compile_compiler()
{
	local option=()
	! grep -q '^@denylist' "$work/profile" || option=(--denylist)
	timeout 30 python3 "$MINIJAIL/tools/compile_seccomp_policy.py" "${option[@]}" --use-kill-process --arch-json "$ARCH_JSON" "$work/profile" "$work/filter"
}

# shellcheck disable=SC2317
compile_kafel()
{
	timeout 30 "$work/kafel_dump" "$work/profile" "$work/filter"
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

# The child of lxc-execute ends at its filter; there is nothing in the container's root to run.
# shellcheck disable=SC2317
compile_lxc()
{
	rm -f "$work/filter"
	SECCORD_FILTER_FD=9 LD_PRELOAD=$work/keep.so timeout -k 5 30 lxc-execute -n "seccord-profile-$$" -P "$work/lxc" -f "$work/config" -- /bin/true \
		9>"$work/filter" </dev/null
	[ -s "$work/filter" ]
}

build_lxc()
{
	mkdir -p "$work/lxc" "$work"/root/{usr,proc,dev,sys,run,tmp,etc,var}
	for link in bin lib lib64 sbin; do
		ln -s "usr/$link" "$work/root/$link"
	done
	cat >"$work/config" <<-END
	lxc.rootfs.path = dir:$work/root
	lxc.net.0.type = none
	lxc.autodev = 0
	lxc.console.path = none
	lxc.seccomp.profile = $work/profile
	END
	cat >"$work/keep.c" <<-'END'
	#include <stdlib.h>
	#include <unistd.h>
	int seccomp_export_bpf(const void *filter, int fd);
	static int out = -1;
	__attribute__((constructor)) static void find(void)
	{
		const char *number = getenv("SECCORD_FILTER_FD");
		out = number ? atoi(number) : -1;
	}
	int seccomp_load(const void *filter)
	{
		_exit(out < 0 || seccomp_export_bpf(filter, out) ? 1 : 0);
	}
	END
	cc -shared -fPIC -o "$work/keep.so" "$work/keep.c" -l:libseccomp.so.2 || return
	printf '2\ndenylist allow\n[all]\nkexec_load errno 1\n' >"$work/profile"
	compile_lxc >/dev/null 2>&1
}

# differs DIALECT STATUS: whether verify found a difference that counts
differs()
{
	if [ "$1" = lxc ]; then
		[ "$2" = 1 ]
	else
		grep -q -E '^(x86_64|x32)' "$work/out"
	fi
}

# compare DIALECT
compare()
{
	local same=0 inexact=0 both=0 laxer=0 different=0 seed status
	for ((seed = first; seed <= last; seed++)); do
		python3 "$here/generate.py" "$1" "$seed" >"$work/profile"
		timeout 30 "$seccord" policy -o "$work/policy" "$work/profile" 2>"$work/error"
		status=$?
		if ! "compile_$1" >/dev/null 2>&1; then
			[ $status = 2 ] && both=$((both + 1)) || laxer=$((laxer + 1))
			continue
		fi
		if [ $status = 0 ]; then
			timeout 30 "$seccord" verify "$work/policy" "$work/filter" >"$work/out" 2>/dev/null
			status=$?
		else
			echo "x86_64: refused: $(tail -n 1 "$work/error")" >"$work/out"
			status=1
		fi
		if differs "$1" $status; then
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
if [ "$(id -u)" = 0 ] && command -v lxc-execute >/dev/null && build_lxc; then
	last=${2:-200}
	compare lxc
else
	echo "lxc: skipped, lxc-execute cannot start a container here"
fi
exit $failed
