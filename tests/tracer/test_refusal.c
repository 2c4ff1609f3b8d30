/* SPDX-License-Identifier: Apache-2.0 */
/* Real shapes of records of refused calls, and what must not be taken for one. */
#include "tracer/refusal/read.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void record_words(const struct refusal *refusal, struct text *out)
{
	static const char *const kinds[] = { "record", "signal", "error", "message", "unloaded" };
	char label[16];

	text_add(out, kinds[refusal->kind]);
	if (refusal->called)
		text_format(out, " %s %s", arch_info(refusal->arch)->name, syscall_label(refusal->arch, refusal->nr, label));
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (refusal->known >> i & 1)
			text_format(out, " %u:%" PRIx64, i, refusal->args[i]);
	if (refusal->answered) {
		text_add(out, " ");
		if (refusal->bare)
			text_format(out, "%s?", action_name(refusal->answer.action));
		else
			verdict_text_brief(refusal->answer, out);
	}
	if (refusal->error)
		text_format(out, " %s", errno_name(refusal->error));
	if (refusal->has_ip)
		text_format(out, " @%" PRIx64, refusal->ip);
	if (refusal->function)
		text_format(out, " in %s+%" PRIx64, refusal->function, refusal->into);
	if (refusal->program)
		text_format(out, " of %s", refusal->program);
	if (refusal->count > 1)
		text_format(out, " x%" PRIu64, refusal->count);
	text_add(out, "\n");
}

/* "…; idle N, unknown N": everything that was read. */
static void log_words(const char *log, struct text *out)
{
	AUTO_REFUSALS struct refusals found = {0};
	struct err err;

	assert_int_equal(refusal_read(&found, log, strlen(log), "log", ARCH_X86_64, &err), 0);
	for (size_t i = 0; i < found.count; i++)
		record_words(&found.at[i], out);
	text_format(out, "idle %" PRIu64 " unknown %" PRIu64, found.idle, found.unknown);
	if (found.unread)
		text_format(out, " unread %" PRIu64, found.unread);
	text_add(out, "\n");
}

#define FIELDS "auid=1000 uid=0 gid=0 ses=2 subj=unconfined pid=5 comm=\"app\" exe=\"/usr/bin/app\" sig=31 arch=c000003e syscall=41 " \
	"compat=0 ip=0x7f0000000dc7 code=0x80000000"
#define SOCKET "record x86_64 socket kill @7f0000000dc7 of /usr/bin/app\nidle 0 unknown 0\n"

static const struct {
	const char *log, *wanted;
} shapes[] = {
	/* the kernel log, in the forms of dmesg, syslog and the journal */
	{ "[ 2163.633265] audit: type=1326 audit(1795286379.436:2): " FIELDS "\n", SOCKET },
	{ "[Sun Feb  1 10:00:00 2026] audit: type=1326 audit(1.2:3): " FIELDS "\n", SOCKET },
	{ "<5>[   12.345678] audit: type=1326 audit(1.2:3): " FIELDS "\n", SOCKET },
	{ "Feb  1 10:00:00 hosta kernel: [ 12.345678] audit: type=1326 audit(1.2:3): " FIELDS "\n", SOCKET },
	{ "2026-02-01T10:00:00.123456+01:00 hosta kernel: audit: type=1326 audit(1.2:3): " FIELDS "\n", SOCKET },
	{ "Feb 01 10:00:00 hosta audit[5]: SECCOMP " FIELDS "\n", SOCKET },
	{ "{\"MESSAGE\":\"SECCOMP pid=5 comm=\\\"app\\\" exe=\\\"/usr/bin/app\\\" sig=31 arch=c000003e syscall=41 compat=0 ip=0x7f0000000dc7 "
	  "code=0x80000000 \",\"_TRANSPORT\":\"audit\"}\n", SOCKET },
	/* auditd, raw and interpreted */
	{ "type=SECCOMP msg=audit(1.2:3): " FIELDS "\n", SOCKET },
	{ "type=SECCOMP msg=audit(02/01/25 10:00:00.123:101) : auid=unset pid=5 comm=a b exe=/usr/bin/a sig=SIGSYS arch=x86_64 syscall=socket "
	  "compat=0 ip=0x7f00dc7 code=kill\n", "record x86_64 socket @7f00dc7 of /usr/bin/a\nidle 0 unknown 0\n" },
	{ "type=SECCOMP msg=audit(02/01/25 10:00:00.123:101) : pid=5 comm=a exe=/usr/bin/a sig=SIGSYS arch=x86_64 syscall=socket compat=0 "
	  "ip=0x7f00dc7 code=kill-process\n", "record x86_64 socket kill @7f00dc7 of /usr/bin/a\nidle 0 unknown 0\n" },
	{ "type=SECCOMP msg=audit(1.2:3): pid=5 comm=61206220 exe=2F746D702F612062 sig=0 arch=40000003 syscall=39 compat=1 ip=0xf7f1aaaa "
	  "code=0x7ffc0000\n", "record i386 mkdir log @f7f1aaaa of /tmp/a b\nidle 0 unknown 0\n" },
	{ "type=SYSCALL msg=audit(1.2:3): arch=c000003e syscall=41 success=no exit=-1 a0=a a1=2 a2=0 a3=7ffd pid=2 comm=\"nc\" exe=\"/usr/bin/nc\" "
	  "key=(null)\ntype=PROCTITLE msg=audit(1.2:3): proctitle=6E63\n",
	  "error x86_64 socket 0:a 1:2 2:0 3:7ffd EPERM of /usr/bin/nc\nidle 1 unknown 0\n" },
	{ "type=SYSCALL msg=audit(1.2:3): arch=c000003e syscall=41 success=yes exit=3 a0=a a1=2 a2=0 a3=7 pid=2 x=1\n", "idle 1 unknown 0\n" },
	/* auditd with log_format=ENRICHED; the journal as JSON, pretty and as events; dmesg --json; ausearch's reports */
	{ "type=SECCOMP msg=audit(1.2:3): " FIELDS "\x1d" "ARCH=x86_64 SYSCALL=socket AUID=\"unset\" UID=\"root\" GID=\"root\"\n", SOCKET },
	{ "type=SYSCALL msg=audit(1.2:3): arch=c000003e syscall=41 success=no exit=-1 a0=a a1=2 a2=0 a3=7ffd pid=2 comm=\"nc\" exe=\"/usr/bin/nc\" "
	  "key=(null)\x1d" "ARCH=x86_64 SYSCALL=socket AUID=\"unset\"\n", "error x86_64 socket 0:a 1:2 2:0 3:7ffd EPERM of /usr/bin/nc\nidle 0 unknown 0\n" },
	{ "{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"audit: type=1326 audit(1.2:3): pid=5 comm=\\\"app\\\" exe=\\\"/usr/bin/app\\\" sig=31 arch=c000003e "
	  "syscall=41 compat=0 ip=0x7f0000000dc7 code=0x80000000\",\"PRIORITY\":\"5\"}\n", SOCKET },
	{ "data: {\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"audit: type=1326 audit(1.2:3): pid=5 exe=\\\"/usr/bin/app\\\" sig=31 arch=c000003e "
	  "syscall=41 compat=0 ip=0x7f0000000dc7 code=0x80000000\"}\n\n", SOCKET },
	{ "{\n\t\"_TRANSPORT\" : \"audit\",\n\t\"MESSAGE\" : \"SECCOMP pid=5 comm=\\\"app\\\" exe=\\\"/usr/bin/app\\\" sig=31 arch=c000003e syscall=41 "
	  "compat=0 ip=0x7f0000000dc7 code=0x80000000\",\n\t\"_PID\" : \"5\"\n}\n",
	  "record x86_64 socket kill @7f0000000dc7 of /usr/bin/app\nidle 2 unknown 0\n" },
	{ "{\n   \"dmesg\": [\n      {\n         \"pri\": 5,\n         \"time\":  2238.604085,\n         \"msg\": \"audit: type=1326 audit(1.2:3): "
	  "pid=5 exe=\\\"/usr/bin/app\\\" sig=31 arch=c000003e syscall=41 compat=0 ip=0x7f0000000dc7 code=0x80000000\"\n      }\n   ]\n}\n",
	  "record x86_64 socket kill @7f0000000dc7 of /usr/bin/app\nidle 2 unknown 1\n" },
	{ "2026/11/30 22:00:00 [emerg] 7#7: setsid() failed (1: Operation not permitted)", "error x86_64 setsid EPERM\nidle 0 unknown 0\n" },
	{ "[alert] 7#7: kill(36, 1) failed (1: Operation not permitted)", "error x86_64 kill EPERM\nidle 0 unknown 0\n" },
	{ "[alert] 7#7: fork() failed while spawning \"worker process\" (38: Function not implemented)", "error x86_64 clone ENOSYS\nidle 0 unknown 0\n" },
	{ "unshare: unshare failed: Operation not permitted", "error x86_64 unshare EPERM\nidle 0 unknown 0\n" },
	{ "Error: EPERM: operation not permitted, chmod '/tmp/s'", "error x86_64 chmod EPERM\nidle 0 unknown 0\n" },
	{ "Error: EPERM: operation not permitted, open '/tmp/s'", "error x86_64 openat EPERM\nidle 0 unknown 0\n" },
	/* At the start of a line, where strace names a call too. */
	{ "setsid() failed (1: Operation not permitted)\nptrace(PTRACE_ATTACH): Operation not permitted\nunshare(): Operation not permitted\n"
	  "mount() failed (1: Operation not permitted)\n",
	  "error x86_64 setsid EPERM\nerror x86_64 ptrace EPERM\nerror x86_64 unshare EPERM\nerror x86_64 mount EPERM\nidle 0 unknown 0\n" },
	{ "setsid() = 5\nwait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 7\nclose(3 <unfinished ...>\n"
	  "12 <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 7\npause() <unfinished ...>\nexit_group(0) = ?\n"
	  "write(2, \"setsid(): Operation not permitted\", 33) = 33\n", "idle 7 unknown 0\n" },
	/* nginx, with words between; perror; errors by name */
	{ "mkdir() \"/x\" failed (1: Operation not permitted)\n[emerg] 7#7: bind() to 0.0.0.0:80 failed (13: Permission denied)\n",
	  "error x86_64 mkdir EPERM\nerror x86_64 bind EACCES\nidle 0 unknown 0\n" },
	{ "unshare: Operation not permitted\nkv: unshare: Operation not permitted\nFailed to setns: Operation not permitted\nsetns: EPERM\n"
	  "setns(): EPERM\nkv: umount: Function not implemented\nseteuid: Operation not permitted\n",
	  "error x86_64 unshare EPERM x2\nerror x86_64 setns EPERM x3\nerror x86_64 umount2 ENOSYS\nerror x86_64 setresuid EPERM\n"
	  "idle 0 unknown 0\n" },
	{ "mount: /mnt: mount(2) system call failed: Function not implemented.\n", "error x86_64 mount ENOSYS\nidle 0 unknown 0\n" },
	/* The end of a path or of a longer word; an error of files whose call is not named. */
	{ "exec /bin/mount: operation not permitted\nun-mount: Operation not permitted\nmy_kill: Operation not permitted\n",
	  "message x3\nidle 0 unknown 0\n" },
	{ "Permission denied (publickey).\ncat: x: Permission denied\n", "idle 0 unknown 2\n" },
	/* Neither a call nor a function of libc, or not what failed. */
	{ "my_helper() failed (1: Operation not permitted)", "message\nidle 0 unknown 0\n" },
	{ "Error: EPERM: operation not permitted, scandir '/tmp/s'", "message\nidle 0 unknown 0\n" },
	{ "PermissionError: [Errno 1] Operation not permitted: '/tmp/s'", "message\nidle 0 unknown 0\n" },
	{ "chmod: changing permissions of 'x': Operation not permitted", "message\nidle 0 unknown 0\n" },
	{ "At 14:38:12 11/30/26 system, acting as root, unsuccessfully called-seccomp-controlled-syscall unknown-syscall(-1) using /usr/bin/mkdir\n",
	  "message\nidle 0 unknown 0\n" },
	{ "{\"_TRANSPORT\":\"stdout\",\"MESSAGE\":\"audit: type=1326 audit(1.2:3): pid=5 sig=31 arch=c000003e syscall=41 ip=0x1 code=0x80000000\"}\n",
	  "idle 0 unknown 1\n" },
	{ "\t\"MESSAGE\" : \"evil[7]: type=SECCOMP msg=audit(1.2:3): pid=5 sig=31 arch=c000003e syscall=41 ip=0x1 code=0x80000000\",\n", "idle 1 unknown 0\n" },
	{ "\t\"_CMDLINE\" : \"audit: type=1326 audit(1.2:3): pid=5 sig=31 arch=c000003e syscall=41 ip=0x1 code=0x80000000\",\n", "idle 1 unknown 0\n" },
	/* strace: a trap, a kill, errors, an unfinished call, -k, -i */
	{ "execve(\"/usr/bin/app\", [\"app\"], 0x7ffc /* 3 vars */) = 0\n"
	  "socket(AF_INET6, SOCK_DGRAM, IPPROTO_IP) = 41\n"
	  "--- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x7f4f60301dc7, si_syscall=__NR_socket, si_arch=AUDIT_ARCH_X86_64} ---\n"
	  "+++ killed by SIGSYS (core dumped) +++\n",
	  "signal x86_64 socket 0:a 1:2 2:0 @7f4f60301dc7 of /usr/bin/app\nidle 3 unknown 0\n" },
	{ "--- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x40, si_syscall=__NR_mkdir, si_arch=AUDIT_ARCH_X86_64} ---\n",
	  "signal x86_64 mkdir @40\nidle 0 unknown 0\n" },
	{ "12 socket(AF_INET6, SOCK_DGRAM, IPPROTO_IP) = 41\n13 close(3) = 0\n12 +++ killed by SIGSYS (core dumped) +++\n13 +++ exited with 0 +++\n",
	  "signal x86_64 socket 0:a 1:2 2:0\nidle 3 unknown 0\n" },
	{ "+++ killed by SIGSYS +++\n", "signal\nidle 0 unknown 0\n" },
	{ "socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = -1 EPERM (Operation not permitted)\n"
	  "socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = -1 EPERM (Operation not permitted)\n"
	  "write(2, \"Operation not permitted\\n\", 24) = 24\n", "error x86_64 socket 0:2 1:1 2:6 EPERM x2\nidle 1 unknown 0\n" },
	{ "[pid 7] socket(AF_INET, SOCK_STREAM, 0 <unfinished ...>\n[pid 8] close(3) = 0\n[pid 7] <... socket resumed>) = -1 ENOSYS (Function not implemented)\n",
	  "error x86_64 socket 0:2 1:1 2:0 ENOSYS\nidle 2 unknown 0\n" },
	{ "mkdir(\"/x\", 0700) = -1 EPERM (Operation not permitted)\n > /usr/lib/x86_64-linux-gnu/libc.so.6(mkdir+0x7) [0xf7f37]\n > /bin/app(main+0x1c) [0x1175]\n",
	  "error x86_64 mkdir 1:1c0 EPERM in mkdir+7\nidle 2 unknown 0\n" },
	{ "--- SIGSYS {si_signo=SIGSYS, si_code=SI_USER, si_pid=5, si_uid=0} ---\n", "idle 1 unknown 0\n" },
	{ "7 close(3) = 0\n7 --- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_ad\n", "message\nidle 1 unknown 0\n" },
	/* gdb: one line, pretty printing, registers alone */
	{ "Program terminated with signal SIGSYS, Bad system call.\n"
	  "#0  0x00007f341a594dc7 in socket () from /lib/x86_64-linux-gnu/libc.so.6\n"
	  "$1 = {si_signo = 31, si_errno = 0, si_code = 1, _sifields = {_pad = {442060231, 32564}, _sigsys = {_call_addr = 0x7f341a594dc7 "
	  "<socket+7>, _syscall = 41, _arch = 3221225534}}}\nrdi            0xa                 10\nrsi            0x2                 2\nrdx            0x0                 0\n",
	  "signal x86_64 socket 0:a 1:2 2:0 @7f341a594dc7 in socket+7\nidle 6 unknown 0\n" },
	{ "(gdb) p $_siginfo._sifields._sigsys\n$2 = {\n  _call_addr = 0x7f341a594dc7 <__GI_socket+7>,\n  _syscall = 41,\n  _arch = 3221225534\n}\n",
	  "signal x86_64 socket @7f341a594dc7 in __GI_socket+7\nidle 6 unknown 0\n" },
	{ "    _sigsys = {\n      _call_addr = 0x7f341a594dc7 <__GI_socket+7>,\n      _syscall = 41,\n      _arch = 3221225534\n    }\n",
	  "signal x86_64 socket @7f341a594dc7 in __GI_socket+7\nidle 5 unknown 0\n" },
	{ "Program received signal SIGSYS, Bad system call.\n0x00007ffff7edbdc7 in socket () from /lib/libc.so.6\n"
	  "orig_rax       0x29                41\nrip            0x7ffff7edbdc7      0x7ffff7edbdc7 <socket+7>\nrdi            0x2                 2\n",
	  "signal x86_64 socket 0:2 @7ffff7edbdc7\nidle 5 unknown 0\n" },
	{ "Program received signal SIGSEGV, Segmentation fault.\n0x0 in ?? ()\nrip            0x0      0x0\n", "idle 3 unknown 0\n" },
	/* coredumpctl info, of SIGSYS and of another signal */
	{ "           PID: 22360 (mkdir)\n        Signal: 31 (SYS)\n     Timestamp: Mon 2026-11-30 14:38:12 UTC (2min ago)\n"
	  "  Command Line: mkdir made\n    Executable: /usr/bin/mkdir\n       Message: Process 22360 (mkdir) of user 0 dumped core.\n"
	  "                Module libc.so.6 from deb glibc-2.36-9.amd64\n                Stack trace of thread 22360:\n"
	  "                #0  0x00007f4823e18f37 __GI_mkdir (libc.so.6 + 0xf7f37)\n                #1  0x0000555555556b2a n/a (mkdir + 0x2b2a)\n"
	  "                ELF object binary architecture: AMD x86-64\n",
	  "signal in __GI_mkdir+0 of /usr/bin/mkdir\nidle 11 unknown 0\n" },
	{ "           PID: 22360 (mkdir)\n        Signal: 11 (SEGV)\n    Executable: /usr/bin/mkdir\n", "idle 3 unknown 0\n" },
	/* seccord run */
	{ "seccord: refused: fchmodat(mode 0600) [x86_64]: errno EPERM, direct from fchmodat+0xdf in /usr/lib/x86_64-linux-gnu/libc.so.6\n"
	  "seccord:   to allow it, in policy.json: add {\"call\": \"fchmodat\"}\n",
	  "record x86_64 fchmodat 2:180 EPERM in fchmodat+df\nidle 1 unknown 0\n" },
	/* programs with a handler of SIGSYS */
	{ "../../sandbox/linux/seccomp-bpf-helpers/sigsys_handlers.cc:**CRASHING**:seccomp-bpf failure in syscall nr=0x29 arg1=0xa arg2=0x2 arg3=0x0 arg4=0x0\n",
	  "signal x86_64 socket 0:a 1:2 2:0 3:0\nidle 0 unknown 0\n" },
	{ "Sandbox: seccomp sandbox violation: pid 12, tid 12, syscall 41, args 10 2 0 0 0 0.\n",
	  "signal x86_64 socket 0:a 1:2 2:0 3:0 4:0 5:0\nidle 0 unknown 0\n" },
	{ "ssh_sandbox_violation: unexpected system call (arch:0xc000003e,syscall:41 @ 0x7f00dc7)\n", "signal x86_64 socket @7f00dc7\nidle 0 unknown 0\n" },
	{ "Feb 01 10:00:00 h minijail0[1]: libminijail[1]: blocked syscall: socket\n", "signal x86_64 socket\nidle 0 unknown 0\n" },
	{ "libminijail[1]: blocked syscall: 41\n", "signal x86_64 socket\nidle 0 unknown 0\n" },
	{ "../../sandbox/linux/seccomp-bpf-helpers/sigsys_handlers.cc:**CRASHING**:seccomp-bpf failure in syscall 0281\n",
	  "signal x86_64 epoll_pwait\nidle 0 unknown 0\n" },
	{ "Apr 22 17:25:28 cp1 gnome-panel.desktop[707795]: Sandbox: seccomp sandbox violation: pid 707795, tid 707795, syscall 332, args 33 "
	  "140634338200580 4096 4095 140731638212110 0.\n", "signal x86_64 statx 0:21 1:7fe7fbc58c04 2:1000 3:fff 4:7ffea34de60e 5:0\nidle 0 unknown 0\n" },
	{ "(Sandbox) Caught a bad syscall attempt (syscall socket)\n", "signal x86_64 socket\nidle 0 unknown 0\n" },
	{ "(Sandbox) Caught a bad syscall attempt (syscall 0x29)\n", "signal x86_64 socket\nidle 0 unknown 0\n" },
	{ "[W][2026-11-30T14:38:12+0000][1] pid=22360, Syscall number:41, Seccomp reason:0, SP:0x7ffd0000, PC:0x7f4823e18f37\n",
	  "signal x86_64 socket\nidle 0 unknown 0\n" },
	/* messages that name no call */
	{ "2026-11-30T14:38:12Z container die abc123 (execDuration=0, exitCode=159, image=app, name=k2)\n", "message\nidle 0 unknown 0\n" },
	{ "time=\"2026-11-30T14:38:12Z\" level=info msg=\"TaskExit event &TaskExit{ContainerID:abc,Pid:7,ExitStatus:159,}\"\n", "message\nidle 0 unknown 0\n" },
	{ "               \"ExitCode\": 159,\n", "message\nidle 0 unknown 0\n" },
	{ "Error: OCI runtime error: crun: invalid seccomp action `SCMP_ACT_NO`\n", "unloaded\nidle 0 unknown 0\n" },
	{ "Feb 01 10:00:00 h systemd[1]: a.service: Main process exited, code=killed, status=31/SYS\n", "message\nidle 0 unknown 0\n" },
	{ "bash: line 1: 913 Bad system call         (core dumped) ./app\n", "message\nidle 0 unknown 0\n" },
	{ "bwrap: Creating new namespace failed: Operation not permitted\n", "message\nidle 0 unknown 0\n" },
	{ "crun: mount `proc` to `proc`: Operation not permitted\n", "message\nidle 0 unknown 0\n" },
	{ "Error: OCI runtime error: runc: runc create failed: unable to start container process: operation not permitted\n", "message\nidle 0 unknown 0\n" },
	{ "a1b2c3  docker.io/app  \"app\"  1 minute ago  Exited (159) 2 seconds ago\n", "message\nidle 0 unknown 0\n" },
	/* copies of logs */
	{ "\xef\xbb\xbf" "audit: type=1326 audit(1.2:3): " FIELDS "\n", SOCKET },
	{ "\taudit: type=1326 audit(1.2:3): " FIELDS "\n", SOCKET },
	{ "2026-11-30 21:58:25\taudit: type=1326 audit(1.2:3): " FIELDS "\n", SOCKET },
	{ "type=1326\taudit(1.2:3):\t" FIELDS "\n", SOCKET },
	{ "audit:  type=1326  audit(1.2:3):  " FIELDS "\n", SOCKET },
	{ "- audit: type=1326 audit(1.2:3): " FIELDS "\n", SOCKET },
	{ "> * [   12.5] audit: type=1326 audit(1.2:3): " FIELDS "\n", SOCKET },
	{ "Feb 01 10:00:00 host audit[5]: " FIELDS "\n", SOCKET },
	{ "\x1e{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"audit: type=1326 audit(1.2:3): pid=5 exe=\\\"/usr/bin/app\\\" sig=31 arch=c000003e "
	  "syscall=41 ip=0x7f0000000dc7 code=0x80000000\"}\n", SOCKET },
	{ "{\"_TRANSPORT\": \"kernel\", \"MESSAGE\": \"audit: type=1326 audit(1.2:3): pid=5 exe=\\\"/usr/bin/app\\\" sig=31 arch=c000003e "
	  "syscall=41 ip=0x7f0000000dc7 code=0x80000000\"}\n", SOCKET },
	{ "{\"_TRANSPORT\":\"audit\",\"MESSAGE\":[83,69,67,67,79,77,80,32,115,105,103,61,51,49,32,97,114,99,104,61,99,48,48,48,48,48,51,101,32,115,"
	  "121,115,99,97,108,108,61,52,49,32,99,111,100,101,61,48,120,56,48,48,48,48,48,48,48,32,120]}\n", "record x86_64 socket kill\nidle 0 unknown 0\n" },
	/* the kernel does not log the data of an answer */
	{ "audit: type=1326 audit(1.2:3): pid=5 sig=0 arch=c000003e syscall=41 ip=0x1 code=0x50000\n", "record x86_64 socket errno? @1\nidle 0 unknown 0\n" },
	{ "audit: type=1326 audit(1.2:3): pid=5 sig=31 arch=c000003e syscall=41 ip=0x1 code=0x30000\n", "record x86_64 socket trap? @1\nidle 0 unknown 0\n" },
	/* strace: a call that only i386 has shows the arch of those that follow */
	{ "5 mmap2(NULL, 8192, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0xf7fa8000\n5 mkdir(\"d\", 0700) = -1 EPERM (Operation not permitted)\n"
	  "6 mkdir(\"d\", 0700) = -1 EPERM (Operation not permitted)\n",
	  "error i386 mkdir 1:1c0 EPERM\nerror x86_64 mkdir 1:1c0 EPERM\nidle 1 unknown 0\n" },
	/* what only looks like a record */
	{ "Feb 01 10:00:00 host app: seccomp denied sig=31 arch=c000003e syscall=41\n", "idle 0 unknown 1 unread 1\n" },
	{ "{\"log\":\"audit: type=1326 audit(1.2:3): pid=5 sig=31 arch=c000003e syscall=41 code=0x0\\n\",\"stream\":\"stdout\"}\n", "idle 0 unknown 1 unread 1\n" },
	{ "type=SECCOMP msg=audit(1.2:3): pid=5 sig=31 arch=1234567 syscall=41 ip=0x1 code=0x0\n", "idle 0 unknown 1 unread 1\n" },
	{ "evil[7]: type=SECCOMP msg=audit(1.2:3): sig=31 arch=c000003e syscall=1 ip=0x1 code=0x0\n", "idle 1 unknown 0\n" },
	{ "type=SYSCALL msg=audit(1.2:3): arch=c000003e syscall=41 success=yes exit=3 a0=1 a1=1 a2=0 a3=0 pid=5\n", "idle 1 unknown 0\n" },
	/* what is no record, or not known */
	{ "hello\n\n---\nworld\n", "idle 0 unknown 2\n" },
	{ "Feb 01 10:00:00 hosta evil[7]: type=SECCOMP msg=audit(1.2:3): arch=c000003e syscall=1 ip=0x1 code=0x0\n", "idle 1 unknown 0\n" },
	{ "type=SECCOMP msg=audit(1.2:3): pid=5 sig=31 arch=c000003e sysc\n", "idle 0 unknown 1\n" },
	{ "Sandbox: seccomp sandbox violation: pid 12, tid 12, syscall x\n", "idle 0 unknown 1\n" },
};

static void test_shapes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		AUTO_TEXT struct text words = {0};
		log_words(shapes[i].log, &words);
		if (strcmp(words.at, shapes[i].wanted))
			fail_msg("%s\nread as:\n%swanted:\n%s", shapes[i].log, words.at, shapes[i].wanted);
	}
}

/* A policy may contain anything that a message says, but no record. */
static void test_recognises(void **state)
{
	static const char policy[] = "{\"seccord\": 1, \"note\": \"Bad system call\", \"archs\": [\"x86_64\"], \"calls\": []}";

	(void)state;
	assert_false(refusal_recognises(policy, strlen(policy)));
	assert_true(refusal_recognises(shapes[0].log, strlen(shapes[0].log)));
	assert_false(refusal_recognises("", 0));
}

/* Past the limit records are counted. */
static void test_limit(void **state)
{
	AUTO_REFUSALS struct refusals found = {0};
	AUTO_TEXT struct text log = {0};
	struct err err;

	(void)state;
	for (int i = 0; i < REFUSALS_MOST + 5; i++)
		text_format(&log, "type=SECCOMP msg=audit(1.2:3): pid=5 exe=\"/bin/p%d\" sig=31 arch=c000003e syscall=41 ip=0x1 code=0x0\n", i);
	refusal_read(&found, log.at, log.length, "log", ARCH_X86_64, &err);
	assert_int_equal(found.count, REFUSALS_MOST);
	assert_int_equal(found.dropped, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_shapes), cmocka_unit_test(test_recognises), cmocka_unit_test(test_limit) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
