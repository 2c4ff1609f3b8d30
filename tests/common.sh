# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# What the bats tests and the scripts of `make truth` share.

# await COMMAND...: waits until it holds, at most 60 s.
await()
{
	local tries=0
	until "$@"; do
		[ $((tries += 1)) -lt 1200 ] || return 1
		sleep 0.05
	done
}

# kernel_set FILE: builds kernel-set there; false where the kernel's tracepoint cannot be had.
kernel_set()
{
	[ "$(id -u)" = 0 ] && [ "$(uname -m)" = x86_64 ] && unshare -m mount -t tracefs none /mnt 2>/dev/null &&
		${CC:-cc} -O1 -static -nostdlib -fno-stack-protector -o "$1" "$(dirname "${BASH_SOURCE[0]}")/kernel-set.c"
}

# Prints why there are no 32-bit programs here, or nothing. A compiler that makes
# them is not enough: the kernel may be built, or started, without their calls.
lack_of_i386()
{
	local probe=$PROGRAMS/m32/hop
	if [ ! -x "$probe" ]; then
		echo "the compiler here makes no 32-bit programs"
	elif [ "$("$probe" 2>/dev/null)" != '32 bits' ]; then
		echo "the kernel here runs no 32-bit programs"
	fi
}
