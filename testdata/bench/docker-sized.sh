#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# docker-sized.sh >docker-sized.json: a policy of the size and shape of Docker's
# default one, from our own tables: every call of the harmless categories on
# x86_64, i386 and x32; clone without new namespaces, clone3 refused so that libc
# falls back, a few personalities, sockets but for AF_VSOCK.
set -eu

cd "$(dirname "$0")/../.."

# category NAME...: the calls of these, but for those that need conditions
category()
{
	for name in "$@"; do
		sed -n "s/^SIGNATURE(\([a-z0-9_]*\), *$name,.*/\1/p" core/kernel/signatures.def
	done | grep -vx 'clone\|clone3\|personality\|socket' | sort
}

# called: of the names on standard input those that one of the three archs has
called()
{
	while read -r call; do
		sed -n "s/^SYSCALL($call, *\([-0-9]*\), *\([-0-9]*\), *\([-0-9]*\),.*/\1 \2 \3/p" core/kernel/syscalls.def |
			grep -qvx -e '-1 -1 -1' && echo "$call"
	done
}

cat <<'END'
{"seccord": 1,
 "note": "the size and shape of Docker's default: made by docker-sized.sh",
 "archs": ["x86_64", "i386", "x32"],
 "default": {"action": "errno", "errno": "EPERM"},
 "newer": {"action": "errno", "errno": "ENOSYS"},
 "foreign": {"action": "kill"},
 "calls": [
  {"call": "clone", "args": [{"clone_flags": {"bits": "0x81fdff00"}}]},
  {"call": "clone3", "action": "errno", "errno": "ENOSYS"},
  {"call": "personality", "args": [{"personality": [0, 8, "0x20000", "0x20008", "0xffffffff"]}]},
  {"call": "socket", "args": [{"domain": {"from": 0, "to": 39}}, {"domain": {"from": 41, "to": "0xffffffff"}}]},
END
category io poll file file_write file_attr notify memory process thread signal time timer identity system network \
	ipc aio device resources scheduling sandbox set_identity | called | sed 's/.*/  {"call": "&"},/; $s/,$//'
printf ' ]}\n'
