/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logs of other recorders as rows: the result of a few lines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/tracer/imported_text.h"

static struct text imported(const char *log, const char *format, int arch, struct trace *trace)
{
	struct import_options options = { .format = format ? import_format_find(format) : NULL, .arch = arch };
	int read;

	return imported_with(log, &options, trace, &read);
}

/* --- strace: one line, one call --- */

static const struct {
	const char *line, *call;
} lines[] = {
	{ "read(3, \"\\177ELF\", 832) = 832", "x86_64 0 1" },
	{ "close(7)                                = -1 EBADF (Bad file descriptor)", "x86_64 3 1 EBADF" },
	{ "29178 close(7) = 0", "x86_64 3 1" },
	{ "29178<a b> close(7) = 0", "x86_64 3 1" },
	{ "[pid 29178] close(7) = 0", "x86_64 3 1" },
	{ "[pid 29178<sh>] close(7) = 0", "x86_64 3 1" },
	{ "29178 19:44:19 close(7) = 0 <0.000012>", "x86_64 3 1" },
	{ "29178 19:44:19.202827 close(7) = 0", "x86_64 3 1" },
	{ "1795290259.306670 close(7) = 0", "x86_64 3 1" },
	{ "     0.000235 close(7) = 0", "x86_64 3 1" },
	{ "12:00:01 (+     0.000012) close(7) = 0", "x86_64 3 1" },
	{ "29178 1795290259.422609 [   3] close(7) = 0 <0.000010>", "x86_64 3 1" },
	{ "[00007f8e9fd49ad7] close(7) = 0", "x86_64 3 1" },
	{ "[f7f49ad7] close(7) = 0", "x86_64 3 1" },
	{ "[   6] close(7) = 0", "i386 6 1" },
	{ "[1073741827] close(7) = 0", "x32 1073741827 1" },
	{ "[  60] a_call_of_later(7) = 0", "x86_64 60 1" },
	{ "syscall_0x1388(0x1, 0x2, 0x3, 0, 0xffffffff, 0) = -1 ENOSYS (Function not implemented)", "x86_64 5000 1 ENOSYS" },
	{ "mmap2(NULL, 8192, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0xf7f25000",
	  "i386 192 1 prot=PROT_READ mapflags=MAP_PRIVATE|MAP_ANONYMOUS" },
	{ "read(3, \"abc\\\") = -1 EIO (x)\", 8) = 8", "x86_64 0 1" },
	{ "pause() = ? ERESTARTNOHAND (To be restarted if no handler)", "x86_64 34 1" },
	{ "exit_group(0) = ?", "x86_64 231 1" },
	{ "close(7 <unfinished ...>", "x86_64 3 1" },
	{ "vfork( <unfinished ...>", "x86_64 58 1" },
	{ "<... close resumed>) = -1 EINTR (Interrupted)", "x86_64 3 1 EINTR" },
	{ "restart_syscall(<... resuming interrupted read ...>) = -1 EINTR (Interrupted)", "x86_64 219 1 EINTR" },
	/* selectors */
	{ "socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = 3",
	  "x86_64 41 1 domain=AF_UNIX socktype=SOCK_STREAM|SOCK_CLOEXEC protocol=IPPROTO_IP" },
	{ "socket(0x1, 0x80001, 0) = 3", "x86_64 41 1 domain=AF_UNIX socktype=SOCK_STREAM|SOCK_CLOEXEC protocol=IPPROTO_IP" },
	{ "socket(0x1 /* AF_UNIX */, 0x1 /* SOCK_STREAM */|0x80000 /* SOCK_CLOEXEC */, 0) = 3",
	  "x86_64 41 1 domain=AF_UNIX socktype=SOCK_STREAM|SOCK_CLOEXEC protocol=IPPROTO_IP" },
	{ "socket(AF_NEVER_HEARD_OF, SOCK_STREAM, 0) = 3", "x86_64 41 1 domain=any socktype=SOCK_STREAM protocol=IPPROTO_IP wide" },
	{ "socket(AF_UNIX", "x86_64 41 1 domain=any socktype=any protocol=any wide" },        /* or AF_UNIX_LATER? */
	{ "socket(AF_UNIX, SOCK_STREAM", "x86_64 41 1 domain=AF_UNIX socktype=any protocol=any wide" },
	{ "socket(AF_UNIX, SOCK_STREAM <unfinished ...>", "x86_64 41 1 domain=AF_UNIX socktype=SOCK_STREAM protocol=any" },
	{ "openat(AT_FDCWD, \"x\", O_RDONLY|O_CLOEXEC) = 3", "x86_64 257 1 oflags=O_CLOEXEC mode=0" },
	{ "openat(AT_FDCWD, \"x\", O_WRONLY|O_CREAT, 0644) = 3", "x86_64 257 1 oflags=O_WRONLY|O_CREAT mode=0644" },
	{ "openat(AT_FDCWD, \"x\", O_WRONLY|O_CREAT) = 3", "x86_64 257 1 oflags=O_WRONLY|O_CREAT mode=any" },
	{ "utimensat(3, NULL, [UTIME_NOW, UTIME_NOW], 0) = 0", "x86_64 280 1 file=0 atflags=0" },
	{ "utimensat(AT_FDCWD, \"x\", NULL, 0) = 0", "x86_64 280 1 file=1 atflags=0" },
	{ "utimensat(0x3, 0, 0, 0) = 0", "x86_64 280 1 file=0 atflags=0" },                     /* -e raw=all */
	{ "utimensat(0xffffff9c, 0x7ffd12345678, 0, 0) = 0", "x86_64 280 1 file=1 atflags=0" },
	{ "prlimit64(0, RLIMIT_NOFILE, NULL, {rlim_cur=1, rlim_max=2}) = 0", "x86_64 302 1 target=0 resource=RLIMIT_NOFILE new_limit=0" },
	{ "prlimit64(0, 0x3, 0, 0x7ffce3744950) = 0", "x86_64 302 1 target=0 resource=RLIMIT_STACK new_limit=0" },
	{ "prlimit64(0, 0x3, 0x0, 0x7ffce3744950) = 0", "x86_64 302 1 target=0 resource=RLIMIT_STACK new_limit=0" },
	{ "prlimit64(0, 0x3, 0 /* NULL */, 0x7ffce3744950) = 0", "x86_64 302 1 target=0 resource=RLIMIT_STACK new_limit=0" },
	{ "prlimit64(0, 0x3, 0x7ffce3744950, 0) = 0", "x86_64 302 1 target=0 resource=RLIMIT_STACK new_limit=1" },
	{ "prlimit64(0, 0x3, {rlim_cur=1, rlim_max=2}, NULL) = 0", "x86_64 302 1 target=0 resource=RLIMIT_STACK new_limit=1" },
	{ "prlimit64(0, 0x3, 0x7g, 0) = 0", "x86_64 302 1 target=0 resource=RLIMIT_STACK new_limit=any" },
	{ "ioctl(3</dev/pts/0<char 136:0>>, TCGETS, 0x7ff) = -1 ENOTTY (x)", "x86_64 16 1 ioctl_cmd=TCGETS <pts> ENOTTY" },
	{ "ioctl(3</dev/odd<char 251:0>>, TCGETS, 0x7ff) = 0", "x86_64 16 1 ioctl_cmd=TCGETS" },
	{ "ioctl(3</dev/sda<block 8:0>>, BLKGETSIZE64, 0x7ff) = 0", "x86_64 16 1 ioctl_cmd=BLKGETSIZE64" },
	{ "ioctl(3</dev/kvm<char 10:232>>, KVM_CREATE_VM, 0) = 4<anon_inode:kvm-vm>", "x86_64 16 1 ioctl_cmd=KVM_CREATE_VM <kvm>" },
	{ "ioctl(3<UNIX-STREAM:[1->2]>, FIONREAD, [0]) = 0", "x86_64 16 1 ioctl_cmd=FIONREAD <socket>" },
	{ "ioctl(3<socket:[12]>, FIONREAD, [0]) = 0", "x86_64 16 1 ioctl_cmd=FIONREAD <socket>" },
	{ "ioctl(3<pipe:[12]>, FIONREAD, [0]) = 0", "x86_64 16 1 ioctl_cmd=FIONREAD <pipe>" },
	{ "ioctl(3<anon_inode:[perf_event]>, PERF_EVENT_IOC_ID, [0]) = 0", "x86_64 16 1 ioctl_cmd=PERF_EVENT_IOC_ID <anon:perf_event>" },
	{ "ioctl(3</etc/passwd>, TCGETS, 0x7ff) = 0", "x86_64 16 1 ioctl_cmd=TCGETS" },
	{ "ioctl(3<>, TCGETS, 0x7ff) = 0", "x86_64 16 1 ioctl_cmd=TCGETS" },
	{ "ioctl(3<pipe:[12], TCGETS, 0x7ff) = 0", "x86_64 16 1 ioctl_cmd=any wide" },
	{ "ioctl(3</a,b) = \\74x\\76 \"y>, TCGETS, 0x7ff) = 0", "x86_64 16 1 ioctl_cmd=TCGETS" },
	{ "ioctl(3<TCP:[127.0.0.1:1->127.0.0.1:2]>, TCGETS, 0) = 0", "x86_64 16 1 ioctl_cmd=TCGETS <socket>" },
	{ "ioctl(3, TCGETS or SNDCTL_TMR_TIMEBASE, 0) = 0", "x86_64 16 1 ioctl_cmd=TCGETS" },
	{ "ioctl(3, SNDCTL_TMR_TIMEBASE or TCGETS, 0) = 0", "x86_64 16 1 ioctl_cmd=TCGETS" },
	{ "ioctl(3, _IOC(_IOC_NONE, 0x56, 0x78, 0x1234), 0) = 0", "x86_64 16 1 ioctl_cmd=0x12345678" },
	{ "ioctl(3, _IOC(_IOC_READ|_IOC_WRITE, 0x56, 0x78, 0x4), 0) = 0", "x86_64 16 1 ioctl_cmd=0xc0045678" },
	{ "ioctl(3, _IOC(_IOC_NONE, 0x156, 0x78, 0), 0) = 0", "x86_64 16 1 ioctl_cmd=any wide" },
	{ "ioctl(3, 0x5401 /* TCGETS */, 0) = 0", "x86_64 16 1 ioctl_cmd=TCGETS" },
	{ "prctl(0x3039 /* PR_??? */, 0x1) = -1 EINVAL (x)", "x86_64 157 1 prctl_op=0x3039 EINVAL" },
	{ "prctl(PR_SET_NAME, \"a, b) = -1 \\\"q\") = 0", "x86_64 157 1 prctl_op=PR_SET_NAME" },
	{ "accept4(3, NULL, NULL, SOCK_CLOEXEC|SOCK_NONBLOCK) = 5", "x86_64 288 1 fdflags=O_CLOEXEC|O_NONBLOCK" },
	{ "signalfd4(-1, [], 8, SFD_CLOEXEC) = 6", "x86_64 289 1 fdflags=O_CLOEXEC" },
	{ "pidfd_open(22414, PIDFD_THREAD|PIDFD_NONBLOCK) = 8", "x86_64 434 1 fdflags=O_NONBLOCK|O_EXCL" },
	{ "fcntl(3, F_DUPFD_CLOEXEC, 3) = 4<UNIX:[1->2]>", "x86_64 72 1 fcntl_cmd=F_DUPFD_CLOEXEC" },
	{ "clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7f) = 9",
	  "x86_64 56 1 clone_flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD" },
	{ "clone(child_stack=NULL, flags=CLONE_VM|SIGCHLDstrace: Process 29431 attached", "x86_64 56 1 clone_flags=CLONE_VM|SIGCHLD" },
	{ "clone(0x1200011, 0, 0) = 9", "x86_64 56 1 clone_flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD" },
	{ "clone(child_stack=NULL) = 9", "x86_64 56 1 clone_flags=any wide" },
	{ "clone3({flags=CLONE_VM|CLONE_FS, child_tid=0x7f, exit_signal=0} => {parent_tid=[1]}, 88) = 10225",
	  "x86_64 435 1 deep=CLONE_VM|CLONE_FS" },
	/* other arguments */
	{ "futex(0x7f, FUTEX_WAKE_PRIVATE, 1) = 0", "x86_64 202 1 futex_op=FUTEX_WAKE|FUTEX_PRIVATE_FLAG" },
	{ "mknodat(AT_FDCWD, \"x\", S_IFIFO|0600) = 0", "x86_64 259 1 mode=010600" },
	{ "mmap(NULL, 1, PROT_READ, MAP_PRIVATE|21<<MAP_HUGE_SHIFT, -1, 0) = 0x7f", "x86_64 9 1 prot=PROT_READ mapflags=any" },
	{ "preadv2(3, [{iov_base=\"x\", iov_len=1}], 1, 0, RWF_HIPRI) = 1", "x86_64 327 1 rw_flags=any" },
	{ "lseek(3, -1, SEEK_END) = 0", "x86_64 8 1 whence=SEEK_END" },
	{ "_llseek(3, 0, [0], SEEK_SET) = 0", "i386 140 1 whence=any" },
	/* multiplexers */
	{ "[ 102] socket(AF_UNIX, SOCK_STREAM, 0) = 3", "i386 102 1 sockcall=SYS_SOCKET" },
	{ "[ 102] socketcall(0x1, 0xff) = 3", "i386 102 1 sockcall=SYS_SOCKET" },
};

static void test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		struct trace trace;
		AUTO_TEXT struct text want = {0};
		AUTO_TEXT struct text out = imported(lines[i].line, NULL, -1, &trace);

		text_format(&want, "%s\n", lines[i].call);
		if (strcmp(out.at, want.at))
			print_error("%s\n", lines[i].line);
		assert_string_equal(out.at, want.at);
		trace_free(&trace);
	}
}

/* --- whole logs --- */

static const struct {
	const char *what, *format;
	int arch;
	const char *log, *calls;
} logs[] = {
	{ "strace: calls of two threads interrupt each other", NULL, -1,
	  "[pid 1] ioctl(3, TCGETS <unfinished ...>\n"
	  "[pid 2] ioctl(3, TCSETS <unfinished ...>\n"
	  "[pid 1] <... ioctl resumed>, 0x7f) = -1 ENOTTY (x)\n"
	  "[pid 2] <... ioctl resumed>, 0x7f) = -1 EIO (x)\n",
	  "x86_64 16 1 ioctl_cmd=TCGETS ENOTTY\nx86_64 16 1 ioctl_cmd=TCSETS EIO\n" },
	{ "strace: the end of a call that started before the log", NULL, -1,
	  "<... ioctl resumed>, 0x7f) = -1 ENOTTY (x)\n", "x86_64 16 1 ioctl_cmd=any ENOTTY wide\n" },
	{ "strace: arguments that follow what the kernel fills in are printed where the call is resumed", NULL, -1,
	  "1 wait4(11,  <unfinished ...>\n"
	  "2 pipe2( <unfinished ...>\n"
	  "3 recvfrom(3,  <unfinished ...>\n"
	  "4 getrandom( <unfinished ...>\n"
	  "5 clone3({flags=CLONE_VM|CLONE_FS, exit_signal=0, stack=0x7f}strace: Process 9 attached\n"
	  "1 <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 0}], __WALL, NULL) = 11\n"
	  "2 <... pipe2 resumed>[3, 4], O_CLOEXEC) = 0\n"
	  "3 <... recvfrom resumed>0x7f, 8, MSG_PEEK, NULL, NULL) = -1 EAGAIN (x)\n"
	  "4 <... getrandom resumed>\"x, y) = \", 8, GRND_NONBLOCK) = 8\n"
	  "5 <... clone3 resumed> => {parent_tid=[9]}, 88) = 9\n",
	  "x86_64 61 1 wait_flags=__WALL\nx86_64 293 1 fdflags=O_CLOEXEC\nx86_64 45 1 msgflags=MSG_PEEK EAGAIN\n"
	  "x86_64 318 1 random_flags=GRND_NONBLOCK\nx86_64 435 1 deep=CLONE_VM|CLONE_FS\n" },
	{ "strace: an unfinished call that is not resumed, or by a line of another call", NULL, -1,
	  "1 wait4(11,  <unfinished ...>\n1 close(3) = 0\n2 wait4(11,  <unfinished ...>\n2 <... pipe2 resumed>[3, 4], 0) = 0\n"
	  "3 wait4(11,  <unfinished ...>\n3 <... wait4 resumed> <unfinished ...>) = ?\n4 pipe2( <detached ...>\n",
	  "x86_64 61 3 wait_flags=any\nx86_64 3 1\nx86_64 293 2 fdflags=any\n" },
	{ "strace: more unfinished calls than are kept", NULL, -1,
	  "1 wait4(11,  <unfinished ...>\n1025 wait4(12,  <unfinished ...>\n1 <... wait4 resumed>[], __WALL, NULL) = -1 EINTR (x)\n"
	  "1025 <... wait4 resumed>[], __WALL, NULL) = 12\n",
	  "x86_64 61 2 wait_flags=any EINTR\n" },
	{ "strace: a remark on the mode of one process, and of a child", NULL, -1,
	  "1 execve(\"x\") = 0\n[ Process PID=1 runs in 32 bit mode. ]\n1 read(0) = 0\n2 read(0) = 0\n"
	  "[ Process PID=2 runs in 64 bit mode. ]\n2 read(0) = 0\n1 read(0) = 0\n",
	  "x86_64 59 1\ni386 3 3\nx86_64 0 1\n" },
	{ "strace -o prints no mode: a name unique to one arch sets it, also for earlier calls", NULL, -1,
	  "execve(\"x\") = 0\nbrk(NULL) = 0\nmmap2(NULL, 1, PROT_NONE, MAP_PRIVATE, -1, 0) = 0\nread(0) = 0\n",
	  "x86_64 59 1\nx86_64 12 1\ni386 45 1\ni386 192 1 prot=PROT_NONE mapflags=MAP_PRIVATE\ni386 3 1\n" },
	{ "strace: a command's number depends on the arch", NULL, ARCH_I386,
	  "ioctl(3, BLKGETSIZE64, 0) = 0\nioctl(3, FS_IOC_GETFLAGS, 0) = 0\nioctl(3, TCGETS, 0) = 0\n",
	  "i386 54 1 ioctl_cmd=BLKGETSIZE64_32\ni386 54 1 ioctl_cmd=FS_IOC32_GETFLAGS\ni386 54 1 ioctl_cmd=TCGETS\n" },
	{ "strace: a proven arch is kept until the next program", NULL, -1,
	  "newfstatat(3) = 0\nread(0) = 0\nmmap2(0) = 0\n",
	  "x86_64 262 1 atflags=any\nx86_64 0 1\ni386 192 1 prot=any mapflags=any\n" },
	{ "strace: --arch", NULL, ARCH_ARM64, "openat(AT_FDCWD, \"x\", O_RDONLY) = 3\n[ Process PID=0 runs in 32 bit mode. ]\nread(0) = 0\n",
	  "arm64 56 1 oflags=O_RDONLY mode=0\narm 3 1\n" },
	{ "strace: names of calls and of values that differ from the headers'", NULL, ARCH_ARM,
	  "fadvise64_64(0, 0, 0, POSIX_FADV_SEQUENTIAL) = 0\nsocket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3\n",
	  "arm 270 1 advice=any\narm 281 1 domain=AF_NETLINK socktype=SOCK_RAW protocol=IPPROTO_IP\n" },
	{ "strace: mips has another _IOC layout", NULL, ARCH_MIPSEL64, "ioctl(3, _IOC(_IOC_READ, 0x56, 0x78, 0x4), 0) = 0\n",
	  "mipsel64 5015 1 ioctl_cmd=any wide\n" },
	{ "strace: remarks", NULL, -1,
	  "strace: Process 29431 attached\n--- SIGCHLD {si_signo=SIGCHLD} ---\n--- stopped by SIGTSTP ---\n"
	  "+++ exited with 0 +++\n > /usr/lib/libc.so.6(read+0x1) [0x1ab70]\n????" "( <unfinished ...>\nread(0) = 0\n",
	  "x86_64 0 1\n" },
	{ "perf script", NULL, -1,
	  "  a [1] b 43 [001]  6045.36: raw_syscalls:sys_enter: NR 16 (3, 5401, 0, 37f, 0, 0)\n"
	  "  sh 44 [000]  6045.36: raw_syscalls:sys_enter: NR 16 (3, 5402, 0, 37f, 0, 0)\n"
	  "  a [1] b 43 [001]  6045.36:  raw_syscalls:sys_exit: NR 16 = -25\n"
	  "  sh 44 [000]  6045.36:  raw_syscalls:sys_exit: NR 16 = 0\n"
	  "  sh 45 [000]  6045.36:  raw_syscalls:sys_exit: NR 59 = 0\n"
	  "  sh 45 [000]  6045.36:  raw_syscalls:sys_exit: NR -1 = -4\n"
	  "  sh 46 [000]  6045.36:  raw_syscalls:sys_exit: NR 56 = 0\n",
	  "x86_64 16 1 ioctl_cmd=TCGETS ENOTTY\nx86_64 16 1 ioctl_cmd=TCSETS\nx86_64 59 1\n" },
	{ "trace_pipe", NULL, -1, " sh-12   [001] .....  6045.36: sys_enter: NR 1073741824 (0, 1, 2, 3, 4, 5)\n", "x32 1073741824 1\n" },
	{ "perf trace", NULL, -1,
	  "     0.061 ( 0.015 ms): brk()       = 0x559fa2c84000\n"
	  "     0.370 ( 0.048 ms): ls/10296 access(filename: 0x204852a0, mode: R)    = -1 ENOENT (No such file or directory)\n"
	  "     1.231 ( 0.010 ms): a, b) = -1 \"q/10290 fcntl(fd: 4<socket:[427332]>, cmd: GETFL)    = RDWR\n"
	  "         ? (         ): ls/10296  ... [continued]: execve())     = 0\n"
	  "     4.677 (         ): ls/10290 vfork()      ...\n",
	  "x86_64 12 1\nx86_64 21 1 access_mode=any ENOENT\nx86_64 72 1 fcntl_cmd=any wide\nx86_64 59 1\nx86_64 58 1\n" },
	{ "audit", NULL, -1,
	  "[ 2163.633265] audit: type=1326 audit(1795286379.436:2): auid=4294967295 uid=0 gid=0 ses=4294967295 pid=14730 "
	  "comm=\"mkdir\" exe=\"/usr/bin/mkdir\" sig=31 arch=c000003e syscall=83 compat=0 ip=0x7efc211dff37 code=0x80000000\n"
	  "type=SECCOMP msg=audit(1.2:3): auid=0 pid=1 comm=\"x\" exe=\"/x\" sig=0 arch=40000003 syscall=39 compat=1 ip=0xf7 "
	  "code=0x7ffc0000\x1d" "ARCH=i386 SYSCALL=mkdir\n"
	  "type=1326 audit(1.2:3): pid=1 comm=\"x\" arch=c000003e syscall=1073741824 compat=0 ip=0x1 code=0x0\n",
	  "x86_64 83 1 mode=any\ni386 39 1 mode=any\nx32 1073741824 1\n" },
	{ "auditd's SYSCALL, raw and by ausearch -i", NULL, -1,
	  "type=SYSCALL msg=audit(1.2:4): arch=c000003e syscall=41 success=no exit=-13 a0=1 a1=80001 a2=0 a3=7ffd items=0\n"
	  "type=CWD msg=audit(1.2:4): cwd=\"/\"\n"
	  "type=SYSCALL msg=audit(01/01/26 10:00:00.1:5) : arch=x86_64 syscall=socket success=yes exit=3 a0=local a1=stream\n",
	  "x86_64 41 1 domain=AF_UNIX socktype=SOCK_STREAM|SOCK_CLOEXEC protocol=IPPROTO_IP EACCES\n"
	  "x86_64 41 1 domain=any socktype=any protocol=any wide\n" },
	{ "audit: an unknown arch, and a missing one", NULL, -1,
	  "type=SYSCALL msg=audit(1.2:4): arch=80000015 syscall=41 a0=1\ntype=SYSCALL msg=audit(1.2:4): syscall=read\n",
	  "log: no line in the format of audit, perf, bpftrace, strace\n" },
	{ "audit: a program's name is not a field", NULL, -1,
	  "type=1326 audit(1.2:3): pid=1 comm=\"arch=40000003\" arch=c000003e syscall=0 compat=0\n", "x86_64 0 1\n" },
	{ "bpftrace", NULL, -1,
	  "Attaching 1 probe...\n\n@[59]: 3\n@[a, b], 16]: 7\n@[1073741827]: 1\n@x[tracepoint:syscalls:sys_enter_newfstat]: 2\n"
	  "@[tracepoint:syscalls:sys_enter_umount]: 1\n",
	  "x86_64 59 3\nx86_64 16 7 ioctl_cmd=any wide\nx32 1073741827 1\nx86_64 5 2\nx86_64 166 1 umount_flags=any\n" },
	{ "bpftrace of another arch", "bpftrace", ARCH_I386, "@[sh, 11]: 2\n", "i386 11 2\n" },
	{ "nothing", NULL, -1, "hello\nworld(1)\n", "log: no line in the format of audit, perf, bpftrace, strace\n" },
	{ "not of the requested format", "perf", -1, "read(0) = 0\n", "log: no line in the format of perf\n" },
};

static void test_logs(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(logs); i++) {
		struct trace trace;
		AUTO_TEXT struct text out = imported(logs[i].log, logs[i].format, logs[i].arch, &trace);

		if (strcmp(out.at, logs[i].calls))
			print_error("%s\n", logs[i].what);
		assert_string_equal(out.at, logs[i].calls);
		trace_free(&trace);
	}
}

/* --- notes --- */

static const struct {
	const char *log;
	int arch;
	const char *said, *unsaid;
} note_rows[] = {
	{ "read(0) = 0\n", -1, "the arch of a call", "understood" },
	{ "read(0) = 0\n", ARCH_X86_64, "the vDSO", "the arch of a call" },
	{ "[   0] read(0) = 0\n", -1, "the vDSO", "the arch of a call" },
	{ "read(0) = 0\nhello\n\nwell\n", -1, "log: 2 lines were not understood, the first is line 2", "cut off" },
	{ "1 brk(0) = 0\n1 read(0) = 0 2 ptrace(PTRACE_ATTACH, 3) = 0\n", -1, "log: 1 line was not understood, the first is line 2", "cut off" },
	{ "1 read(0</a b(1)>) = -1 EIO (no such read (1)) <0.1>\n", -1, "the vDSO", "understood" },
	{ "hello\nread(0) = 0\n", -1, "log: 1 line was not understood, the first is line 1", "cut off" },
	{ "read(0) = 0\nread(", -1, "cut off", "understood" },
	{ "     0.1 ( 0.1 ms): brk()   = 0\nLOST 85 events!\n", -1, "log: events were lost", "understood" },
	/* A signal for a call, cut off before its number, is not idle; one that a process sent is. */
	{ "read(0) = 0\n--- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_ad\n", -1, "1 line was not understood", "cut off" },
	{ "read(0) = 0\n[pid 9] --- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP", -1, "1 line was not understood", "events" },
	{ "read(0) = 0\n--- SIGSYS {si_signo=SIGSYS, si_code=SI_U\n", -1, "1 line was not understood", "cut off" },
	{ "read(0) = 0\n--- SIGSYS {si_signo=31, si_code=0x1, si_errno=7, si_call_a\n", -1, "1 line was not understood", "cut off" },
	{ "read(0) = 0\n--- SIGSYS {si_sig", -1, "1 line was not understood", "events" },
	{ "read(0) = 0\n--- SIGSYS", -1, "1 line was not understood", "events" },
	{ "read(0) = 0\n--- SIGS", -1, "1 line was not understood", "events" },
	{ "read(0) = 0\n--- SIGSYS {si_signo=SIGSYS, si_code=SI_USER, si_pid=5, si_u\n", -1, "the vDSO", "understood" },
	{ "read(0) = 0\n--- SIGSYS {si_signo=31, si_code=-6, si_pid=5, si_uid=0} ---\n", -1, "the vDSO", "understood" },
	{ "read(0) = 0\n--- SIGSYS {si_signo=31, si_code=0, si_pid=5, si_uid=0} ---\n", -1, "the vDSO", "understood" },
	{ "read(0) = 0\n--- SIGSEGV {si_signo=SIGSEGV, si_c", -1, "cut off", "understood" },
	{ "mmap2(0) = 0\nsocket(AF_UNIX, SOCK_STREAM, 0) = 3\n", -1, "socketcall", "understood" },
	{ "socket(AF_UNIX, SOCK_STREAM, 0) = 3\n", -1, "the vDSO", "socketcall" },
	{ "@[59]: 3\n", -1, "bpftrace does not distinguish 32-bit", "understood" },
	{ "@[59]: 3\n", ARCH_I386, "without arguments", "32-bit" },
};

static void test_noted(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(note_rows); i++) {
		struct trace trace;
		AUTO_TEXT struct text calls = imported(note_rows[i].log, NULL, note_rows[i].arch, &trace), notes = {0};

		assert_true(calls.length > 0);
		text_add(&notes, "");
		for (size_t n = 0; n < trace.note_count; n++)
			text_format(&notes, "%s\n", trace.notes[n]);
		if (!strstr(notes.at, note_rows[i].said) || strstr(notes.at, note_rows[i].unsaid))
			print_error("%zu: %s", i, notes.at);
		assert_non_null(strstr(notes.at, note_rows[i].said));
		assert_null(strstr(notes.at, note_rows[i].unsaid));
		trace_free(&trace);
	}
}

static void spell_site(const struct trace *trace, int site, struct text *out)
{
	const struct trace_site *at = &trace->sites[site];

	text_format(out, " %s:0x%x:%s+%u", trace->images[at->image].path, (unsigned)at->offset,
	            at->function ? at->function : "", (unsigned)at->into);
}

/* strace -k: the frames after a call give its site. */
static void test_frames(void **state)
{
	(void)state;
	struct trace trace;
	AUTO_TEXT struct text where = {0};
	AUTO_TEXT struct text calls = imported("1 close(3) = 0\n"
	                                       " > /lib/libc.so.6(__close+0x7) [0x10adc7]\n"
	                                       " > /memfd:x (deleted)(operator+(int)+0x12) [0x1304]\n"
	                                       " > /usr/bin/dash() [0x61e2]\n"
	                                       " > unexpected_backtracing_error [0x5592d3d94dd8]\n"
	                                       "1 close(4) = -1 EBADF (x)\n"
	                                       "1 --- SIGCHLD {} ---\n"
	                                       " > /lib/libc.so.6(other+0x7) [0x20]\n", NULL, -1, &trace);

	assert_string_equal(calls.at, "x86_64 3 1\nx86_64 3 1 EBADF\n");
	for (int i = 0; i < trace.calls[0].stack_depth; i++)
		spell_site(&trace, trace.calls[0].stack[i], &where);
	assert_string_equal(where.at, " /lib/libc.so.6:0x10adc7:__close+7 /memfd:x (deleted):0x1304:operator+(int)+18"
	                              " /usr/bin/dash:0x61e2:+0");
	assert_int_equal(trace.calls[0].site, trace.calls[0].stack[0]);
	assert_int_equal(trace.calls[1].site, TRACE_NOWHERE);
	trace_free(&trace);
}

static void test_many_selectors(void **state)
{
	(void)state;
	AUTO_TEXT struct text log = {0};
	struct trace trace;

	for (unsigned i = 0; i < 1000; i++)
		text_format(&log, "ioctl(3, 0x%x, 0) = 0\n", 0x12345000 + i);
	AUTO_TEXT struct text calls = imported(log.at, NULL, -1, &trace);
	assert_non_null(strstr(calls.at, "ioctl_cmd=any wide"));
	assert_int_equal(trace.call_count, TRACE_SELECTORS + 1);
	assert_true(trace.calls[TRACE_SELECTORS].wide);
	assert_int_equal(trace.calls[TRACE_SELECTORS].count, 1000 - TRACE_SELECTORS);
	trace_free(&trace);
}

static void test_long_line(void **state)
{
	(void)state;
	AUTO_TEXT struct text log = {0};
	struct trace trace;

	text_add(&log, "write(1, \"");
	for (unsigned i = 0; i < 3 * TRACE_LINE_MOST / 16; i++)
		text_add(&log, "0123456789abcdef");
	text_add(&log, "\", 5) = 5\nread(0) = 0\n");
	AUTO_TEXT struct text out = imported(log.at, NULL, -1, &trace);
	assert_string_equal(out.at, "x86_64 1 1\nx86_64 0 1\n");
	trace_free(&trace);
}

static void test_too_many_calls(void **state)
{
	(void)state;
	AUTO_TEXT struct text log = {0};
	struct trace trace;

	for (unsigned i = 0; i < TRACE_CALLS_MOST + 1; i++)
		text_format(&log, "@[%u]: 1\n", 10000 + i);
	struct err err = {""};
	trace = (struct trace){0};
	assert_int_equal(import_bytes(&trace, log.at, log.length, "log", &(struct import_options){ .arch = -1 }, &err), -1);
	assert_string_equal(err.text, "log: too many distinct calls or call sites (the limit is 262144)");
	trace_free(&trace);
}

/* Combinations are known if a line shows each argument; no log shows a complete register. */
static void test_value_combinations(void **state)
{
	static const struct { const char *log; enum tuples_kind kind; unsigned count; bool high; } rows[] = {
		{ "mprotect(0x7f0000000000, 4096, PROT_READ) = 0\nmprotect(0x7f0000000000, 4096, PROT_NONE) = 0\n", TUPLES_SET, 2, true },
		{ "mmap(NULL, 1, PROT_READ, MAP_PRIVATE, 3, 0) = 0x7f0000000000\n", TUPLES_SET, 1, true },
		{ "mmap(NULL, 1, PROT_READ, MAP_UNHEARD_OF, 3, 0) = 0x7f0000000000\n", TUPLES_MANY, 0, true },
		{ "mmap(NULL, 1, PROT_READ, MAP_PRIVATE, 3, 0) = 0x7f0000000000\nmmap(NULL, 1, PROT_READ, MAP_UNHEARD_OF, 3, 0) = 0x7f0000000000\n", TUPLES_MANY, 0, true },
		{ "close(3) = 0\n", TUPLES_NONE, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct trace trace;
		AUTO_TEXT struct text calls = imported(rows[i].log, "strace", ARCH_X86_64, &trace);
		assert_non_null(calls.at);
		assert_int_equal(trace.call_count, 1);
		const struct trace_call *call = &trace.calls[0];
		if (call->tuples.kind != rows[i].kind || call->tuples.count != rows[i].count || call->high != rows[i].high)
			fail_msg("%s: kind %d, %d tuples, high %d", rows[i].log, call->tuples.kind, call->tuples.count, call->high);
		trace_free(&trace);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_value_combinations),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_logs),
		cmocka_unit_test(test_noted),
		cmocka_unit_test(test_frames),
		cmocka_unit_test(test_many_selectors),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_too_many_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
