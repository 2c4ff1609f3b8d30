/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The variants of each log format: prefixes, options and versions of each tool;
 * which lines are lost, and which are just not calls.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/tracer/imported_text.h"

/* --- one line, one call --- */

#define SECCOMP "auid=1000 uid=0 gid=0 ses=2 subj=unconfined pid=5 comm=\"init\" exe=\"/\" sig=0 arch=c000003e syscall=125 " \
	"compat=0 ip=0x4c1b3b code=0x7ffc0000"
#define SYSCALL "arch=c000003e syscall=41 success=no exit=-13 a0=1 a1=80001 a2=0 a3=7ffd items=0 ppid=1 pid=6 comm=\"a\""
#define SOCKET "x86_64 41 1 domain=AF_UNIX socktype=SOCK_STREAM|SOCK_CLOEXEC protocol=IPPROTO_IP EACCES"
#define CAPGET "x86_64 125 1"

static const struct {
	const char *line, *call;
} lines[] = {
	/* journalctl, in each of its forms */
	{ "Feb 01 10:00:00 hosta audit[5]: SECCOMP " SECCOMP, CAPGET },
	{ "Feb 01 10:00:00.123456 hosta audit[5]: SECCOMP " SECCOMP, CAPGET },
	{ "2026-02-01T10:00:00+0000 hosta audit[5]: SECCOMP " SECCOMP, CAPGET },
	{ "Sun 2026-02-01 10:00:00 UTC hosta audit[5]: SECCOMP " SECCOMP, CAPGET },
	{ "1770000000.123456 hosta audit[5]: SECCOMP " SECCOMP, CAPGET },
	{ "[ 2163.633265] hosta audit[5]: SECCOMP " SECCOMP, CAPGET },
	{ "Feb 01 10:00:00 audit[5]: SECCOMP " SECCOMP, CAPGET },
	{ "Feb 01 10:00:00 hosta audit: SECCOMP " SECCOMP, CAPGET },
	{ "Feb 01 10:00:00 hosta audit[5]: AUDIT1326 " SECCOMP, CAPGET },
	{ "Feb 01 10:00:00 hosta audit[5]: <audit-1326> " SECCOMP, CAPGET },
	{ "SECCOMP " SECCOMP, CAPGET },
	{ "    MESSAGE=SECCOMP " SECCOMP, CAPGET },
	{ "{\"_CMDLINE\":\"x arch=1 syscall=2\",\"MESSAGE\":\"SECCOMP pid=5 comm=\\\"a\\\" arch=c000003e syscall=125 compat=0 "
	  "code=0x0\",\"_TRANSPORT\":\"audit\",\"_EXE\":\"/x arch=40000003 syscall=1 \"}", CAPGET },
	{ "Feb 01 10:00:00 hosta audit[6]: SYSCALL " SYSCALL, SOCKET },
	{ "SYSCALL " SYSCALL, SOCKET },
	{ "Feb 01 10:00:00 hosta kernel: audit: type=1326 audit(1.2:3): " SECCOMP, CAPGET },
	/* syslog and dmesg */
	{ "Feb  1 10:00:00 hosta kernel: [ 12.345678] audit: type=1326 audit(1.2:3): " SECCOMP, CAPGET },
	{ "2026-02-01T10:00:00.123456+01:00 hosta kernel: audit: type=1326 audit(1.2:3): " SECCOMP, CAPGET },
	{ "Feb  1 10:00:00 hosta audispd: node=x type=SECCOMP msg=audit(1.2:3): " SECCOMP, CAPGET },
	{ "[Sun Feb  1 10:00:00 2026] audit: type=1326 audit(1.2:3): " SECCOMP, CAPGET },
	{ "kern  :notice: [   12.345678] audit: type=1326 audit(1.2:3): " SECCOMP, CAPGET },
	{ "<5>[   12.345678] audit: type=1326 audit(1.2:3): " SECCOMP, CAPGET },
	{ "5,1234,12345678,-;audit: type=1326 audit(1.2:3): " SECCOMP, CAPGET },
	{ "audit: type=1300 audit(1.2:3): " SYSCALL, SOCKET },
	/* auditd and ausearch */
	{ "type=SECCOMP msg=audit(1.2:3): " SECCOMP, CAPGET },
	{ "node=hosta type=SYSCALL msg=audit(1.2:3): " SYSCALL "\x1d" "ARCH=x86_64 SYSCALL=socket", SOCKET },
	{ "type=UNKNOWN[1326] msg=audit(1.2:3): " SECCOMP, CAPGET },
	{ "type=SECCOMP msg=audit(02/01/25 10:00:00.123:101) : auid=unset comm=init exe=/usr/bin/init sig=SIG0 arch=x86_64 "
	  "syscall=capget compat=0 ip=0x4c1b3b code=log ", CAPGET },
	{ "type=SYSCALL msg=audit(02/01/25 10:00:00.123:101) : arch=x86_64 syscall=capget success=no exit=EPERM(Operation not "
	  "permitted) a0=x comm=a arch=i386 key=syscall=read ", "x86_64 125 1 EPERM" },
	{ "type=SECCOMP msg=audit(02/01/25 10:00:00.1:1) : sig=SIGSYS arch=x86_64 syscall=unknown-syscall(5000) compat=0",
	  "x86_64 5000 1" },
	{ "type=SECCOMP msg=audit(02/01/25 10:00:00.1:1) : sig=SIGSYS arch=aarch64 syscall=openat compat=0",
	  "arm64 56 1 oflags=any mode=any" },
	{ "type=SECCOMP msg=audit(02/01/25 10:00:00.1:1) : arch=unknown-elf-type(c00000f3) syscall=unknown-syscall(5000) x=1",
	  "riscv64 5000 1" },
	/* perf trace */
	{ "  9999.157 ( 0.011 ms): app/31 getpid()   = 31", "x86_64 39 1" },
	{ "100000.157 ( 0.011 ms): app/31 getpid()   = 31", "x86_64 39 1" },
	{ "1770000000123.157 ( 0.011 ms): app/31 getpid()   = 31", "x86_64 39 1" },
	{ "100000.157 ( 0.011 ms): getpid()   = 31", "x86_64 39 1" },
	{ "100000.157 ( 0.011 ms): 31 getpid()   = 31", "x86_64 39 1" },
	{ "100000.157 (1234.011 ms): app/31 getpid()   = 31", "x86_64 39 1" },
	{ "100000.157 (         ): app/31 getpid()   ...", "x86_64 39 1" },
	{ "100000.157 (\033[31m12.011 ms\033[m): app/31 getpid()   = 31", "x86_64 39 1" },
	{ "100000.157 ( 0.011 ms): read(1)/31 getpid()   = 31", "x86_64 39 1" },
	{ "100000.157 ( 0.011 ms): kworker/1:2/31 getpid()   = 31", "x86_64 39 1" },
	{ "100000.157 ( 0.011 ms): a/9 b: c/31 close(fd: 1)   = -1 EBADF (Bad file descriptor)", "x86_64 3 1 EBADF" },
	{ "100000.157 ( 0.011 ms): :31/31 openat(dfd: CWD, filename: \"a/31 read(\", flags: RDONLY) = 3",
	  "x86_64 257 1 oflags=any mode=any" },
	{ "    33.514 sh/2143 raw_syscalls:sys_enter(id: 12, args: 140113551217244)", "x86_64 12 1" },
	{ "    33.514 sh/2143 raw_syscalls:sys_enter(args: 140113551217244)", "x86_64 0 1" },
	{ "    33.514 sh/2143 raw_syscalls:sys_exit(id: 21, ret: -2)", "x86_64 21 1 access_mode=any ENOENT" },
	{ "    33.514 (         ): sh/2143 syscalls:sys_enter_newfstat(fd: 3)", "x86_64 5 1" },
	/* perf script, trace_pipe */
	{ "ls 29260/29260   980.202116:  raw_syscalls:sys_exit: NR 3 = -9", "x86_64 3 1 EBADF" },
	{ "ls 1935 [000]   953.100622:   syscalls:sys_enter_close: fd: 0x00000003", "x86_64 3 1" },
	{ "ls 1935 [000]   953.100622:   syscalls:sys_exit_close: 0xfffffffffffffff7", "x86_64 3 1 EBADF" },
	{ " ls-1935   [000] .....   953.100622: sys_close(fd: 3)", "x86_64 3 1" },
	{ " ls-1935   [000] .....   953.100622: sys_close -> 0xfffffffffffffff7", "x86_64 3 1 EBADF" },
	/* strace */
	{ "[pid  1234] [unconfined_t] close(3) = 0", "x86_64 3 1" },
	{ "1234  [unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023] 10:00:00.123 close(3 [etc_t]) = 0", "x86_64 3 1" },
	{ "10:00:00 [/usr/bin/x (enforce)] [   3] [00007f8e9fd49ad7] close(3</x> [etc_t]) = 0", "x86_64 3 1" },
	{ "[pid 1] [a_t] openat(AT_FDCWD [a_t], \"/x\" [etc_t!!a_t], O_RDONLY) = 3 [etc_t]", "x86_64 257 1 oflags=O_RDONLY mode=0" },
	{ "[a_t] ioctl(3</dev/pts/0<char 136:0>> [devpts_t], TCGETS, {B38400}) = 0", "x86_64 16 1 ioctl_cmd=TCGETS <pts>" },
	{ "[pid 29178<a] b>] close(7) = 0", "x86_64 3 1" },
	{ "ioctl(fd=3, request=TCGETS, argp=0x7ff) = 0", "x86_64 16 1 ioctl_cmd=TCGETS" },
	{ "clone3(uargs={flags=CLONE_VM, exit_signal=SIGCHLD, stack=0x7f}, size=88) = 9", "x86_64 435 1 deep=CLONE_VM" },
	{ "clone3({flags=CLONE_VM|CLONE_LATER, exit_signal=0}, 88) = 9", "x86_64 435 1 deep=any" },
	{ "ioctl(3</x->, TCGETS, 0x7ff) = 0", "x86_64 16 1 ioctl_cmd=TCGETS" },
	{ "syscall_318(0x7f, 16, 0, 0x7, 0, 0) = -1 (errno 38)", "x86_64 318 1 random_flags=0 ENOSYS" },
	{ "syscall_0x13e(0x7f, 16, 0x1, 0x7, 0, 0) = -1 ENOSYS (x)", "x86_64 318 1 random_flags=GRND_NONBLOCK ENOSYS" },
	{ "SYS_317(0x1, 0, 0, 0, 0, 0) = 0", "x86_64 317 1 seccomp_op=SECCOMP_SET_MODE_FILTER seccomp_flags=0" },
	{ "[pid 7] syscall_5000(0x1 <unfinished ...>", "x86_64 5000 1" },
	{ "execve(\"x\", [\"x\"], 0x7ff /* 9 vars */ <pid changed to 12 ...>", "x86_64 59 1" },
	{ "clone(child_stack=0, flags=CLONE_VM|SIGCHLDProcess 29431 attached", "x86_64 56 1 clone_flags=CLONE_VM|SIGCHLD" },
	{ "--- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x40, si_syscall=__NR_getpid, si_arch=AUDIT_ARCH_X86_64} ---",
	  "x86_64 39 1" },
	{ "[pid 9] --- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_errno=E2BIG, si_call_addr=0x40, si_syscall=__NR_ioctl, "
	  "si_arch=AUDIT_ARCH_I386} ---", "i386 54 1 ioctl_cmd=any wide" },
	{ "22 --- SIGSYS {si_signo=31, si_code=0x1, si_errno=7, si_call_addr=0x7f, si_syscall=110, si_arch=0xc000003e} ---",
	  "x86_64 110 1" },
	{ "--- SIGSYS {si_signo=31 /* SIGSYS */, si_code=0x1, si_syscall=1073741863 /* __NR_x */, si_arch=0xc000003e /* A */} ---",
	  "x32 1073741863 1" },
	{ "--- SIGSYS {si_code=SYS_SECCOMP, si_syscall=5000, si_arch=AUDIT_ARCH_AARCH64} ---", "arm64 5000 1" },
};

static void test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		struct trace trace;
		int read;
		AUTO_TEXT struct text want = {0};
		AUTO_TEXT struct text out = imported_with(lines[i].line, &(struct import_options){ .arch = -1 }, &trace, &read);

		text_format(&want, "%s\n", lines[i].call);
		if (strcmp(out.at, want.at) || read)
			print_error("%s\n", lines[i].line);
		assert_string_equal(out.at, want.at);
		assert_int_equal(read, 0);
		assert_false(trace.complete);
		trace_free(&trace);
	}
}

/* Whether `values` are unknown, or the same. */
static bool is_no_narrower(const struct values *values, const struct values *whole)
{
	return values->kind == VALUES_ANY || values_equal(values, whole);
}

static bool is_within(const struct trace_call *whole, const struct trace_call *cut)
{
	bool within = whole->arch == cut->arch && whole->nr == cut->nr;

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		within &= is_no_narrower(&cut->arg[i], &whole->arg[i]);
	for (unsigned i = 0; i < DEEP_PLACES; i++)
		within &= is_no_narrower(&cut->deep[i], &whole->deep[i]);
	return within;
}

/* A truncated line is lost, or gives the same call with possibly more arguments. */
static void test_cut(void **state)
{
	(void)state;
	struct import_options options = { .arch = -1 };

	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		struct trace whole;
		AUTO_TEXT struct text out = imported_with(lines[i].line, &options, &whole, &(int){0});
		for (size_t length = 1; length < strlen(lines[i].line); length++) {
			struct trace cut;
			AUTO_TEXT struct text begin = {0};
			text_add_bytes(&begin, lines[i].line, length);
			text_add(&begin, "");
			AUTO_TEXT struct text calls = imported_with(begin.at, &options, &cut, &(int){0});
			if (cut.call_count > 1 || (cut.call_count && !is_within(&whole.calls[0], &cut.calls[0])))
				print_error("%s\n%s%s", begin.at, calls.at, out.at);
			assert_true(cut.call_count < 2);
			assert_true(!cut.call_count || is_within(&whole.calls[0], &cut.calls[0]));
			trace_free(&cut);
		}
		trace_free(&whole);
	}
}

/* --- whole logs, and their lost lines --- */

static const struct {
	const char *what, *log, *calls;
	int lost;                             /* the first lost line; 0: none; -1: events, according to the log */
} logs[] = {
	{ "strace -c", "% time     seconds  usecs/call     calls    errors syscall\n"
	  "------ ----------- ----------- --------- --------- ----------------\n"
	  " 35.12    0.000412           9        45           mmap\n"
	  " 22.00    0.000258          12        21         3 openat\n"
	  "  0.00    0.000000           0         1           syscall_0x1388\n"
	  "------ ----------- ----------- --------- --------- ----------------\n"
	  "100.00    0.001173                    84         3 total\n",
	  "x86_64 9 45 prot=any mapflags=any\nx86_64 257 21 oflags=any mode=any\nx86_64 5000 1\n", 0 },
	{ "strace -c -U, the name in the middle", "    calls syscall             errors\n--------- ---------------- ---------\n"
	  "        6 wait4                    3\n     9999 read                    \n--------- ---------------- ---------\n"
	  "      365 total                   64\n", "x86_64 61 6 wait_flags=any\nx86_64 0 9999\n", 0 },
	{ "strace -c -U name, and an unknown call", "syscall\n----------------\nread\nno_call\n", "x86_64 0 1\n", 4 },
	{ "strace -c of two modes", "% time     seconds  usecs/call     calls    errors syscall\n"
	  " 35.12    0.000412           9        45           read\n"
	  "System call usage summary for 32 bit mode:\n"
	  "% time     seconds  usecs/call     calls    errors syscall\n"
	  " 35.12    0.000412           9         2           read\n",
	  "x86_64 0 45\ni386 3 2\n", 0 },
	{ "strace -C: calls with lines, and calls without", "ioctl(0, TCGETS, 0x7f) = 0\nread(0) = 0\n"
	  "% time     seconds  usecs/call     calls    errors syscall\n"
	  " 35.12    0.000412           9         1           ioctl\n 35.12    0.000412           9         3           read\n",
	  "x86_64 16 1 ioctl_cmd=TCGETS\nx86_64 0 3\n", 0 },
	{ "perf trace -s", " Summary of events:\n\n sh (30007), 185 events, 24.2%\n\n"
	  "   syscall            calls  errors  total       min       avg       max       stddev\n"
	  "                                     (msec)    (msec)    (msec)    (msec)        (%)\n"
	  "   --------------- --------  ------ -------- --------- --------- ---------     ------\n"
	  "   openat                34     13     0.495     0.009     0.015     0.034      8.24%\n"
	  "\t\t\t\tENOENT: 13\n"
	  "   vfork                  2      0     5.035     2.218     2.517     2.817     11.88%\n\n\n"
	  " a (b) (30010), 294 events, 38.5%\n\n"
	  "   syscall            calls    total       min       avg       max      stddev\n"
	  "   openat                 2     0.495     0.009     0.015     0.034      8.24%\n",
	  "x86_64 257 36 oflags=any mode=any ENOENT\nx86_64 58 2\n", 0 },
	{ "perf trace: one call on two lines", "   164.923 (         ): bash/27 read(fd: 4, count: 4)    ...\n"
	  "   165.000 ( 0.001 ms): a b/28 ioctl(fd: 4)    = 0\n"
	  "   164.923 (16.980 ms): bash/27  ... [continued]: read())    = -1 EINTR (x)\n"
	  "         ? (         ): bash/29  ... [continued]: clone())    = \n", "x86_64 0 1 EINTR\nx86_64 16 1 ioctl_cmd=any wide\n", 0 },
	{ "perf trace with other events and call graphs",
	  "     0.000 (         ): sh/32740 sched:sched_switch(prev_comm: \"read(\", prev_pid: 32740 (sh))\n"
	  "     0.411 ( 0.000 ms): ls/27125 minfault [elf_load+0x28a] => 0x7f6e965e5110 (?k)\n"
	  "     2.291 ( 0.320 ms): sleep/27687 brk()     = 0x5645\n"
	  "                                       __brk (inlined)\n"
	  "                                       _dl_start (/usr/lib/ld-linux-x86-64.so.2)\n", "x86_64 12 1\n", 0 },
	{ "perf script with call graphs and other events", "# ========\n# cmdline : perf record\n#\n"
	  "ls 32545 [001]   986.833365: raw_syscalls:sys_enter: NR 12 (0, 7fffea4f48ec, 0, 37f, 0, 0)\n"
	  "\tffffffff81423c90 syscall_trace_enter+0x180 ([kernel.kallsyms])\n\t               0 [unknown] ([unknown])\n\n"
	  "ls 32545 [001]   986.833365: sched:sched_switch: prev_comm=ls\n", "x86_64 12 1\n", 0 },
	{ "perf: an unknown call", "     2.291 ( 0.320 ms): sh/1 brk()     = 0x5645\n     2.3 ( 0.320 ms): read(1)/1 no_call()  = 0\n",
	  "x86_64 12 1\n", 2 },
	{ "perf: events lost", "     2.291 ( 0.320 ms): sh/1 brk()     = 0x5645\nLOST 3 events!\n", "x86_64 12 1\n", -1 },
	{ "a journal of a whole machine", "-- Boot 0123 --\nFeb 01 10:00:00 hosta systemd[1]: Started read(0) = 0.\n"
	  "                                  a second line\n"
	  "Feb 01 10:00:00 hosta audit[1]: SERVICE_START pid=1 uid=0 msg='unit=x' res=success\n"
	  "Feb 01 10:00:00 hosta evil[7]: type=SECCOMP msg=audit(1.2:3): arch=c000003e syscall=1\n"
	  "Feb 01 10:00:00 hosta evil[7]: audit[6]: SECCOMP arch=c000003e syscall=2\n"
	  "Feb 01 10:00:00 hosta audit[5]: SECCOMP " SECCOMP "\n"
	  "Feb 01 10:00:00 hosta kernel: audit: audit_rate limit is fine\n", "x86_64 125 1\n", 0 },
	{ "a journal as JSON", "{\"MESSAGE\":\"hello\",\"_TRANSPORT\":\"stdout\",\"__REALTIME_TIMESTAMP\":\"1\"}\n"
	  "{\"MESSAGE\":\"SECCOMP pid=5 arch=c000003e syscall=125 c=0\",\"_TRANSPORT\":\"audit\"}\n"
	  "{\"MESSAGE\":\"SECCOMP pid=5 arch=c000003e syscall=1 c=0\",\"_TRANSPORT\":\"syslog\",\"__REALTIME_TIMESTAMP\":\"1\"}\n",
	  "x86_64 125 1\n", 0 },
	{ "a journal with a truncated audit record", "Feb 01 10:00:00 hosta audit[5]: SECCOMP " SECCOMP "\n"
	  "Feb 01 10:00:00 hosta audit[5]: SECCOMP auid=1 arch=c000003e sysc\n", "x86_64 125 1\n", 2 },
	{ "dmesg", "[    0.000000] Linux version 6\n[    0.100000] audit: initializing netlink subsys (disabled)\n"
	  "[   12.345678] audit: type=1326 audit(1.2:3): " SECCOMP "\n[   13.000000] kauditd_printk_skb: 9 callbacks suppressed\n",
	  "x86_64 125 1\n", -1 },
	{ "ausearch", "----\ntime->Sun Feb  1 10:00:00 2026\ntype=PROCTITLE msg=audit(1.2:3): proctitle=61\n"
	  "type=SYSCALL msg=audit(1.2:3): " SYSCALL "\nwhat?\n", SOCKET "\n", 5 },
	{ "ausearch -i of a program named like a call",
	  "type=SECCOMP msg=audit(02/01/25 10:00:00.123:101) : comm=x arch=i386 syscall=read exe=/x sig=SIG0 arch=x86_64 "
	  "syscall=capget compat=0 ip=0x4c1b3b code=log \n", CAPGET "\n", 0 },
	{ "ausearch -i of an arch that it does not know: the name belongs to another arch",
	  "type=SECCOMP msg=audit(1.2:3): " SECCOMP "\n"
	  "type=SECCOMP msg=audit(02/01/25 10:00:00.1:1) : arch=unknown-elf-type(c00000f3) syscall=clone x=1\n", "x86_64 125 1\n", 2 },
	{ "strace: a trap and its call, and a trap alone", "1 ioctl(0, TCGETS, NULL) = 16\n"
	  "1 --- SIGSYS {si_code=SYS_SECCOMP, si_syscall=__NR_ioctl, si_arch=AUDIT_ARCH_X86_64} ---\n"
	  "2 read(0) = 0\n1 --- SIGSYS {si_code=SYS_SECCOMP, si_syscall=__NR_getpid, si_arch=AUDIT_ARCH_X86_64} ---\n",
	  "x86_64 16 1 ioctl_cmd=TCGETS\nx86_64 0 1\nx86_64 39 1\n", 0 },
	{ "strace: a trap by an unknown call", "read(0) = 0\n"
	  "--- SIGSYS {si_code=SYS_SECCOMP, si_syscall=__NR_no_call, si_arch=AUDIT_ARCH_X86_64} ---\n", "x86_64 0 1\n", 2 },
	{ "strace: lines without a call", "strace: Process 7 attached with 2 threads\nProcess 7 attached\nProcess 7 detached\n\n"
	  "[pid 7] read(3, \"a\", 1) = 1\n | 00000  61                     a |\n * 1 bytes in buffer 0\n"
	  "[pid 7] --- SIGSYS {si_signo=SIGSYS, si_code=SI_USER, si_pid=1, si_uid=0} ---\n[pid 7] --- SIGRT_1 {si_signo=SIGRT_1} ---\n"
	  "[pid 7] --- stopped by SIGSTOP ---\n[pid 7] +++ superseded by execve in pid 8 +++\n"
	  "[pid 8] +++ killed by SIGSYS (core dumped) +++\n[pid 9] ????" "( <unfinished ...>\n> /x(y) [0x1]\n", "x86_64 0 1\n", 0 },
	{ "strace: a program's output ends a line of its own call", "1 ioctl(1, TCGETS, 0x7f) = 0\nwrite(1, \"hello\\n\", 6hello\n"
	  ")                  = -1 EIO (x)\n", "x86_64 16 1 ioctl_cmd=TCGETS\nx86_64 1 1 EIO\n", 0 },
	{ "strace: a program's output on a line of its own", "read(0) = 0\nhello\nread(1) = 0\nwell\n", "x86_64 0 2\n", 2 },
	{ "strace: a line that the table has no name for", "read(0) = 0\nno_call(1) = 0\n", "x86_64 0 1\n", 2 },
	{ "first lines that do not identify the format", "hello\n\nread(0) = 0\n", "x86_64 0 1\n", 1 },
	{ "bpftrace", "Attaching 1 probe...\n@[59]: 3\n@[no_call]: 3\n", "x86_64 59 3\n", 3 },
};

static void test_logs(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(logs); i++) {
		struct trace trace;
		int read;
		AUTO_TEXT struct text notes = {0}, first = {0};
		AUTO_TEXT struct text out = imported_with(logs[i].log, &(struct import_options){ .arch = -1 }, &trace, &read);

		for (size_t n = 0; n < trace.note_count; n++)
			text_format(&notes, "%s\n", trace.notes[n]);
		text_format(&first, "not understood, the first is line %d\n", logs[i].lost);
		if (strcmp(out.at, logs[i].calls) || read != (logs[i].lost != 0))
			print_error("%s\n%s", logs[i].what, notes.at);
		assert_string_equal(out.at, logs[i].calls);
		assert_int_equal(read, logs[i].lost != 0);
		assert_int_equal(strstr(notes.at, first.at) != NULL, logs[i].lost > 0);
		assert_int_equal(strstr(notes.at, "not understood") != NULL, logs[i].lost > 0);
		assert_int_equal(strstr(notes.at, "events were lost") != NULL, logs[i].lost < 0);
		assert_false(trace.complete);
		trace_free(&trace);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_logs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
