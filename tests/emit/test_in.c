/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What other tools' files mean: the answer to a call, and the options that say what a file does not.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>

#include "tests/emit/in_text.h"

#define SPEC "spec: {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [read], action: SCMP_ACT_ALLOW}]}}\n"
#define BLOCK "spec:\n  defaultAction: SCMP_ACT_ERRNO\n  syscalls:\n  - names: [read]\n    action: SCMP_ACT_ALLOW\n"
#define ARCHES(arch) "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_X86\"], \"syscalls\": " \
	"[{\"names\": [\"ptrace\"], \"action\": \"SCMP_ACT_ALLOW\", \"includes\": {\"arches\": [\"" arch "\"]}}]}"
#define CRATE(action, filter) "{\"t\": {\"mismatch_action\": " action ", \"match_action\": \"allow\", \"filter\": [" filter "]}}"

static const struct answer_row {
	const char *file;
	enum syscall_id id;
	uint64_t arg0, arg1, arg2;
	uint32_t ret;
} answer_rows[] = {
	{ "whitelist ${HOME}/x\nseccomp.drop mkdir\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ "blacklist /boot\nseccomp.keep mkdir\n", CALL_rmdir, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	/* blanks around | and comments behind a line are of compile_seccomp_policy.py, where the answer applies on match */
	{ "dup: arg0 == 1; return EIO\n", CALL_dup, 1, 0, 0, SECCOMP_RET_ALLOW },
	{ "dup: arg0 == 1; return EIO\nread: 1 # x\n", CALL_dup, 1, 0, 0, SECCOMP_RET_ERRNO | EIO },
	{ "read: 1\ndup[arch=amd64]: 1\n", CALL_dup, 0, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ "dup: arg0 == 1 | 2; return EIO\n", CALL_dup, 3, 0, 0, SECCOMP_RET_ERRNO | EIO },
	{ "POLICY p { ALLOW { mkdir } }\nUSE p DEFAULT ERRNO(5)\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "POLICY p { ALLOW { mkdir } }\nUSE p DEFAULT ERRNO(5)\n", CALL_rmdir, 0, 0, 0, SECCOMP_RET_ERRNO | EIO },
	{ "POLICY p { ALLOW { mkdir } }\nPOLICY q { DENY { rmdir }, USE p }\n#define ONE 1\nUSE q DEFAULT TRAP(3)\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "/* a: b */\nALLOW { dup { fildes == 3 || fildes >= 0x10 && fildes < 020 } }\n", CALL_dup, 3, 0, 0, SECCOMP_RET_ALLOW },
	{ "ALLOW { dup { fildes == 3 || fildes >= 0x10 && fildes < 020 } }\n", CALL_dup, 16, 0, 0, SECCOMP_RET_KILL_THREAD },
	/* an int compares 32 bits, unless a number needs more */
	{ "ALLOW { dup { fildes == 3 } }\n", CALL_dup, 0x100000003, 0, 0, SECCOMP_RET_ALLOW },
	{ "ALLOW { dup { fildes == -1 } }\n", CALL_dup, 0xffffffff, 0, 0, SECCOMP_RET_KILL_THREAD },
	{ "ALLOW { dup(a) { a == 3 } }\n", CALL_dup, 0x100000003, 0, 0, SECCOMP_RET_KILL_THREAD },
	{ "ALLOW { mmap { !((prot & 4) == 4) } }\n", CALL_mmap, 0, 0, 6, SECCOMP_RET_KILL_THREAD },
	{ "ALLOW { mmap { (prot | 1) == 3, prot == 8 } }\n", CALL_mmap, 0, 0, 2, SECCOMP_RET_ALLOW },
	{ "ALLOW { mmap { (prot | 1) == 2 } }\n", CALL_mmap, 0, 0, 2, SECCOMP_RET_KILL_THREAD },
	{ "#define N 83\nALLOW { N }\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "ALLOW { SYSCALL[83] }\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "ALLOW { newfstat, nosuch ON arm { x == 1 } }\n", CALL_fstat, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "LOG { mkdir } KILL_PROCESS { mkdir }\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_LOG },
	{ "mode: ONCE\nname: \"a\"\nseccomp_string: \"ERRNO(1) {\" # x\nseccomp_string: 'mkdir }' ' DEFAULT ALLOW'\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ "{\"mode\": \"ONCE\", \"seccompString\": [\"ERRNO(1) { mkdir }\", \"DEFAULT ALLOW\"]}", CALL_rmdir, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "2\ndenylist\nmkdir\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_KILL_THREAD },
	{ "2\nblacklist errno 5\nmkdir trap\n", CALL_rmdir, 0, 0, 0, SECCOMP_RET_ERRNO | EIO },
	{ "2\nallowlist\n[arm]\nmkdir\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_KILL_THREAD },
	{ "2\nallowlist\n[x86]\nmkdir\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "2\nallowlist\nmkdir allow [1,0x3,&=,0x1]\n", CALL_mkdir, 0, 5, 0, SECCOMP_RET_ALLOW },
	{ "2\nallowlist\nmkdir allow [1,0x3,&=,0x1]\n", CALL_mkdir, 0, 2, 0, SECCOMP_RET_KILL_THREAD },
	{ "2\nallowlist allow\nreject_force_umount\nmkdir kill\n", CALL_umount2, 0, 3, 0, SECCOMP_RET_ERRNO | EACCES },
	{ "1\nallowlist\n83\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"defaultErrnoRet\": 1, \"syscalls\": [{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_TRAP\", \"errnoRet\": 5}]}",
	  CALL_rmdir, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"defaultErrnoRet\": 1, \"syscalls\": [{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_TRAP\", \"errnoRet\": 5}]}",
	  CALL_mkdir, 0, 0, 0, SECCOMP_RET_TRAP },
	{ X86 "SystemCallFilter=read\nSystemCallFilter=~read\n", CALL_read, 0, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ X86 "SystemCallFilter=read\nSystemCallFilter=\nSystemCallFilter=write\n", CALL_read, 0, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ X86 "SystemCallFilter=read\nSystemCallErrorNumber=EACCES\n", CALL_write, 0, 0, 0, SECCOMP_RET_ERRNO | EACCES },
	{ "\xef\xbb\xbf" X86 "SystemCallFilter=~mkdir\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ X86 "SystemCallFilter=~read\n\xef\xbb\xbfSystemCallFilter=~mkdir\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ "\xef\xbb\xbfkind: SeccompProfile\nspec: {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [mkdir], action: SCMP_ACT_ALLOW}]}\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "kind: SeccompProfile\nspec: {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [dup], action: SCMP_ACT_ALLOW, args: [{index: 0, value: 0x10, op: SCMP_CMP_EQ}]}]}\n",
	  CALL_dup, 16, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "SystemCallFilter=~@known\n", CALL_map_shadow_stack, 0, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ X86 "SystemCallFilter=@known\n", CALL_map_shadow_stack, 0, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ X86 "SystemCallFilter=read\n", CALL_execve, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "SystemCallFilter=~@mount\n", CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "SystemCallFilter=~@mount:EBUSY\n", CALL_mount, 0, 0, 0, SECCOMP_RET_ERRNO | EBUSY },
	{ X86 "SystemCallFilter=~@mount\nSystemCallFilter=mount\n", CALL_mount, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "SystemCallFilter=@system-service\nSystemCallFilter=~clone3:ENOSYS\n", CALL_clone3, 0, 0, 0, SECCOMP_RET_ERRNO | ENOSYS },
	{ X86 "SystemCallFilter=@system-service\nSystemCallFilter=mount:EIO\n", CALL_mount, 0, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ X86 "SystemCallFilter=~mount\nSystemCallFilter=~\n", CALL_mount, 0, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ X86 "SystemCallFilter=read\n", CALL_uretprobe, 0, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ "SystemCallArchitectures=x86\nSystemCallFilter=~mount\n", CALL_mount, 0, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ X86 "SystemCallFilter=~mkdir \\\n# comment\n; another\n  rmdir\n", CALL_rmdir, 0, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ X86 "[Unit]\nSystemCallFilter=~read\n[Service]\nSystemCallFilter=~write\n", CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "SystemCallFilter=~mkdir\nSystemCallErrorNumber=EIO\nSystemCallErrorNumber=0\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ERRNO | EIO },
	{ X86 "SystemCallFilter=~mkdir:eio\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ERRNO | EIO },
	{ X86 "SystemCallFilter=~mkdir:0x10\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ERRNO | 16 },
	{ X86 "SystemCallFilter=~mkdir:010\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ERRNO | 8 },
	{ X86 "SystemCallFilter=~mkdir:0b101\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ERRNO | 5 },
	{ X86 "SystemCallFilter=~mkdir:ENOSUCH rmdir\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "SystemCallFilter=@nosuch\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ X86 "SystemCallFilter=~mkdir\nSystemCallErrorNumber=eacces\nSystemCallErrorNumber=EIO EPERM\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ERRNO | EACCES },
	{ X86 "RestrictAddressFamilies=af_unix AF_DECNET AF_NOSUCH\n", CALL_socket, 12, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "RestrictAddressFamilies=AF_NOSUCH\n", CALL_socket, 1, 0, 0, SECCOMP_RET_ERRNO | EAFNOSUPPORT },
	{ X86 "RestrictNamespaces=net\nRestrictNamespaces=ipc nosuch\n", CALL_unshare, 0x08000000, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ X86 "SystemCallLog=mkdir\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_LOG },
	{ X86 "SystemCallLog=~mkdir\nSystemCallFilter=~rmdir\n", CALL_read, 0, 0, 0, SECCOMP_RET_LOG },
	{ X86 "SystemCallLog=~mkdir:EIO chmod\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_LOG },
	{ X86 "SystemCallLog=~mkdir:EIO chmod @clock:kill\n", CALL_chmod, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "SystemCallLog=~mkdir:EIO\n", CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "SystemCallLog=mkdir:EIO chmod\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "RestrictAddressFamilies=AF_UNIX AF_INET\n", CALL_socket, 16, 0, 0, SECCOMP_RET_ERRNO | EAFNOSUPPORT },
	{ X86 "RestrictAddressFamilies=AF_UNIX AF_INET\nRestrictAddressFamilies=~AF_INET\n", CALL_socket, 2, 0, 0, SECCOMP_RET_ERRNO | EAFNOSUPPORT },
	{ X86 "RestrictAddressFamilies=~AF_PACKET\n", CALL_socket, 2, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "RestrictAddressFamilies=none\nRestrictAddressFamilies=~AF_UNIX\n", CALL_socket, 1, 0, 0, SECCOMP_RET_ERRNO | EAFNOSUPPORT },
	{ X86 "RestrictAddressFamilies=none\nRestrictAddressFamilies=~AF_UNIX\n", CALL_socket, 2, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "RestrictAddressFamilies=none\nRestrictAddressFamilies=AF_UNIX\n", CALL_socket, 1, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "RestrictAddressFamilies=none\n", CALL_socket, 1, 0, 0, SECCOMP_RET_ERRNO | EAFNOSUPPORT },
	{ X86 "RestrictAddressFamilies=AF_UNIX\nSystemCallFilter=~socket:EIO\n", CALL_socket, 2, 0, 0, SECCOMP_RET_ERRNO | EIO },
	{ X86 "RestrictNamespaces=cgroup net\n", CALL_unshare, 0x10000000, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ X86 "RestrictNamespaces=cgroup net\n", CALL_unshare, 0x40000000, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "RestrictNamespaces=~user\n", CALL_setns, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ X86 "RestrictNamespaces=yes\n", CALL_clone3, 0, 0, 0, SECCOMP_RET_ERRNO | ENOSYS },
	{ X86 "RestrictNamespaces=yes\nRestrictNamespaces=no\n", CALL_clone3, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "RestrictRealtime=yes\n", CALL_sched_setscheduler, 0, 1, 0, SECCOMP_RET_ERRNO | EPERM },
	{ X86 "RestrictRealtime=yes\n", CALL_sched_setscheduler, 0, 3, 0, SECCOMP_RET_ALLOW },
	{ X86 "RestrictSUIDSGID=on\n", CALL_chmod, 0, 04755, 0, SECCOMP_RET_ERRNO | EPERM },
	{ X86 "DynamicUser=1\n", CALL_open, 0, 0100, 02644, SECCOMP_RET_ERRNO | EPERM },
	{ X86 "RestrictSUIDSGID=true\n", CALL_open, 0, 0, 02644, SECCOMP_RET_ALLOW },
	{ X86 "MemoryDenyWriteExecute=yes\n", CALL_mmap, 0, 0, 7, SECCOMP_RET_ERRNO | EPERM },
	{ X86 "MemoryDenyWriteExecute=yes\n", CALL_mmap, 0, 0, 5, SECCOMP_RET_ALLOW },
	{ X86 "LockPersonality=yes\n", CALL_personality, UINT32_MAX, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ X86 "ProtectClock=yes\n", CALL_settimeofday, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ X86 "ProtectKernelModules=yes\n", CALL_init_module, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ X86 "ProtectKernelLogs=yes\n", CALL_syslog, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ X86 "ProtectKernelTunables=yes\n", CALL__sysctl, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ X86 "ProtectHostname=yes\n", CALL_sethostname, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ X86 "PrivateDevices=yes\nPrivateDevices=off\n", CALL_iopl, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ X86 "SystemCallFilter=@system-service \\\n  mount\n", CALL_mount, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "read: 1\nopen: arg1 == O_RDONLY || arg1 & O_CREAT; return EACCES\n", CALL_open, 0, 0100, 0, SECCOMP_RET_ALLOW },
	{ "read: 1\nopen: arg1 == O_RDONLY || arg1 & O_CREAT; return EACCES\n", CALL_open, 0, 01, 0, SECCOMP_RET_ERRNO | EACCES },
	{ "read: 1\nopen: arg1 == O_RDONLY || arg1 & O_CREAT\n", CALL_open, 0, 1, 0, SECCOMP_RET_KILL_PROCESS },
	{ "mprotect: arg2 in ~PROT_EXEC || arg2 in ~PROT_WRITE\n", CALL_mprotect, 0, 0, 6, SECCOMP_RET_KILL_PROCESS },
	{ "mprotect: arg2 in ~PROT_EXEC || arg2 in ~PROT_WRITE\n", CALL_mprotect, 0, 0, 5, SECCOMP_RET_ALLOW },
	{ "mprotect: arg2 in (PROT_READ | PROT_EXEC) # both\n", CALL_mprotect, 0, 0, 5, SECCOMP_RET_ALLOW },
	{ "prctl: arg0 >= 10 && arg0 < 0x10\n", CALL_prctl, 15, 0, 0, SECCOMP_RET_ALLOW },
	{ "prctl: arg0 >= 10 && \\\n  arg0 < 0x10\n", CALL_prctl, 16, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ "prctl: arg0 != 10 && arg0 > 9\n", CALL_prctl, 10, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ "@default trap\nread: kill-thread\n", CALL_write, 0, 0, 0, SECCOMP_RET_TRAP },
	{ "@default trap\nread: kill-thread\n", CALL_read, 0, 0, 0, SECCOMP_RET_KILL_THREAD },
	{ "seccomp: 1\nread: 1\n", CALL_seccomp, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "{ read, write }: 1\nclose[arch=x86_64,arm]: 1\n", CALL_write, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "{ read, write }: 1\nclose[arch=x86_64,arm]: 1\n", CALL_close, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "{ read, close[arch=arm, arm64] }: 1\n", CALL_close, 0, 0, 0, SECCOMP_RET_KILL_PROCESS },
	{ "{ close[arch=arm, arm64], read }: 1\n", CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "0: 1\n0x101: 1\n", CALL_openat, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "prctl: arg0 == 1\nread: 1\nprctl: arg0 == 2\n", CALL_prctl, 2, 0, 0, SECCOMP_RET_ALLOW },
	{ "socket: arg0 == AF_UNIX; return EACCES\n", CALL_socket, 1, 0, 0, SECCOMP_RET_ALLOW },
	{ "socket: arg0 == AF_UNIX; return EACCES\n", CALL_socket, 2, 0, 0, SECCOMP_RET_ERRNO | EACCES },
	{ "@default trap\nsocket: arg0 == AF_UNIX; return EACCES\n", CALL_socket, 1, 0, 0, SECCOMP_RET_ERRNO | EACCES },
	{ "@default trap\nsocket: arg0 == AF_UNIX; return EACCES\n", CALL_socket, 2, 0, 0, SECCOMP_RET_TRAP },
	{ "read: { arg0 == 1; kill-thread, arg0 & 0x10; user-notify, return 3 }\n", CALL_read, 1, 0, 0, SECCOMP_RET_KILL_THREAD },
	{ "read: { arg0 == 1; kill-thread, arg0 & 0x10; user-notify, return 3 }\n", CALL_read, 16, 0, 0, SECCOMP_RET_USER_NOTIF },
	{ "read: { arg0 == 1; kill-thread, arg0 & 0x10; user-notify, return 3 }\n", CALL_read, 2, 0, 0, SECCOMP_RET_ERRNO | 3 },
	{ "@denylist\nmount: return EPERM\n", CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "@denylist\nmount: return EPERM\n", CALL_mount, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ "lseek: arg1 == -1 || arg1 == 010\n", CALL_lseek, 0, UINT64_MAX, 0, SECCOMP_RET_ALLOW },
	{ "lseek: arg1 == -1 || arg1 == 010\n", CALL_lseek, 0, 8, 0, SECCOMP_RET_ALLOW },
	{ "lseek: arg1 == -1 || arg1 == 010\n", CALL_lseek, 0, UINT32_MAX, 0, SECCOMP_RET_KILL_PROCESS },
	{ "openat: arg0 == AT_FDCWD && arg2 in ~(O_CREAT|(O_TRUNC|O_EXCL))\n", CALL_openat, (uint64_t)-100, 0, 1, SECCOMP_RET_ALLOW },
	{ "openat: arg0 == AT_FDCWD && arg2 in ~(O_CREAT|(O_TRUNC|O_EXCL))\n", CALL_openat, (uint64_t)-100, 0, 01000, SECCOMP_RET_KILL_PROCESS },
	{ "read: arg2 <= 4096\n", CALL_read, 0, 0, 4096, SECCOMP_RET_ALLOW },
	{ "read: arg2 > 4096\n", CALL_read, 0, 0, 4096, SECCOMP_RET_KILL_PROCESS },
	{ "@default kill-process\n@frequency ./file.freq\nread: log\n", CALL_read, 0, 0, 0, SECCOMP_RET_LOG },
	{ "seccomp.drop mount,umount2\n", CALL_mount, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ "seccomp.drop mount,$166:EBUSY\n", CALL_umount2, 0, 0, 0, SECCOMP_RET_ERRNO | EBUSY },
	{ "seccomp.drop mount:EBUSY,!mount\n", CALL_mount, 0, 0, 0, SECCOMP_RET_ERRNO | EBUSY },
	{ "seccomp.drop @mount,!mount\n", CALL_mount, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "seccomp.drop mount:kill\n", CALL_mount, 0, 0, 0, SECCOMP_RET_KILL_THREAD },
	{ "seccomp.drop mount:log,chroot\n", CALL_mount, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "seccomp.drop mount \nseccomp.drop  chroot # a comment\n", CALL_chroot, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ "seccomp.drop mount\nseccomp.drop\tchroot\n", CALL_mount, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "quiet\nseccomp.keep read\nseccomp-error-action kill\n", CALL_mount, 0, 0, 0, SECCOMP_RET_KILL_THREAD },
	{ "seccomp.keep read\nseccomp.drop read\n", CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "seccomp.keep read,!read\n", CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "seccomp.keep write,!write\n", CALL_write, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ "seccomp.keep write,kill:ENOENT\n", CALL_kill, 0, 0, 0, SECCOMP_RET_ERRNO | ENOENT },
	{ "seccomp.keep read\n", CALL_execveat, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "seccomp.keep @clock\n", CALL_settimeofday, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "seccomp\n", CALL_ptrace, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ "seccomp\nallow-debuggers\n", CALL_ptrace, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "seccomp !chroot\n", CALL_chroot, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "seccomp !chroot\n", CALL_mount, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ "seccomp !read\n", CALL_read, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ "seccomp mkdir\nseccomp-error-action enosys\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ERRNO | ENOSYS },
	{ "seccomp\nignore seccomp\nseccomp mkdir\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "ignore seccomp\nseccomp.drop mkdir\n", CALL_mkdir, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ "protocol unix,inet\n", CALL_socket, 10, 0, 0, SECCOMP_RET_ERRNO | ENOTSUP },
	{ "protocol unix\nprotocol inet6,-unix\n", CALL_socket, 10, 0, 0, SECCOMP_RET_ALLOW },
	{ "protocol unix\nprotocol inet6,-unix\n", CALL_socket, 1, 0, 0, SECCOMP_RET_ERRNO | ENOTSUP },
	{ "protocol unix\nprotocol =inet6\n", CALL_socket, 1, 0, 0, SECCOMP_RET_ERRNO | ENOTSUP },
	{ "protocol unix\nseccomp.drop socket:EIO\n", CALL_socket, 2, 0, 0, SECCOMP_RET_ERRNO | ENOTSUP },
	{ "protocol unix\nseccomp.drop socket:EIO\n", CALL_socket, 1, 0, 0, SECCOMP_RET_ERRNO | EIO },
	{ "memory-deny-write-execute\n", CALL_mmap, 0, 0, 7, SECCOMP_RET_ERRNO | EPERM },
	{ "memory-deny-write-execute\n", CALL_mmap, 0, 0, 5, SECCOMP_RET_ALLOW },
	{ "memory-deny-write-execute\nseccomp-error-action log\n", CALL_mprotect, 0, 0, 5, SECCOMP_RET_LOG },
	{ "memory-deny-write-execute\n", CALL_memfd_create, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ "restrict-namespaces\n", CALL_unshare, 0x10000000, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ "restrict-namespaces net\n", CALL_unshare, 0x10000000, 0, 0, SECCOMP_RET_ALLOW },
	{ "restrict-namespaces net\n", CALL_setns, 3, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ "restrict-namespaces time\n", CALL_clone, 0x80, 0, 0, SECCOMP_RET_ALLOW },
	{ "restrict-namespaces net\n", CALL_clone3, 0, 0, 0, SECCOMP_RET_ERRNO | ENOSYS },
	{ "seccomp.block-secondary\n", CALL_personality, 8, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ "seccomp.block-secondary\nallow-debuggers\n", CALL_personality, UINT32_MAX, 0, 0, SECCOMP_RET_ALLOW },
	{ "{\"t\": {\"mismatch_action\": \"trap\", \"match_action\": \"allow\", \"filter\": [{\"syscall\": \"prctl\", "
	  "\"args\": [{\"index\": 0, \"type\": \"dword\", \"op\": \"ne\", \"val\": 22}]}]}}", CALL_prctl, 22, 0, 0, SECCOMP_RET_TRAP },
	/* the crate drops the rule without conditions */
	{ CRATE("\"trap\"", "{\"syscall\": \"read\", \"args\": [" DWORD("eq", "1") "]}, {\"syscall\": \"read\"}"), CALL_read, 0, 0, 0, SECCOMP_RET_TRAP },
	{ CRATE("\"trap\"", "{\"syscall\": \"read\", \"args\": [" DWORD("eq", "1") "]}, {\"syscall\": \"read\"}"), CALL_read, 1, 0, 0, SECCOMP_RET_ALLOW },
	{ CRATE("{\"trace\": 5}", "{\"syscall\": \"read\"}"), CALL_write, 0, 0, 0, SECCOMP_RET_TRACE | 5 },
	{ "{\"linux\": {\"seccomp\": {\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"mount\"], "
	  "\"action\": \"SCMP_ACT_KILL\"}]}}, \"ociVersion\": \"1.0\"}", CALL_mount, 0, 0, 0, SECCOMP_RET_KILL_THREAD },
	{ "{\"defaultAction\": \"SCMP_ACT_KILL\", \"syscalls\": [{\"names\": [\"prctl\"], \"action\": \"SCMP_ACT_ERRNO\", "
	  "\"args\": [{\"index\": 0, \"value\": 3, \"op\": \"SCMP_CMP_EQ\"}]}, {\"names\": [\"prctl\"], \"action\": \"SCMP_ACT_ALLOW\"}]}",
	  CALL_prctl, 3, 0, 0, SECCOMP_RET_ALLOW },
	{ "{\"defaultAction\": \"SCMP_ACT_KILL\", \"syscalls\": [{\"names\": [\"mount\"], \"action\": \"SCMP_ACT_NOTIFY\"}]}",
	  CALL_mount, 0, 0, 0, SECCOMP_RET_USER_NOTIF },
	{ "kind: SeccompProfile\nspec: {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [read], action: SCMP_ACT_ALLOW}]}\n", CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "--- {apiVersion: v1, kind: SeccompProfile, " SPEC, CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "{'apiVersion': v1, 'kind': SeccompProfile, " SPEC, CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "{\"apiVersion\": v1, kind: SeccompProfile, " SPEC, CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "'apiVersion': v1\n'kind' : SeccompProfile\n" BLOCK, CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "metadata: {name: x}\nkind : SeccompProfile\n" BLOCK, CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "? apiVersion\n: v1\n? kind\n: SeccompProfile\n" BLOCK, CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	/* a host of x86_64 is not x86, though it has i386 beside */
	{ ARCHES("x86"), CALL_ptrace, 0, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ ARCHES("amd64"), CALL_ptrace, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "{apiVersion: v1, kind: SeccompProfile, spec: {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [read], action: SCMP_ACT_ALLOW}]}}\n",
	  CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ "metadata: {name: x}\napiVersion: v1\nkind: SeccompProfile\nspec:\n  defaultAction: SCMP_ACT_ERRNO\n  syscalls:\n"
	  "  - names: &n [read, close]\n    action: SCMP_ACT_ALLOW\n  - names: *n\n    action: SCMP_ACT_ALLOW\n", CALL_close, 0, 0, 0, SECCOMP_RET_ALLOW },
	{ K8S "  targetWorkload: demo\n  syscalls: [{names: [read], action: SCMP_ACT_ALLOW}]\n", CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
	/* merges, as Kubernetes' tools have them: a member beside wins, and of several mappings the first */
	{ K8S "  syscalls:\n  - &e {names: [read], action: SCMP_ACT_LOG}\n  - <<: *e\n    names: [close]\n", CALL_close, 0, 0, 0, SECCOMP_RET_LOG },
	{ K8S "  syscalls: [{<<: [{action: SCMP_ACT_LOG}, {names: [read], action: SCMP_ACT_KILL}]}]\n", CALL_read, 0, 0, 0, SECCOMP_RET_LOG },
	{ "kind: List\nitems:\n- kind: ConfigMap\n  data: {a: \"b\"}\n- kind: SeccompProfile\n  spec:\n    defaultAction: \"SCMP_ACT_ERRNO\"\n"
	  "    syscalls:\n    - action: SCMP_ACT_ALLOW\n      names: ['read']\n      args:\n      - {index: 0, op: SCMP_CMP_EQ, value: 18446744073709551615}\n"
	  "  status: {}\n", CALL_read, UINT64_MAX, 0, 0, SECCOMP_RET_ALLOW },
	{ "---\nkind: SeccompProfile # a comment\nspec:\n  defaultAction: 'SCMP_ACT_ERRNO'\n  architectures: []\n  syscalls:\n"
	  "    - names:\n        - read\n      action: SCMP_ACT_ALLOW\n", CALL_read, 0, 0, 0, SECCOMP_RET_ALLOW },
};

static void test_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(answer_rows); i++) {
		const struct answer_row *row = &answer_rows[i];
		AUTO_TEXT struct text notes = { 0 };
		struct seccomp_data data = { .arch = arch_info(ARCH_X86_64)->audit, .nr = (int)syscall_nr(row->id, ARCH_X86_64),
		                             .args = { row->arg0, row->arg1, row->arg2 } };
		struct policy policy;
		struct err err = { "" };
		if (read_text(&policy, row->file, &notes, &err))
			fail_msg("%s\n%s", row->file, err.text);
		if (verdict_ret(policy_eval(&policy, &data)) != row->ret)
			fail_msg("%s: %s: 0x%x", row->file, syscall_name(row->id), verdict_ret(policy_eval(&policy, &data)));
		policy_free(&policy);
	}
}

/* Options that say what a file does not, and files for which they mean nothing. */
static void test_options(void **state)
{
	static const struct { const char *file; arch_set archs; const char *version, *error; } rows[] = {
		{ "2\nallowlist\nread\n", ARCH_BIT(ARCH_ARM64), NULL, "file: --file-arch=arm64: LXC files are read for x86_64 alone" },
		{ "2\nallowlist\nread\n", ARCH_BIT(ARCH_X86_64), NULL, "" },
		{ X86 "SystemCallFilter=read\n", ARCH_BIT(ARCH_ARM64), NULL, "file: --file-arch=arm64: systemd files are read for x86_64 alone" },
		{ X86 "SystemCallFilter=read\n", 0, "254", "" },
		{ "seccomp.keep read\n", ARCH_BIT(ARCH_I386), NULL, "file: --file-arch=i386: firejail files are read for x86_64 alone" },
		{ "seccomp.keep read\n", 0, "0.9.80", "" },
		{ "read: 1\n", ARCH_BIT(ARCH_ARM64), NULL, "" },
		{ "read: 1\n", 0, "2025", "file: --file-version=2025: minijail files are read alike for all releases; leave the option out, and "
		                          "convert other files with `seccord policy` first" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_TEXT struct text notes = { 0 };
		AUTO_POLICY struct policy policy = { 0 };
		const struct in_options how = { .archs = rows[i].archs, .version = rows[i].version };
		const char *file = rows[i].file;
		struct err err = { "" };
		int failed = in_read_bytes_for(&policy, in_recognise(file, strlen(file)), file, strlen(file), "file", &how, &notes, &err);
		assert_string_equal(err.text, rows[i].error);
		assert_int_equal(failed, *rows[i].error ? -1 : 0);
	}
}

/* libseccomp has arm's sync_file_range2 under another name. */
static void test_alias(void **state)
{
	static const struct { const char *name; bool allowed; } rows[] = { { "sync_file_range2", false }, { "arm_sync_file_range", true } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_TEXT struct text file = { 0 }, notes = { 0 };
		AUTO_POLICY struct policy policy = { 0 };
		struct err err = { "" };
		text_format(&file, "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_ARM\"], \"syscalls\": "
		            "[{\"names\": [\"%s\"], \"action\": \"SCMP_ACT_ALLOW\"}]}", rows[i].name);
		assert_int_equal(read_text(&policy, file.at, &notes, &err), 0);
		assert_int_equal(policy_find(&policy, ARCH_ARM, 341) != NULL, rows[i].allowed);
	}
}

/* Given capabilities, and the answer: inexact only for one that is not known here, which "all" may have. */
static const struct { const char *includes, *excludes; cap_set caps; bool allowed, inexact; } cap_rows[] = {
	{ "\"CAP_BPF\"", "", 0, false, false },
	{ "\"CAP_BPF\"", "", UINT64_C(1) << 39, true, false },
	{ "\"CAP_BPF\"", "", CAPS_ALL, true, false },
	{ "\"CAP_BPF\", \"CAP_CHOWN\"", "", UINT64_C(1) << 39, false, false },
	{ "\"CAP_BPF\", \"CAP_CHOWN\"", "", UINT64_C(1) << 39 | 1, true, false },
	{ "", "\"CAP_BPF\", \"CAP_CHOWN\"", 0, true, false },
	{ "", "\"CAP_BPF\", \"CAP_CHOWN\"", 1, false, false },
	{ "\"CAP_OF_LATER\"", "", UINT64_C(1) << 39, false, false },
	{ "\"CAP_OF_LATER\"", "", CAPS_ALL, false, true },
	{ "", "\"CAP_OF_LATER\"", CAPS_ALL, true, true },
	{ "", "\"CAP_OF_LATER\"", 1, true, false },
	{ "\"cap_bpf\"", "", CAPS_ALL, false, false },
	{ "", "\"cap_bpf\"", CAPS_ALL, true, false },
	{ "", "\"BPF\"", CAPS_ALL, true, false },
};

static void test_capabilities(void **state)
{
	const struct seccomp_data data = { .arch = arch_info(ARCH_X86_64)->audit, .nr = (int)syscall_nr(CALL_bpf, ARCH_X86_64) };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cap_rows); i++) {
		AUTO_TEXT struct text file = { 0 }, notes = { 0 };
		AUTO_POLICY struct policy policy = { 0 };
		const struct in_options how = { .caps_known = true, .caps = cap_rows[i].caps };
		struct err err = { "" };
		text_format(&file, OCI(ENTRY("bpf", ", \"includes\": {\"caps\": [%s]}, \"excludes\": {\"caps\": [%s]}")),
		            cap_rows[i].includes, cap_rows[i].excludes);
		if (in_read_bytes_for(&policy, in_recognise(file.at, file.length), file.at, file.length, "file", &how, &notes, &err))
			fail_msg("%s", err.text);
		assert_int_equal(policy.inexact_count != 0, cap_rows[i].inexact);
		assert_int_equal(policy_eval(&policy, &data).action == ACTION_ALLOW, cap_rows[i].allowed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_alias),
		cmocka_unit_test(test_capabilities),
		cmocka_unit_test(test_options),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
