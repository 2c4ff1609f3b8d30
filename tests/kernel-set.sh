#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# kernel-set.sh HELPER OUT COMMAND...: runs the command with the word
# ":kernel-set:" replaced by HELPER and a file; from where that word stands, the
# tree is also traced by raw_syscalls:sys_enter, in a tracefs instance of its
# own. OUT gets the numbers, sorted as text; the file KERNEL_CALLS, if set, the distinct
# calls with their arguments, as lines of the tracepoint. The exit status is the command's.
# The tracepoint cannot distinguish i386 from x86_64, nor can OUT. Number -1 is
# a call that a tracer has the kernel skip, as engine syscall does at its probes of
# the vDSO: no call of the program's, and left out.
set -u

if [ "${IN_NAMESPACE:-}" != "$PPID" ]; then
	IN_NAMESPACE=$$ exec unshare -m --propagation private sh -c '"$@"; exit $?' sh "$0" "$@"
fi
helper=$1 out=$2
shift 2

tracefs=$(mktemp -d)
mount -t tracefs none "$tracefs" || exit 121
instance=$tracefs/instances/seccord-$$
mkdir "$instance" || exit 121
trap 'rmdir "$instance"; umount "$tracefs"; rmdir "$tracefs"' EXIT

echo 32768 >"$instance/buffer_size_kb"
echo 1 >"$instance/options/event-fork"
echo 4194303 >"$instance/set_event_pid" # nobody yet: an empty list is everybody
echo 1 >"$instance/events/raw_syscalls/sys_enter/enable"

# Puts HELPER and its file in the place of the word.
count=$#
while [ "$count" -gt 0 ]; do
	word=$1
	shift
	if [ "$word" = :kernel-set: ]; then
		set -- "$@" "$helper" "$instance/set_event_pid"
	else
		set -- "$@" "$word"
	fi
	count=$((count - 1))
done
"$@"
status=$?
echo 0 >"$instance/tracing_on"
if grep -hv ': 0$' "$instance"/per_cpu/*/stats | grep -q '^overrun'; then
	echo "kernel-set.sh: the kernel lost events" >&2
	exit 121
fi
[ -z "${KERNEL_CALLS:-}" ] || sed -n 's/.*\(sys_enter: NR [0-9]* (.*\)/sh-1 [000] 1.0: \1/p' "$instance/trace" | sort -u >"$KERNEL_CALLS"
sed -n 's/.*sys_enter: NR \([0-9]*\) .*/\1/p' "$instance/trace" | sort -u >"$out"
exit $status
