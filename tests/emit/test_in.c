/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What other tools' files mean: the answer to a call, notes on what a policy cannot
 * express, and errors, one line each with its location.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "emit/in/in.h"

static int read_text(struct policy *policy, const char *text, struct text *notes, struct err *err)
{
	const struct in_dialect *dialect = in_recognise(text, strlen(text));

	*policy = (struct policy){ 0 };
	if (!dialect)
		return err_set(err, "not recognised");
	return in_read_bytes(policy, dialect, text, strlen(text), "file", notes, err);
}

#define X86 "SystemCallArchitectures=native\n"

/* A file, one call, and its answer. */
#define K8S "kind: SeccompProfile\nspec:\n  defaultAction: SCMP_ACT_KILL_PROCESS\n  architectures: [SCMP_ARCH_X86_64]\n"
#define SPEC "spec: {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [read], action: SCMP_ACT_ALLOW}]}}\n"
#define BLOCK "spec:\n  defaultAction: SCMP_ACT_ERRNO\n  syscalls:\n  - names: [read]\n    action: SCMP_ACT_ALLOW\n"
#define ARCHES(arch) "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_X86\"], \"syscalls\": " \
	"[{\"names\": [\"ptrace\"], \"action\": \"SCMP_ACT_ALLOW\", \"includes\": {\"arches\": [\"" arch "\"]}}]}"
#define CRATE(action, filter) "{\"t\": {\"mismatch_action\": " action ", \"match_action\": \"allow\", \"filter\": [" filter "]}}"
#define DWORD(op, value) "{\"index\": 0, \"type\": \"dword\", \"op\": \"" op "\", \"val\": " value "}"

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

#define OCI(syscalls) "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\": [" syscalls "]}"
#define ENTRY(name, more) "{\"names\": [\"" name "\"], \"action\": \"SCMP_ACT_ALLOW\"" more "}"
#define WHERE(test) ", \"args\": [{\"index\": " test "}]"

#define FIRECRACKER(filter) "{\"t\": {\"default_action\": \"kill_process\", \"filter_action\": \"allow\", \"filter\": [" filter "]}}"
#define NEWEST "read as by Firecracker since 1.11: other archs, x32 calls and numbers from 0x80000000 on kill the thread; before, and by seccompiler, " \
	"other archs kill the process, and those calls get the default action; --file-version= says which\n"
#define THREAD(call) "{\"default_action\": \"trap\", \"filter_action\": \"allow\", \"filter\": [{\"syscall\": \"" call "\"}]}"
#define INCLUDES(what) ", \"includes\": {" what "}"
#define CAPS "; read for a container without capabilities; set them with --cap="
#define KERNEL "; read for the newest kernel"
#define SYSTEMD "read as systemd 252 with libseccomp 2.5.4 does; --file-version=257 reads as that one does\n"
#define NO_CALL "no system call that seccord knows; a later libseccomp may know it"
#define NO_GROUP "a group that it does not have; a later one may"
#define IGNORED(what) "line 2: SystemCallFilter=: systemd 252 ignores " what "\n"
#define OTHER_MACHINE "SystemCallArchitectures= names no arch of x86_64, so this is read for machines of those that it names; on others, " \
	"systemd allows calls of the machine's own arch too\n"
#define FIREJAIL "read as firejail 0.9.72 does on x86_64 with its default firejail.config\n"

#define COMMENT "(null): a comment that ends in a backslash: minijail0 continues it on the next line, compile_seccomp_policy.py does not; " \
	"read as by the latter\n"
#define COMPILERS ""
#define REPEATED "already has an unconditional action: minijail0 and compile_seccomp_policy.py refuse the file; read as a minijail0 built with " \
	"ALLOW_DUPLICATE_SYSCALLS does (Android): the first line decides\n"
#define NUMBERLESS(what) "an errno for an action that has none (" what "): runc and youki ignore it, crun 0.19 and later refuse the profile, as OCI's " \
	"specification says\n"
#define NOTIFIES(name) "{\"names\": [\"" name "\"], \"action\": \"SCMP_ACT_NOTIFY\"}"
#define OWN "members of Docker's and Podman's profiles; "
#define OWN_END "; read as Docker and Podman do\n"
#define LXC "read as lxc loads it on x86_64\n"

static const struct { const char *file, *notes; } noted_rows[] = {
	{ "2\ndenylist\n[all]\nkexec_load errno 1\nmount\n", LXC },
	{ "POLICY p { ALLOW { read } }\n", "the file uses none of its policies, so kafel gives every call the default action\n" },
	{ "ALLOW { write { fd == count } }\n", "write: a condition compares two arguments; read as the stricter outcome\n" },
	{ "2\ndenylist\nmount\n kill\nwri(te errno 1\n", "lxc passes over lines that do not begin with a name: (indented) wri(te\n" LXC },
	{ OCI(ENTRY("read", "")), "" },
	{ OCI(ENTRY("read", ", \"arg\": 1") ", " ENTRY("write", ", \"arg\": []")),
	  "unknown member \"arg\", which runtimes ignore; did you mean 'args'?\n" },
	{ OCI(ENTRY("read", ", \"_security_note\": \"a\"") ", " ENTRY("write", ", \"_security_note\": [1], \"x y\": {}")),
	  "unknown members, which runtimes ignore: _security_note x?y\n" },
	{ OCI(ENTRY("read", WHERE("0, \"value\": 1, \"op\": \"SCMP_CMP_EQ\", \"description\": {\"a\": [{}]}"))),
	  "unknown members, which runtimes ignore: description\n" },
	{ OCI(ENTRY("read", INCLUDES("\"arch\": [\"s390x\"]"))), "unknown member \"arch\", which runtimes ignore; did you mean 'arches'?\n" },
	{ OCI(ENTRY("read", ", \"comment\": \"a\", \"comment\": \"comment\", \"//\": \"\"")), "" },
	{ OCI("{\"names\": [], \"action\": \"SCMP_ACT_ALLOW\"}"), "" },
	{ OCI(ENTRY("read", INCLUDES("\"minKernel\": \"4.8.0\""))),
	  "(null): \"minKernel\" has three numbers, which Docker since 20.10 refuses; read as the first two\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_NATIVE\"], \"syscalls\": []}",
	  "(null): runc and crun refuse SCMP_ARCH_NATIVE; read as the arch of the host\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"i386\", \"SCMP_ARCH_x32\"], \"syscalls\": []}",
	  "unknown archs are left out, and their calls killed: i386 SCMP_ARCH_x32\n(null): its \"architectures\" name i386 SCMP_ARCH_x32, unknown to seccord: "
	  "runtimes refuse the profile, or give such archs the same rules; read as killed\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"archMap\": [{\"architecture\": \"x86_64\", \"subArchitectures\": [\"SCMP_ARCH_X86\"]}, "
	  "{\"architecture\": \"SCMP_ARCH_AARCH64\"}], \"syscalls\": []}", "unknown archs are left out, and their calls killed: x86_64\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"archMap\": [{\"architecture\": \"SCMP_ARCH_X86_64\"}, "
	  "{\"architecture\": \"SCMP_ARCH_PPC64LE\", \"subArchitectures\": [\"SCMP_ARCH_PPC64\"]}], \"syscalls\": []}",
	  "ppc64le is left out: runtimes refuse its \"subArchitectures\": unknown, or of another byte order\n"
	  "unknown archs are left out, and their calls killed: SCMP_ARCH_PPC64\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"archMap\": [{\"architecture\": \"SCMP_ARCH_S390X\", \"subArchitectures\": [\"SCMP_ARCH_S390\"]}, "
	  "{\"architecture\": \"SCMP_ARCH_AARCH64\", \"subArchitectures\": [\"SCMP_ARCH_S390X\"]}], \"syscalls\": []}",
	  "arm64 is left out: runtimes refuse its \"subArchitectures\": unknown, or of another byte order\n"
	  "unknown archs are left out, and their calls killed: SCMP_ARCH_S390\n" },
	{ OCI(ENTRY("read", ", \"Args\": []")),
	  "(null): upper and lower case of members differ (Args): Docker, Podman and runc read them, crun ignores them; read as by crun\n" },
	{ "{\"ociVersion\": \"1.0\", \"linux\": {\"seccomp\": " OCI(ENTRY("read", INCLUDES("\"arches\": [\"amd64\"]") ", \"excludes\": {}")) "}}",
	  "(null): includes: " OWN "runtimes ignore them in a container's configuration" OWN_END },
	{ K8S "  syscalls: [{names: [read], action: SCMP_ACT_ERRNO, errno: EPERM}, {names: [write], action: SCMP_ACT_ALLOW, excludes: {arches: [s390x]}, "
	  "includes: {}, errno: ''}]\n",
	  "(null): errno excludes: " OWN
	  "a SeccompProfile has no such members, and the API server drops or refuses them" OWN_END },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_S390X\"], \"syscalls\": []}",
	  "s390x is left out: a filter cannot mix byte orders\n"
	  "(null): runtimes refuse the profile: libseccomp does not mix byte orders in a filter\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_PARISC\"], \"syscalls\": []}",
	  "unknown archs are left out, and their calls killed: SCMP_ARCH_PARISC\n(null): its \"architectures\" name SCMP_ARCH_PARISC, unknown to seccord: "
	  "runtimes refuse the profile, or give such archs the same rules; read as killed\n" },
	{ OCI(ENTRY("read", "") ", " ENTRY("umount", "") ", {\"names\": [\"umount\"], \"action\": \"SCMP_ACT_TRAP\"}"),
	  "umount: entries with different actions for a call that an arch lacks, which libseccomp refuses if they overlap\n" },
	{ OCI(ENTRY("nosuchcall", "")), "nosuchcall: not a system call that seccord knows; the rule is skipped\n" },
	{ X86 "SystemCallLog=~mkdir:EIO chmod\n", "line 2: SystemCallLog=: systemd 252 ignores 'mkdir:EIO', as a logged call has no other answer\n" SYSTEMD },
	{ FIRECRACKER("{\"syscall\": \"read\", \"args\": [" DWORD("eq", "1") "]}"), NEWEST },
	{ "# c \\\n# d \\\n\nread: 1\n", "" },
	{ "# c \\\nread: 1\n", COMMENT },
	{ "read: 1 # c \\\nwrite: 1\n", COMPILERS COMMENT },
	{ OCI(NOTIFIES("write")), "write: runtimes refuse the profile: SCMP_ACT_NOTIFY cannot be used for it\n" },
	{ OCI(NOTIFIES("mkdir")), "" },
	{ "{\"defaultAction\": \"SCMP_ACT_NOTIFY\", \"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\": []}",
	  "(null): runtimes refuse the profile: SCMP_ACT_NOTIFY cannot be the default action\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": 5000, \"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\": []}",
	  "(null): runtimes refuse the profile: libseccomp 2.5 takes no errno above 4094\n" },
	{ FIRECRACKER("{\"syscall\": \"read\", \"args\": [" DWORD("gt", "5") "]}, {\"syscall\": \"dup\"}"),
	  NEWEST "read: Firecracker before 1.11 compares 32 bits for \"dword\", later ones 64 with all but \"eq\"; read as by these\n" },
	{ FIRECRACKER("{\"syscall\": \"read\", \"args\": [" DWORD("eq", "1") "]}, {\"syscall\": \"read\"}"),
	  NEWEST "read: Firecracker before 1.11 refuses a rule without conditions beside another one of the call\n" },
	{ X86 "SystemCallArchitectures=x86\nSystemCallFilter=~accept\n",
	  SYSTEMD "(null): a list of nothing but commands of socketcall or ipc, which libseccomp 2.5 miscompiles\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_X32\"], \"syscalls\": [{\"names\": [\"ipc\"], "
	  "\"action\": \"SCMP_ACT_TRAP\"}, {\"names\": [\"shmctl\", \"msgget\"], \"action\": \"SCMP_ACT_ERRNO\", \"args\": [{\"index\": 0, \"value\": 3, "
	  "\"op\": \"SCMP_CMP_EQ\"}]}]}", "(null): calls that x86_64 lacks, beside rules with conditions alone, which libseccomp 2.5 miscompiles\n"
	  "(null): calls that x32 lacks, beside rules with conditions alone, which libseccomp 2.5 miscompiles\n" },
	/* libseccomp loses the second entry where both hold, refuses, does not end; and applies the first */
	{ OCI(ENTRY("getpid", "") ", " ENTRY("fcntl", WHERE("0, \"value\": 5, \"op\": \"SCMP_CMP_GE\"")) ", "
	      ENTRY("fcntl", WHERE("0, \"value\": 7, \"op\": \"SCMP_CMP_LT\"}, {\"index\": 1, \"value\": 6, \"op\": \"SCMP_CMP_LT\""))),
	  "fcntl: libseccomp compiles its entries otherwise than they are written; read as 2.5 and 2.6 do\n" },
	{ OCI(ENTRY("getpid", "") ", " ENTRY("fcntl", WHERE("0, \"value\": 5, \"op\": \"SCMP_CMP_EQ\"")) ", "
	      "{\"names\": [\"fcntl\"], \"action\": \"SCMP_ACT_TRAP\"" WHERE("0, \"value\": 5, \"op\": \"SCMP_CMP_EQ\"") "}"),
	  "fcntl: entries with different actions overlap, which libseccomp refuses, and so runtimes; read as the strictest\n" },
	{ OCI(ENTRY("getpid", "") ", " ENTRY("fcntl", WHERE("0, \"value\": 5, \"op\": \"SCMP_CMP_GT\"}, {\"index\": 1, \"value\": 3, \"op\": \"SCMP_CMP_EQ\"")) ", "
	      ENTRY("fcntl", WHERE("0, \"value\": 5, \"op\": \"SCMP_CMP_GT\"}, {\"index\": 2, \"value\": 4, \"op\": \"SCMP_CMP_EQ\""))),
	  "fcntl: several entries go on after one comparison, which libseccomp never finishes to compile, or wrongly\n" },
	{ OCI(ENTRY("getpid", "") ", {\"names\": [\"socket\"], \"action\": \"SCMP_ACT_TRAP\"" WHERE("0, \"value\": 40, \"op\": \"SCMP_CMP_EQ\"") "}, "
	      ENTRY("socket", WHERE("0, \"value\": 16, \"op\": \"SCMP_CMP_NE\""))), "" },
	/* on x32 the mask has no bits */
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_X32\"], \"syscalls\": [{\"names\": [\"prctl\"], "
	  "\"action\": \"SCMP_ACT_LOG\", \"args\": [{\"index\": 0, \"value\": 4294967296, \"valueTwo\": 4294967296, \"op\": \"SCMP_CMP_MASKED_EQ\"}]}, "
	  "{\"names\": [\"prctl\", \"getpid\"], \"action\": \"SCMP_ACT_ALLOW\"}]}",
	  "" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86\"]}",
	  "(null): its \"architectures\" lack x86_64, which runtimes add on such a host, with the same rules; "
	  "read for other hosts (or as --file-arch= says)\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrno\": \"ENOSYS\", \"defaultErrnoRet\": 1, \"architectures\": [\"SCMP_ARCH_X86_64\"]}",
	  "(null): \"defaultErrno\" and \"defaultErrnoRet\" differ: Podman returns the former, other runtimes the latter; read as Podman does\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrno\": \"EPERM\", \"defaultErrnoRet\": 1, \"flags\": [\"SECCOMP_FILTER_FLAG_LOG\"], "
	  "\"architectures\": [\"SCMP_ARCH_X86_64\"]}", "" },
	/* runc 1.1.5 loads this, and youki's source has it so; crun's refuses it */
	{ "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"defaultErrnoRet\": 1, \"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\": ["
	  "{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_KILL\", \"errnoRet\": 70000}, {\"names\": [\"rmdir\"], \"action\": \"SCMP_ACT_KILL\", \"errnoRet\": 0}, "
	  "{\"names\": [\"dup\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 2}, {\"names\": [\"dup2\"], \"action\": \"SCMP_ACT_ALLOW\", \"errno\": \"EPERM\", \"errnoRet\": 2}]}",
	  NUMBERLESS("SCMP_ACT_ALLOW:defaultErrnoRet SCMP_ACT_KILL:errnoRet SCMP_ACT_ALLOW:errnoRet SCMP_ACT_ALLOW:errno") },
	{ "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"defaultErrnoRet\": null, \"defaultErrno\": \"\", \"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\": ["
	  "{\"names\": [\"dup\"], \"action\": \"SCMP_ACT_KILL\", \"errnoRet\": 1, \"excludes\": {\"arches\": [\"amd64\"]}}]}", "" },
	{ "kind: SeccompProfile\nspec: {defaultAction: SCMP_ACT_LOG, defaultErrnoRet: 1, architectures: [SCMP_ARCH_X86_64], "
	  "syscalls: [{names: [read], action: SCMP_ACT_ALLOW, errnoRet: 1}, {names: [dup], action: SCMP_ACT_KILL, errnoRet: 0}]}\n",
	  "a SeccompProfile has no defaultErrnoRet: the API server drops it\n" NUMBERLESS("SCMP_ACT_ALLOW:errnoRet") },
	{ "apiVersion: v1\nkind: SeccompProfile\nspec: {disabled: Yes, defaultAction: SCMP_ACT_ERRNO, architectures: [SCMP_ARCH_X86_64]}\n",
	  "(null): apiVersion v1 is not of the security-profiles-operator; read as if it were\n"
	  "(null): the profile is disabled: the operator does not install it; read as if it were not\n" },
	{ "apiVersion: v1\nkind: SeccompProfile\nspec: {disabled: off, defaultAction: SCMP_ACT_ERRNO, architectures: [SCMP_ARCH_X86_64]}\n",
	  "(null): apiVersion v1 is not of the security-profiles-operator; read as if it were\n" },
	{ X86 "SystemCallFilter=~read\nSystemCall\xef\xbb\xbf" "Filter=~write\n",
	  SYSTEMD "(null): a byte order mark that systemd reads as part of a word, or before a comment\n" },
	{ X86 "SystemCallFilter=~read\n\xef\xbb\xbf[Service]\n\xef\xbb\xbfUser=a\n",
	  SYSTEMD "(null): a byte order mark that systemd reads as part of a word, or before a comment\n" },
	{ "apiVersion: v1\nkind: SeccompProfile\nspec: {disabled: true, defaultAction: SCMP_ACT_ERRNO, architectures: [SCMP_ARCH_X86_64]}\n",
	  "(null): apiVersion v1 is not of the security-profiles-operator; read as if it were\n"
	  "(null): the profile is disabled: the operator does not install it; read as if it were not\n" },
	{ OCI(ENTRY("write", WHERE("0, \"value\": 1, \"op\": \"SCMP_CMP_EQ\""))),
	  "" },
	{ OCI(ENTRY("futex", WHERE("1, \"value\": 128, \"op\": \"SCMP_CMP_EQ\""))),
	  "" },
	{ OCI(ENTRY("socket", WHERE("0, \"value\": 40, \"op\": \"SCMP_CMP_NE\""))), "" },
	{ OCI(ENTRY("bpf", INCLUDES("\"caps\": [\"CAP_BPF\"]"))), "bpf: depends on CAP_BPF" CAPS "\n" },
	{ OCI(ENTRY("bpf", ", \"excludes\": {\"minKernel\": \"6.1\"}")), "bpf: depends on Linux 6.1 or later" KERNEL "\n" },
	{ OCI(ENTRY("bpf", INCLUDES("\"caps\": [\"CAP_BPF\", \"CAP_PERFMON\"], \"minKernel\": \"5.8\""))),
	  "bpf: depends on CAP_BPF, CAP_PERFMON, Linux 5.8 or later" CAPS KERNEL "\n" },
	/* no effect: a repeated entry, one with the default action, an arch that is absent, an old kernel */
	{ OCI(ENTRY("bpf", INCLUDES("\"caps\": [\"CAP_BPF\"]")) ", " ENTRY("bpf", "")), "" },
	{ OCI("{\"names\": [\"bpf\"], \"action\": \"SCMP_ACT_ERRNO\"" INCLUDES("\"caps\": [\"CAP_BPF\"]") "}"), "" },
	{ OCI(ENTRY("bpf", INCLUDES("\"caps\": [\"CAP_BPF\"], \"arches\": [\"arm64\"]"))), "" },
	{ OCI(ENTRY("bpf", INCLUDES("\"minKernel\": \"4.8\""))), "" },
	{ OCI(ENTRY("bpf", INCLUDES("\"caps\": [\"CAP_BPF\"]")) ", " ENTRY("bpf", ", \"excludes\": {\"caps\": [\"CAP_BPF\"]}")), "" },
	{ OCI(ENTRY("bpf", INCLUDES("\"caps\": [\"CAP_BPF\"]")) ", " ENTRY("bpf", ", \"excludes\": {\"caps\": [\"CAP_BPF\"]}"
	  WHERE("0, \"value\": 3, \"op\": \"SCMP_CMP_EQ\""))), "bpf: depends on CAP_BPF" CAPS "\n" },
	{ "{\"defaultAction\": \"SCMP_ACT_KILL_PROCESS\"}", "the file names no arch; x86_64 is assumed\n" },
	{ X86 "SystemCallFilter=read\nMemoryDenyWriteExecute=yes\n", SYSTEMD },
	{ X86 "SystemCallFilter=~read nosuchcall mseal \"write\"\n",
	  "line 2: SystemCallFilter=: systemd 252 ignores '\"write\"', which is no name of a system call; did you mean 'write'?\n"
	  SYSTEMD "nosuchcall: SystemCallFilter=: systemd 252 ignores 'nosuchcall', " NO_CALL "\n"
	  "mseal: systemd ignores it with libseccomp 2.5.4 or older\n" },
	/* words that systemd 252 and 257 ignore with a warning (systemd-analyze verify) */
	{ X86 "SystemCallFilter=@sandbox @nosuch @mountt @No\n",
	  "line 2: SystemCallFilter=: systemd 252 ignores '@No', which is no name of a group\n" SYSTEMD
	  "(null): SystemCallFilter=: systemd 252 ignores '@sandbox', a group that systemd 254 and later have\n"
	  "(null): SystemCallFilter=: systemd 252 ignores '@nosuch', " NO_GROUP "\n"
	  "(null): SystemCallFilter=: systemd 252 ignores '@mountt', " NO_GROUP "; did you mean '@mount'?\n" },
	{ X86 "SystemCallFilter=~mkdirr:EPERM READ\nSystemCallLog=@nosuch\n",
	  "line 2: SystemCallFilter=: systemd 252 ignores 'READ', which is no name of a system call; did you mean 'read'?\n" SYSTEMD
	  "mkdirr: SystemCallFilter=: systemd 252 ignores 'mkdirr', " NO_CALL "; did you mean 'mkdir'?\n"
	  "(null): SystemCallLog=: systemd 252 ignores '@nosuch', " NO_GROUP "\n" },
	{ X86 "SystemCallFilter=~read:ENOSUCH chmod:4096 chmod:08 chmod: :EPERM chmod:KILL ~chown\nSystemCallFilter=mkdir:EIO\n",
	  IGNORED("'read:ENOSUCH', as it has no such errno; did you mean 'ENOSPC'?") IGNORED("'chmod:4096', as it has no such errno")
	  IGNORED("'chmod:08', as it has no such errno") IGNORED("'chmod:', as it has no such errno")
	  IGNORED("':EPERM', as there is no system call before the colon") IGNORED("'chmod:KILL', as it has no such errno")
	  IGNORED("'~chown', which is no name of a system call; did you mean 'chown'?")
	  "line 3: SystemCallFilter=: systemd 252 ignores 'mkdir:EIO', as a line that allows cannot have errnos: write a line that begins with ~\n" SYSTEMD },
	{ X86 "SystemCallErrorNumber=EPERM EIO\nSystemCallErrorNumber=ENOSUCH\nSystemCallErrorNumber=0\nSystemCallFilter=~read\n",
	  "line 2: SystemCallErrorNumber=: systemd 252 ignores 'EPERM EIO', which is no errno\n"
	  "line 3: SystemCallErrorNumber=: systemd 252 ignores 'ENOSUCH', which is no errno; did you mean 'ENOSPC'?\n"
	  "line 4: SystemCallErrorNumber=: systemd 252 ignores '0', which is no errno\n" SYSTEMD },
	{ "SystemCallArchitectures=native x86_64\nSystemCallFilter=~read\n",
	  "line 1: SystemCallArchitectures=: systemd 252 ignores 'x86_64', which is no name of an architecture; did you mean 'x86-64'?\n" SYSTEMD },
	{ "SystemCallArchitectures=vax\nSystemCallFilter=~read\n",
	  SYSTEMD "no SystemCallArchitectures=: read for x86_64 and the archs that it also runs\n"
	  "(null): SystemCallArchitectures=: systemd 252 ignores 'vax', an architecture that it does not have; a later one may\n" },
	{ "SystemCallArchitectures=loongarch64 s390 \"x86\"\nSystemCallFilter=~read\n", SYSTEMD OTHER_MACHINE
	  "(null): SystemCallArchitectures=: loongarch64: libseccomp has this architecture since 2.6.0, and systemd ignores it with older ones; "
	  "read as if it had it\n"
	  "(null): SystemCallArchitectures=: s390: seccord does not know this architecture; read as if its calls were refused\n"
	  "(null): SystemCallArchitectures=: quotes or a backslash; the word is skipped\n" },
	{ X86 "RestrictAddressFamilies=AF_UNIX AF_NOSUCH AF_UNSPEC ~AF_INET AF_INET|AF_INET6\n",
	  "line 2: RestrictAddressFamilies=: systemd 252 ignores 'AF_UNSPEC', which is no address family to it\n"
	  "line 2: RestrictAddressFamilies=: systemd 252 ignores '~AF_INET', which is no address family to it\n"
	  "line 2: RestrictAddressFamilies=: systemd 252 ignores 'AF_INET|AF_INET6', which is no address family to it\n" SYSTEMD
	  "(null): RestrictAddressFamilies=: systemd 252 ignores 'AF_NOSUCH', an address family that seccord does not know; it may\n" },
	{ X86 "RestrictNamespaces=net,ipc\nRestrictNamespaces=net nosuch\n",
	  "line 2: RestrictNamespaces=: systemd 252 ignores 'net,ipc', which is no namespace, and with it the line\n" SYSTEMD
	  "(null): RestrictNamespaces=: systemd 252 ignores 'nosuch', a namespace that it does not have, and with it the line; a later one may have it\n" },
	{ X86 "SystemCallFilter=ch\\mod\n", SYSTEMD "(null): a backslash in a word, which systemd removes; the word is skipped\n" },
	{ X86 "SystemCallFilter=~@known\n", SYSTEMD "futex_requeue: systemd ignores it with libseccomp 2.5.4 or older\n"
	  "futex_wait: systemd ignores it with libseccomp 2.5.4 or older\nfutex_wake: systemd ignores it with libseccomp 2.5.4 or older\n"
	  "map_shadow_stack: systemd ignores it with libseccomp 2.5.4 or older\n" },
	{ X86 "SystemCallFilter=~read mseal\nSystemCallFilter=\nSystemCallFilter=~riscv_hwprobe mkdir\nSystemCallLog=riscv_hwprobe\n", SYSTEMD },
	{ "SystemCallFilter=~riscv_hwprobe\nSystemCallArchitectures=native riscv64\n",
	  SYSTEMD "riscv_hwprobe: systemd ignores it with libseccomp 2.5.4 or older\n" },
	{ X86 "ProtectHostname=private\nExecStart=-+/bin/true\nPersonality=x86\n",
	  "ProtectHostname=: not a boolean; systemd ignores the line\n" SYSTEMD
	  "(null): ExecStart=: a command with the prefix + runs without the filters\n"
	  "(null): Personality=: not the default domain; LockPersonality= is read as if it were\n" },
	{ X86 "DynamicUser=\n",
	  SYSTEMD "(null): DynamicUser=: not a boolean: systemd refuses the unit or, in a drop-in, ignores the rest of that file\n" },
	{ X86 "[Install]\nLockPersonality=yes\n", "LockPersonality= is in a section where systemd ignores it\n" SYSTEMD },
	{ "SystemCallArchitectures=arm64\nSystemCallFilter=~mkdir\n", SYSTEMD OTHER_MACHINE },
	{ "SystemCallArchitectures=arm64\nLockPersonality=yes\n",
	  SYSTEMD OTHER_MACHINE "(null): settings other than SystemCall...= are read for x86-64 only\n" },
	{ "SystemCallArchitectures=native arm64\nLockPersonality=yes\n",
	  SYSTEMD "(null): settings other than SystemCall...= are read for x86-64 only\n" },
	{ "\xef\xbb\xbf{\"//\": \"a\", \"_comment\": [\"b\", 1], \"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": "
	  "[\"SCMP_ARCH_X86_64\"], \"syscalls\": [{\"comment\": \"c\", \"names\": [\"read\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": "
	  "[{\"$comment\": \"d\", \"index\": 0, \"value\": 1, \"op\": \"SCMP_CMP_EQ\", \"_comment\": null}], \"includes\": {\"//\": \"e\"}}]}", "" },
	{ "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"archMap\": [{\"architecture\": \"SCMP_ARCH_AARCH64\", \"subArchitectures\": [\"SCMP_ARCH_ARM\"]}, "
	  "{\"architecture\": \"SCMP_ARCH_ARM\", \"subArchitectures\": []}], \"syscalls\": []}",
	  "(null): \"archMap\" lists arm for several hosts, whose rules can differ; read as if all applied\n" },
	{ "kind: SeccompProfile\nspec:\n  baseProfileName: runc-v1\n  defaultAction: SCMP_ACT_ERRNO\n  architectures: [SCMP_ARCH_X86_64]\n",
	  "(null): the operator adds what the base profile allows (baseProfileName: runc-v1), which is not in the file\n" },
	{ "kind: SeccompProfile\nspec: {defaultAction: SCMP_ACT_ERRNO, architectures: [SCMP_ARCH_X86_64]}\n---\nkind: Pod\n",
	  "objects skipped, as they are not a SeccompProfile: 1\n" },
	{ "{\"vmm\": " THREAD("read") ", \"api\": " THREAD("write") "}", NEWEST
	  "(null): the filters of several threads (vmm api) are read as one policy "
	  "that allows what any of them allows; --document=NAME selects one\n" },
	{ "{\"vmm\": " THREAD("read") ", \"api\": " THREAD("read") "}", NEWEST },
	{ "SystemCallFilter=read\n",
	  SYSTEMD "no SystemCallArchitectures=: read for x86_64 and the archs that it also runs\n" },
	{ "open: arg1 & O_CREAT\n", "" },
	{ "clone: arg0 == 17; return EPERM\n",
	  "(null): read as minijail0 -S does: a call that meets a condition is allowed, and the action after it applies otherwise; "
	  "compile_seccomp_policy.py does the opposite\n" },
	/* libminijail takes this comment too */
	{ "clone: return 0x26 # c\nkill: arg5 < PR_SET_NAME; return 1\n",
	  "(null): read as compile_seccomp_policy.py does: the action after a condition applies when it holds; minijail0 -S does the opposite\n" },
	/* libminijail takes no second line with more than "1" */
	{ "prctl: arg0 == 1; return 1\nprctl: arg0 == 2\n", "read as compile_seccomp_policy.py does: the action after a condition applies when it holds\n" },
	{ "read: 1\nwrite: 1\nread: 1\n", "read: " REPEATED },
	{ "read: 1\nread: arg0 == 1\n", "read: " REPEATED },
	{ "read: return 1\nread: 1\nread: 1\n", "read: " REPEATED "read: " REPEATED },
	{ "read: arg0 == 1\nread: 1\n", "read: read as compile_seccomp_policy.py does: the last line allows the call; minijail0 refuses a second line, or, built "
	  "with ALLOW_DUPLICATE_SYSCALLS (Android), only looks at the first\n" },
	{ "read: arg0 == 1\nread: allow\n", "" },
	{ "read: arg0 == 1\nread: arg0 == 2\nread: 1\n", "" },
	{ "0: 1\n", "(null): minijail knows system calls by name only, and refuses a number; read as that number\n" },
	{ "# Made by `seccord emit -f minijail`; for minijail0 -S FILE on x86_64\nclone: arg0 == 17; return EPERM\n", "" },
	{ "clone: arg0 == 17; return EPERM\n{ read }: 1\n",
	  "read as compile_seccomp_policy.py does: the action after a condition applies when it holds\n" },
	{ "fstatat64: 1\nread: 1\n", "fstatat64: not a system call of x86_64: minijail refuses the file; the line is skipped\n" },
	{ "read: 1\nnosuchcall: 1\n", "nosuchcall: not a system call that seccord knows; the rule is skipped\n" },
	{ "read: 1\nprctl: arg0 == PR_NOSUCH\n",
	  "prctl: PR_NOSUCH: unknown constant; the rule with this condition is skipped\n" },
	{ "openat: arg0 == AT_FDCWD && arg2 == O_RDONLY\n",
	  "(null): minijail refuses the file if it was not built with AT_FDCWD, which its tables of constants usually lack\n" },
	{ "open: arg1 in O_RDONLY|O_LARGEFILE\n", "open: O_LARGEFILE: 0 in glibc's headers, another number in the kernel's; "
	  "the rule with this condition is skipped\n" },
	{ "read: { arg0 == 1; kill-process, allow }\n", "read as compile_seccomp_policy.py does: the action after a condition applies when it holds\n"
	  "read: compile_seccomp_policy.py drops the conditions of a call that is finally allowed; read as written\n" },
	{ "seccomp.keep read\n", FIREJAIL },
	{ "seccomp\ninclude /nonexistent/a.inc\ninclude ${CFG}/b.inc\n",
	  FIREJAIL "(null): neither in the profile's directory nor in /etc/firejail; skipped: include /nonexistent/a.inc\n"
	  "(null): neither in the profile's directory nor in /etc/firejail; skipped: include ${CFG}/b.inc\n" },
	{ "seccomp\n?HAS_X11: seccomp.drop mkdir\n?HAS_NET: private-dev\n?HAS_NET : ignore include globals.local\n",
	  FIREJAIL "(null): skipped, as it depends on how firejail is started: ?HAS_X11\n"
	  "(null): skipped, as it depends on how firejail is started: ?HAS_NET\n" },
	{ "seccomp.drop futex_waitv,mmap2,nosuchcall\n",
	  FIREJAIL "futex_waitv: firejail 0.9.72 ignores this name; later versions may know it\n"
	  "nosuchcall: not a system call that seccord knows; the word is skipped\n" },
	{ "seccomp.drop $449\n", FIREJAIL
	  "futex_waitv: firejail 0.9.72 has no name for this number and does not deny it; later versions may\n" },
	{ "seccomp.keep $449\n", FIREJAIL },
	{ "seccomp.drop !@clock,mkdir:NOSUCH,chown:log,chmod:eacces,rmdir:kill,!unlink:EPERM\n",
	  FIREJAIL "words that firejail ignores: !@clock mkdir:NOSUCH chown:log\n" },
	{ "seccomp.drop prctl\n", FIREJAIL
	  "prctl: firejail makes this call itself; it is denied only in programs that load its library, not in static ones\n" },
	{ "seccomp mkdir\nseccomp.32 rmdir\n", FIREJAIL "(null): with seccomp.32 and other lines, firejail changes a filter that it is "
	  "about to load; read as if it did not\n" },
	/* of a line for other archs, compile_seccomp_policy.py reads all but the call's name */
	{ "nosuchcall[arch=arm64]: arg0 == O_CREAT; return EPERM\n", "" },
	{ "nosuch@group[arch=arm64]: 1\n", "" },
	{ "read[x=y, z]: 1\n{write[arch=arm64], dup[arch=riscv64,x86_64; x = y]}: 1\n", "" },
	{ "read[arch=arm64]: { arg0 == NOSUCH || arg1 in ~(O_CREAT|NOSUCH); return EPERM }\n",
	  "(null): NOSUCH, in a line without a call for x86_64: compile_seccomp_policy.py refuses the file if its constants lack it\n" },
	{ "read[arch=arm64]: 1 2\n", "(null): something follows the filter of a line without a call for this arch; compile_seccomp_policy.py ignores it if it "
	  "consists of words that it knows\n" },
	{ "read[arch=amd64,x86-64]: 1\nread[arch=amd64]: 1\n",
	  "[arch=amd64]: compile_seccomp_policy.py calls this arch x86_64, and leaves lines for amd64 out on every arch\n"
	  "[arch=x86-64]: compile_seccomp_policy.py calls this arch x86_64, and leaves lines for x86-64 out on every arch\n" },
	{ "read[arch=vax]: 1\n", "[arch=vax]: seccord knows no such arch; only a compile_seccomp_policy.py for it reads such lines\n" },
	{ "read: return\n{ write }: 1\n", "(null): a return without an errno, which compile_seccomp_policy.py refuses, in a file that minijail0 refuses; "
	  "read as minijail0 -S does: kill\n" },
	{ "read: return\nwrite: 1\n", "" },
	{ "read: 1\nfile-io@systemd: 1\n", "(null): a group of calls (NAME@GROUP) defined by the tool's own tables; skipped\n" },
};

static void test_noted(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(noted_rows); i++) {
		AUTO_TEXT struct text notes = { 0 };
		struct policy policy;
		struct err err = { "" };
		if (read_text(&policy, noted_rows[i].file, &notes, &err))
			fail_msg("%s: %s", noted_rows[i].file, err.text);
		for (size_t k = 0; k < policy.inexact_count; k++)
			text_format(&notes, "%s: %s\n", policy.inexact[k].call, policy.inexact[k].reason);
		assert_string_equal(notes.at ? notes.at : "", noted_rows[i].notes);
		policy_free(&policy);
	}
}

#define POD "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n"
#define POD_PROFILE "    securityContext:\n      seccompProfile: {type: "

#define ENDED "read already has an unconditional action, in line "

static const struct { const char *file, *error; } error_rows[] = {
	{ "@default log\nread: 1\n", "file:1: minijail accepts kill, kill-process, kill-thread, trap or user-notify as the default" },
	{ "kind: SeccompProfile\nspec: {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [read], action: SCMP_ACT_ERRNO, errnoRet: \"010\"}]}\n",
	  "file: spec: syscalls[0]: \"errnoRet\" is a number in quotes, which runtimes refuse: remove the quotes" },
	{ "ALLOW { nosuch }\n", "file:1: kafel knows no system call 'nosuch' on x86_64" },
	{ "ALLOW {\n fstat\n}\n", "file:3: kafel knows no system call 'fstat' on x86_64" },
	{ "ALLOW { read, }\n", "file:1: expected a system call after the comma, not '}'" },
	{ "ALLOW { read { fd } }\n", "file:1: expected a comparison, not '}'" },
	{ "ALLOW { read { fd == 1 == 1 } }\n", "file:1: expected '}', not an operator" },
	{ "ALLOW { read { handle == 1 } }\n", "file:1: expected an argument of the call, or a constant, not 'handle'" },
	{ "ALLOW { read { (fd == 1) | 2 } }\n", "file:1: expected values, not conditions, on both sides of & and |, not '}'" },
	{ "USE p\n", "file:1: expected the name of a policy above, not 'p'" },
	{ "ALLOW { read(a, b, a) { a == 1 } }\n", "file:1: expected another name for the argument, not 'a'" },
	{ "POLICY p {} POLICY p {}\n", "file:1: a second policy 'p'" },
	{ "#define A 1\n#define A 2\nDEFAULT ALLOW\n", "file:3: 'A' is already defined with another value" },
	{ "DEFAULT ALLOW\nDEFAULT ALLOW\n", "file:2: expected one DEFAULT at most, not 'DEFAULT'" },
	{ "DEFAULT ERRNO(65536)\n", "file:1: the number is too large: the maximum is 65535" },
	{ "ALLOW { read /* }\n", "file:1: a comment without an end" },
	{ "/* a *\n * b */ ALLOW {\n nosuch }\n", "file:3: kafel knows no system call 'nosuch' on x86_64" },
	{ "ALLOW { read ON vax }\n", "file:1: expected an architecture of kafel, not 'vax'" },
	{ "#include \"nosuch\"\nDEFAULT ALLOW\n", "file:1: nosuch: No such file or directory" },
	{ "seccomp_string: \"ALLOW { nosuch }\"\n", "file: seccomp_string:1: kafel knows no system call 'nosuch' on x86_64" },
	{ "seccomp_string: ALLOW\n", "file:1: expected a string after seccomp_string:" },
	{ "3\nallowlist\n", "not recognised" },
	{ "2\nallowlist \n", "file:2: lxc refuses a blank without an action after it" },
	{ "2\nallowlist maybe\n", "file:2: expected kill, errno N, allow, trap or notify, not 'maybe'" },
	{ "1\nallowlist\n0\n\n1\n", "file:4: lxc refuses a blank line of version 1" },
	{ "1\nallowlist\n0\n\n", "file:4: lxc refuses a blank line of version 1" },
	{ "apiVersion: v1\nkind: SeccompProfile\nspec: {disabled: \"yes\", defaultAction: SCMP_ACT_ERRNO}\n", "file: spec: \"disabled\" is not true or false" },
	{ "1\nallowlist\nread\n", "file:3: version 1 is a list of system call numbers" },
	{ "1\nwhitelist\n0\n", "file:2: lxc knows version 1 with allowlist only" },
	{ "2\ndenylist\n[arch]\n", "file:3: lxc knows no section '[arch]'" },
	{ "2\ndenylist\nopen allow\n", "file:3: open: the action is the default one, which libseccomp refuses" },
	{ "2\ndenylist\nopen errno 1 [0,1,==\n", "file:3: expected ']'" },
	{ "2\ndenylist\nopen errno 1 [0,1,~]\n", "file:3: unknown comparison '~'" },
	{ "2\ndenylist\nopen errno 1 [0,x,==]\n", "file:3: 'x' is not a number from 0 to 2^64 - 1" },
	{ "seccomp\nseccomp.32 mkdir\nseccomp.block-secondary\n", "file: firejail does not start: with seccomp.block-secondary it lacks the file of the "
	  "default list, which a seccomp.32 line then stands for" },
	{ "hello\n", "not recognised" },
	{ "{\"seccord\": 1}", "not recognised" },
	{ "{\"defaultAction\": \"SCMP_ACT_MAYBE\"}", "file: unknown action 'SCMP_ACT_MAYBE'" },
	{ "{\"defaultAction\": \"SCMP\\nACT\"}", "file: unknown action 'SCMP\\x0aACT'" },
	{ "{\"ociVersion\": 1}", "file: a container's configuration without \"seccomp\"" },
	{ OCI(ENTRY("read", "") ", " ENTRY("write", WHERE("6"))), "file: syscalls[1]: args[0]: \"index\" is too large: the maximum is 5" },
	{ OCI(ENTRY("read", WHERE("0, \"value\": 99999999999999999999"))), "file: syscalls[0]: args[0]: \"value\" is not a number from 0 to 2^64 - 1" },
	{ OCI(ENTRY("read", INCLUDES("\"minKernel\": \"4.8.\""))), "file: syscalls[0]: \"includes\": \"minKernel\": expected MAJOR.MINOR, not '4.8.'" },
	{ OCI(ENTRY("read", INCLUDES("\"minKernel\": \"new\""))), "file: syscalls[0]: \"includes\": \"minKernel\": expected MAJOR.MINOR, not 'new'" },
	{ OCI(ENTRY("read", INCLUDES("\"caps\": [\"CAP BPF\"]"))), "file: syscalls[0]: \"includes\": \"caps\": invalid capability name 'CAP BPF'" },
	{ OCI(ENTRY("read", ", \"name\": \"write\"")),
	  "file: syscalls[0]: \"name\" and \"names\" exclude each other: Docker and Podman refuse both, runc ignores \"name\"" },
	{ OCI(ENTRY("read", WHERE("0, \"value\": \"0x10\", \"op\": \"SCMP_CMP_EQ\""))),
	  "file: syscalls[0]: args[0]: \"value\" is a number in quotes, which runtimes refuse: remove the quotes" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\"], \"archMap\": [{\"architecture\": \"SCMP_ARCH_X86_64\"}]}",
	  "file: \"archMap\" and \"architectures\" exclude each other: Docker and Podman refuse both" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"archMap\": [{\"architecture\": \"SCMP_ARCH_X86_64\", \"subArchitectures\": [\"SCMP_ARCH_x32\"]}]}",
	  "file: \"archMap\": runtimes refuse it on each host: \"subArchitectures\" unknown, or of another byte order" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"flags\": [\"SECCOMP_FILTER_FLAG_LGO\"]}",
	  "file: \"flags\": unknown flag 'SECCOMP_FILTER_FLAG_LGO'; did you mean 'SECCOMP_FILTER_FLAG_LOG'?" },
	{ OCI(ENTRY("re ad", "")), "file: syscalls[0]: expected a system call name: letters, digits and _" },
	{ "{\"t\": {\"mismatch_action\": \"allow\", \"match_action\": \"allow\", \"filter\": []}}", "file: t: both actions are the same, which seccompiler and Firecracker refuse" },
	{ "{\"t\": {\"mismatch_action\": \"trap\", \"match_action\": \"allow\", \"filter\": [{\"syscall\": \"read\", \"args\": []}]}}",
	  "file: t: filter[0]: \"args\" is empty, which seccompiler refuses; leave it out" },
	{ "{\"vmm\": {\"default_action\": \"trap\", \"filter_action\": \"allow\", \"filter\": [{\"syscall\": \"read\", \"args\": [{}]}]}}",
	  "file: vmm: filter[0]: args[0]: \"index\" is missing" },
	{ "apiVersion: v1\nkind: Pod\n", "file: no SeccompProfile found; other Kubernetes objects are not policies" },
	{ POD "  - name: a\n", "file: no container has a seccompProfile: they have no filter, or that of RuntimeDefault if the kubelet has seccompDefault" },
	{ POD "  - name: a\n" POD_PROFILE "Unconfined}\n", "file: every container is Unconfined, so none has a filter" },
	{ POD "  - name: a\n" POD_PROFILE "RuntimeDefault}\n      privileged: true\n",
	  "file: privileged containers have no filter, whatever their seccompProfile" },
	{ "kind: Pod\nspec:\n  securityContext: {seccompProfile: {type: RuntimeDefault}}\n  initContainers: [{securityContext: {privileged: true}}]\n"
	  "  ephemeralContainers: [{securityContext: {privileged: true}}]\n  containers: []\n",
	  "file: privileged containers have no filter, whatever their seccompProfile" },
	{ POD "  - name: a\n    securityContext: {privileged: maybe}\n", "file: containers[0]: \"privileged\" is not true or false" },
	{ POD "  - name: a\n" POD_PROFILE "Localhost, localhostProfile: no/such.json}\n",
	  "file: the profile of the node, no/such.json, is not beside the file" },
	{ POD "  - name: a\n" POD_PROFILE "Localhost}\n",
	  "file: seccompProfile: expected type RuntimeDefault, Unconfined or Localhost with a localhostProfile" },
	{ POD "  - name: a\n" POD_PROFILE "Localhost, localhostProfile: a/../b.json}\n",
	  "file: localhostProfile: a/../b.json has a '..', which Kubernetes refuses" },
	{ POD "  - name: a\n" POD_PROFILE "RuntimeDefault, localhostProfile: b.json}\n",
	  "file: seccompProfile: a localhostProfile beside type RuntimeDefault, which Kubernetes refuses" },
	{ "kind: Pod\nspec:\n  securityContext: {seccompProfile: {type: Unconfined}}\n  containers: [{securityContext: {seccompProfile: null}}]\n",
	  "file: every container is Unconfined, so none has a filter" },
	{ "kind: Pod\nx: &x {securityContext: {privileged: true}}\nspec:\n  containers: [{<<: *x}]\n",
	  "file: privileged containers have no filter, whatever their seccompProfile" },
	{ "apiVersion: v1\nspec: {a: b}\n", "file: no SeccompProfile found; other Kubernetes objects are not policies" },
	{ "kind: SeccompProfile\nspec:\n  a: b\n    c: d\n", "file:4: mapping values are not allowed in this context" },
	{ "kind: SeccompProfile\nkind: SeccompProfile\n", "file:2: duplicate key" },
	{ "[Service]\nExecStart=/bin/true\n", "file: no setting of the unit loads a seccomp filter" },
	{ "kind: SeccompProfile\nspec: {a: b\n", "file:3: did not find expected ',' or '}'" },
	{ "kind: SeccompProfile\nspec:\n  a: !!int 3\n", "file:3: unsupported YAML: a tag (!...)" },
	{ "kind: SeccompProfile\nspec: !x {}\n", "file:2: unsupported YAML: a tag (!...)" },
	{ "kind: SeccompProfile\nspec:\n  a: *b\n", "file:3: alias (*...) without a preceding anchor" },
	{ "kind: SeccompProfile\nspec: &b\n  a: *b\n", "file:3: alias (*...) without a preceding anchor" },
	{ "kind: SeccompProfile\nspec:\n  ? [a]\n  : b\n", "file:3: unsupported YAML: a key that is not a plain word" },
	{ "kind: SeccompProfile\nspec:\n  a: 010\n",
	  "file:3: ambiguous number with a leading 0 (octal or decimal): write it without the 0" },
	{ "kind: SeccompProfile\nspec:\n  a: \"x\\0y\"\n", "file:3: a NUL in a word" },
	{ "kind: SeccompProfile\na: {b: c, <<: {b: d}}\n", "file:2: unsupported YAML: a merge (<<) after a member that it has too" },
	{ "kind: SeccompProfile\na:\n  <<: {b: d}\n  <<: {c: d}\n", "file:4: unsupported YAML: a second merge (<<) in a mapping" },
	{ "kind: SeccompProfile\na: {<<: [b]}\n", "file:2: a merge (<<) of what is not a mapping" },
	{ "kind: SeccompProfile\na: {<<: {b: c}, b: d, b: e}\n", "file:2: duplicate key" },
	{ K8S "  '<<': {}\n", "file: spec: unknown member \"<<\"" },
	{ "kind: SeccompProfile\nmetadata: {}\n", "file: \"spec\" is missing" },
	{ "kind: SeccompProfile\nspecs: {}\n", "file: unknown member \"specs\"; did you mean 'spec'?" },
	{ K8S "  syscalls: [{names: [read], action: SCMP_ACT_ALLOW, arg: 1}]\n", "file: spec: syscalls[0]: unknown member \"arg\"; did you mean 'args'?" },
	{ K8S "  seccomp: x\n", "file: spec: unknown member \"seccomp\"" },
	{ K8S "---\n" K8S "  flags: []\n", "file: the file contains 2 policies, 1, 2: choose one with --document=" },
	{ "{\"kind\": \"List\", \"items\": [{\"kind\": \"SeccompProfile\", \"metadata\": {\"name\": \"a\"}}, "
	  "{\"kind\": \"SeccompProfile\", \"metadata\": {\"name\": \"b\"}}]}", "file: the file contains 2 policies, 1 (a), 2 (b): choose one with --document=" },
	{ "read: 1\nwrite: arg9 == 1\n", "file:2: expected arg0 to arg5" },
	{ "read: 1\nread: kill\n", "file:2: " ENDED "1; remove one of them" },
	{ "read: 1\n\nread: allow\n", "file:3: " ENDED "1; remove one of them" },
	{ "read: return 1\nread: return 1\n", "file:2: " ENDED "1; remove one of them" },
	{ "@default trap\nread: 1\nread: 1\n", "file:3: " ENDED "2; remove one of them" },
	{ "@denylist\nread: return 1\nread: return 1\n", "file:3: " ENDED "2; remove one of them" },
	{ "{read, read}: 1\n", "file:1: " ENDED "1; remove one of them" },
	{ "{read, write}: 1\nread: 1\n", "file:2: " ENDED "1; remove one of them" },
	{ "read[arch=x86_64]: 1\nread[arch=x86_64]: 1\n", "file:2: " ENDED "1; remove one of them" },
	{ "read: 1\nread: 1\nwrite: allow\n", "file:2: read already has an unconditional action" },
	{ "read: { 1, 1 }\n", "file:1: " ENDED "1; remove one of them" },
	{ "read: { arg0 == 1, 1, arg0 == 2 }\n", "file:1: " ENDED "1; remove one of them" },
	{ "@include common.policy\n", "file:1: minijail expects a path that begins with / or ./ after @include: use ./common.policy" },
	{ "read: maybe\n", "file:1: expected a condition or one of 1, allow, log, trap, trace, user-notify, kill, kill-process, "
	  "kill-thread, return ERRNO" },
	{ "{ read, write: 1\n", "file:1: expected '}' after the system call names" },
	{ "read: { arg0 == 1; allow\n", "file:1: expected '}' or ',', not ''" },
	{ "read[arch: 1\n", "file:1: expected ']' at the end of [arch=...]" },
	{ "read[x86_64]: 1\n", "file:1: expected KEY=VALUE between [ and ]" },
	{ "read[]: 1\n", "file:1: expected KEY=VALUE between [ and ]" },
	{ "read[arch=]: 1\n", "file:1: expected a name after arch=, and names separated by commas" },
	{ "read[arch=arm x86_64]: 1\n", "file:1: expected a name after arch=, and names separated by commas" },
	{ "read[arch=arm; arch=x86_64]: 1\n", "file:1: 'arch' is given twice between [ and ]; write its values behind one '='" },
	{ "257[arch=arm]: 1\n", "file:1: expected a system call name before [arch=...]" },
	{ "read[arch=arm]: arg9 == 1\n", "file:1: expected arg0 to arg5" },
	{ "read[arch=arm]: arg0 == 0x10000000000000000\n", "file:1: '0x10000000000000000' does not fit into a register of 64 bits" },
	{ "read[arch=arm]: return\n", "file:1: expected an errno after return" },
	{ "read:\n", "file:1: expected a condition or an action after the colon" },
	{ "read: return 5000\n", "file:1: expected an errno after return: a name, or a number up to 4095" },
	{ "read: arg0 == 0x10000000000000000\n", "file:1: '0x10000000000000000' does not fit into a register of 64 bits" },
	{ "read[arch=x86_64]: 1\n@nosuch\n", "file:2: unknown directive '@nosuch'" },
	{ "prctl: arg0 == 1 2\n", "file:1: unexpected '2'" },
	{ "@include ./no-such-file.policy\nread: 1\n", "file:1: ./no-such-file.policy: No such file or directory" },
	{ "@include /dev/null\n", "file:1: /dev/null: not a regular file of at most 16 MiB" },
	{ "@include\n", "file:1: expected one path after @include" },
	{ "quiet\nnoblacklist /a\n", "file: no line of the profile loads a seccomp filter" },
	{ "quiet\nseccomp.drop @nosuch\n", "file:2: firejail 0.9.72 has no group '@nosuch'" },
	{ "quiet\nseccomp.drop mkdir,@clock:EPERM\n", "file:2: firejail accepts no answer behind a group: '@clock:EPERM'; write it behind each call" },
	{ "seccomp.keep @clock:kill\n", "file:1: firejail accepts no answer behind a group: '@clock:kill'; write it behind each call" },
	{ "seccomp.keep read, write\n", "file:1: firejail expects names separated by commas, without blanks" },
	{ "seccomp.drop read,\\\nseccomp\n", "file:1: firejail expects names separated by commas, without blanks" },
	{ "seccomp.drop\n", "file:1: unknown firejail line: 'seccomp.drop'" },
	{ "seccomp.drop ,\n", "file:1: firejail does not accept an empty list of calls" },
	{ "seccomp.drop $x\n", "file:1: not a system call number: expected $NUMBER" },
	{ "seccomp\nseccomp-error-action ENOSUCH\n", "file:2: firejail has no errno 'ENOSUCH'" },
	{ "protocol unix, inet\n", "file:1: ' inet' is not a name that firejail accepts here" },
	{ "protocol unix,-unix\n", "file: firejail does not accept an empty list of protocols" },
	{ "seccomp\n?HAS_X11\n", "file:2: expected a colon and a line after the condition" },
};

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

/* Given capabilities, and the answer: fully known, so never inexact. */
static const struct { const char *includes, *excludes; cap_set caps; bool allowed; } cap_rows[] = {
	{ "\"CAP_BPF\"", "", 0, false },
	{ "\"CAP_BPF\"", "", UINT64_C(1) << 39, true },
	{ "\"CAP_BPF\"", "", CAPS_ALL, true },
	{ "\"CAP_BPF\", \"CAP_CHOWN\"", "", UINT64_C(1) << 39, false },
	{ "\"CAP_BPF\", \"CAP_CHOWN\"", "", UINT64_C(1) << 39 | 1, true },
	{ "", "\"CAP_BPF\", \"CAP_CHOWN\"", 0, true },
	{ "", "\"CAP_BPF\", \"CAP_CHOWN\"", 1, false },
	{ "\"CAP_OF_LATER\"", "", UINT64_C(1) << 39, false },
	{ "\"CAP_OF_LATER\"", "", CAPS_ALL, true },
	{ "", "\"CAP_OF_LATER\"", CAPS_ALL, false },
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
		assert_int_equal(policy.inexact_count, 0);
		assert_int_equal(policy_eval(&policy, &data).action == ACTION_ALLOW, cap_rows[i].allowed);
	}
}

static void test_errors(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(error_rows); i++) {
		AUTO_TEXT struct text notes = { 0 };
		struct policy policy;
		struct err err = { "" };
		if (!read_text(&policy, error_rows[i].file, &notes, &err))
			fail_msg("is read: %s", error_rows[i].file);
		assert_null(strchr(err.text, '\n'));
		bool guessed = !strncmp(err.text, "file: not a known policy format", 31);
		if (error_rows[i].error && guessed)      /* names the format, and has the same reason */
			assert_non_null(strstr(err.text, strchr(error_rows[i].error, ' ')));
		else if (error_rows[i].error)
			assert_string_equal(err.text, error_rows[i].error);
		assert_int_equal(policy.rule_count, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_noted),
		cmocka_unit_test(test_alias),
		cmocka_unit_test(test_capabilities),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
