/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Policies derived from traces, one case per row. An expectation is a list of
 *
 *     name=allow             name(0x1,2)=EPERM          i386/name=ENOSYS
 *     name@vdso              the rule's why; name@equivalent/OF/SET in full
 */
#include "tests/analyzer/traces.h"

#include <errno.h>

struct row_case {
	const char *what;
	const char *recorded;
	const char *expected;
	const char *archs;                    /* carried to these too */
	const char *deny, *without, *with, *supervise, *portable;     /* one name each */
	bool exact, no_args, any_unknown, kill;
};

#define CASE(w, r, e, ...) {.what = w, .recorded = r, .expected = e, __VA_ARGS__}

static const struct row_case cases[] = {
	CASE("1 clone3 beside clone", "clone(0x1200011) brk", "clone(0x1200011)=allow clone3=ENOSYS clone3@fallback/clone brk=allow"),
	CASE("1 clone3 alone, exact", "clone3{0x3d0f00}", "clone(0x3d0f00)=allow clone(0x10000000)=EPERM clone3=ENOSYS clone@equivalent/clone3/rev.clone",
	 .exact = true),
	CASE("1 clone3 without arguments", "clone3{0x3d0f00}", "clone3=allow clone(0x10000000)=allow", .no_args = true),
	CASE("1 clone3 with unknown flags", "clone3", "clone3=allow clone(0x10000000)=allow"),
	CASE("1 clone3 into a cgroup", "clone3{0x200000100}", "clone3=allow"),
	CASE("1 processes as libc starts them", "clone(0x11)", "clone(0x1200011)=allow clone(0x4111)=allow fork=allow vfork=allow clone(0x3d0f00)=EPERM clone(0x10000011)=EPERM clone(0x2011)=EPERM"),
	CASE("1 threads as libc starts them", "clone(0x3d0f00)", "clone(0x7d0f00)=allow clone(0x11)=EPERM clone(0x4111)=EPERM fork=EPERM vfork=EPERM"),
	CASE("1 threads and processes", "clone3{0x3d0f00} vfork", "clone(0x3d0f00)=allow clone(0x11)=allow fork=allow clone3=ENOSYS clone(0x10000011)=EPERM"),
	CASE("1 namespaces beside a process", "clone(0x10000011)", "clone(0x10000011)=allow clone(0x3d0f00)=allow clone(0x20000011)=EPERM"),
	CASE("1 exactly the flags", "clone(0x1200011)", "clone(0x1200011)=allow clone(0x3d0f00)=EPERM", .exact = true),
	CASE("1 exactly the flags of many calls", "clone(0x100) clone(0x200)", "clone(0x200)=allow clone(0x300)=EPERM clone(0x400)=EPERM", .exact = true),
	CASE("1 fork has flags too", "fork", "clone(0x1200011)=allow clone(0x10000000)=EPERM clone3=ENOSYS"),
	CASE("1 clone denied", "clone3{0x100} clone(0x100)", "clone=EPERM clone3=allow", .deny = "clone"),
	CASE("1 nothing to fall back to", "read", "clone3=EPERM clone=EPERM"),
	CASE("2 access", "access", "faccessat2=allow faccessat2@equivalent/access/at.access faccessat=allow"),
	CASE("2 access, exact", "access faccessat", "faccessat2=ENOSYS fchmodat=EPERM", .exact = true),
	CASE("3 stat family from new", "newfstatat", "fstat=allow stat=allow lstat=allow statx=allow"),
	CASE("3 stat family from old", "fstat", "newfstatat(3,0,0,0x1000)=allow statx(3,0,0x1000)=allow newfstatat=EPERM statx=EPERM stat=EPERM lstat=EPERM newfstatat@equivalent/fstat/lfs.fstat"),
	CASE("4 rseq", "set_robust_list", "rseq=allow rseq@implied set_tid_address=allow"),
	CASE("4 rseq, exact", "set_robust_list", "rseq=ENOSYS", .exact = true),
	CASE("5 nanosleep", "nanosleep", "clock_nanosleep=allow clock_gettime=EPERM"),
	CASE("5 nanosleep on 32 bits", "i386: clock_gettime64 nanosleep", "i386/clock_gettime=allow i386/clock_nanosleep_time64=allow"),
	CASE("6 time64 twins", "arm: clock_gettime futex", "arm/clock_gettime64=allow arm/futex_time64=allow"),
	CASE("7 compat arch", "utimensat", "utimensat=allow i386/utimensat_time64=allow i386/utimensat=allow", .archs = "i386"),
	CASE("7 two archs, each its own", "utimensat i386: read", "i386/utimensat=EPERM i386/utimensat_time64=EPERM utimensat=allow i386/read=allow read=EPERM"),
	CASE("7 arguments of each arch", "socket(1,1) i386: socket(2,1)", "i386/socket(1,1)=EPERM i386/socket(2,1)=allow socket(2,1)=EPERM"),
	CASE("7 an arch both seen and asked for", "utimensat i386: mkdir", "i386/utimensat_time64=allow i386/mkdir=allow mkdir=EPERM",
	 .archs = "i386"),
	CASE("8 hidden clock", "vdso=__vdso_clock_gettime", "clock_gettime=allow clock_gettime@vdso gettimeofday=allow"),
	CASE("8 hidden clock, exact", "vdso=__vdso_time", "time=allow clock_gettime=allow time@vdso", .exact = true),
	CASE("8 a clock that fell back", "back=__vdso_clock_gettime", "clock_gettime@vdso", .exact = true),
	CASE("8 seen and hidden", "vdso=__vdso_clock_gettime clock_gettime", "clock_gettime@observed"),
	CASE("8 hidden clock of i386", "i386: vdso=__vdso_clock_gettime64", "i386/clock_gettime64@vdso i386/clock_gettime=allow", .exact = true),
	CASE("8 hidden clock, carried to arm64", "vdso=__vdso_time", "arm64/clock_gettime=allow", .archs = "arm64"),
	CASE("9 hidden getrandom", "vdso=__vdso_getrandom", "getrandom=allow mmap(0,0,3)=allow mmap(0,0,7)=EPERM rt_sigprocmask=allow", .exact = true),
	CASE("9 hidden getrandom, as libc uses it", "vdso=__vdso_getrandom mmap(0,0,1)", "mmap(0,0,3)=allow mmap(0,0,5)=allow mmap(0,0,7)=EPERM"),
	CASE("10 malloc", "clone(0x3d0f00) mmap", "sched_getaffinity=allow getrandom=allow"),
	CASE("14 fchmodat2", "fchmodat", "fchmodat2=ENOSYS #473=ENOSYS", .exact = true),
	CASE("14 fchmodat2 of chmod", "chmod", "fchmodat2=allow fchmodat=allow"),
	CASE("15 close_range", "close", "close_range=allow"),
	CASE("15 close_range, exact", "close", "close_range=ENOSYS", .exact = true),
	CASE("16 statx", "newfstatat", "statx=ENOSYS", .exact = true),
	CASE("17 openat2", "openat", "openat2=allow openat2@equivalent/openat/at.open"),
	CASE("17 openat2, exact", "openat", "openat2=ENOSYS", .exact = true),
	CASE("19 restart_syscall", "read", "restart_syscall=allow rt_sigreturn=allow exit=allow exit_group=allow restart_syscall@implied"),
	CASE("19 restart_syscall, exact", "read", "restart_syscall=allow rt_sigreturn=allow exit=allow exit_group=allow", .exact = true),
	CASE("19 a trampoline is no clock", "i386: sigreturn", "i386/sigreturn@observed i386/clock_gettime=EPERM"),
	CASE("23 arm64 without open", "open poll dup2", "arm64/openat=allow arm64/ppoll=allow arm64/dup3=allow", .archs = "arm64"),
	CASE("25 a domain is an int", "socket(0xffffffff00000001,1)", "socket(1,1)=allow socket(0x700000001,1)=allow socket(2,1)=EPERM"),
	CASE("27 numbers are of an arch", "i386: socketcall(1)", "i386/socketcall(1)=allow x86_64/mkdir=kill i386/mkdir=EPERM"),
	CASE("28 direct to multiplexed", "i386: socket(1,1) connect", "i386/socketcall(1)=allow i386/socketcall(3)=allow i386/socketcall(2)=EPERM i386/socketcall@equivalent/socket/mux.socketcall.1"),
	CASE("28 multiplexed to direct", "i386: socketcall(1) socketcall(3)", "i386/socket(40,3)=allow i386/connect=allow i386/bind=EPERM i386/socketcall(2)=EPERM i386/socket@equivalent/socketcall/mux.socketcall.1"),
	CASE("28 carried from 64 bits", "socket(1,1)", "i386/socketcall(1)=allow i386/socket(1,1)=allow i386/socket(2,1)=EPERM i386/socketcall(4)=EPERM", .archs = "i386"),
	CASE("28 a wide multiplexer", "i386: socketcall*", "i386/socketcall(2)=allow i386/bind=allow"),
	CASE("28 the whole multiplexer", "i386: socket(1,1)", "i386/socketcall(2)=allow i386/bind=EPERM", .no_args = true),
	CASE("28 commands of each arch", "i386: socketcall(1) ppc64le: socketcall(2)", "i386/bind=EPERM ppc64le/bind=allow i386/socketcall(2)=EPERM"),
	CASE("28 ipc and its version", "i386: ipc(0x10017)", "i386/ipc(0x17)=allow i386/shmget=allow i386/ipc(0x15)=EPERM"),
	CASE("28 exactly the multiplexer", "i386: socketcall(1)", "i386/socketcall(1)=allow i386/socket=EPERM", .exact = true),
	CASE("28 not multiplexed", "i386: socketcall(1)", "i386/socket=EPERM", .without = "mux"),
	CASE("29 setuid", "i386: setuid", "i386/setuid32=allow"),
	CASE("29 setuid32", "i386: setuid32", "i386/setuid=allow"),
	CASE("31 sched_yield", "futex", "sched_yield=allow"),
	CASE("34 a number", "#999 read", "#999=allow #998=ENOSYS #335=allow"),
	CASE("35 what was seen stays", "ioctl(1,0x5401) ioctl(1,0x5413) prctl(38)", "ioctl(0,0x5401)=allow ioctl=EPERM prctl(38)=allow prctl(22)=EPERM"),

	CASE("pairs of selectors", "socket(1,1) socket(2,2)", "socket(1,1)=allow socket(2,2)=allow socket(1,2)=EPERM", .exact = true),
	CASE("flags of a socket's type", "socket(1,0x80801)", "socket(1,1)=allow", .exact = true),
	CASE("ioctl looks at its command", "ioctl(3,0x5401)", "ioctl(9,0x5401)=allow ioctl(3,0x5412)=EPERM", .exact = true),
	CASE("a wide entry has no condition", "ioctl(3,0x5401) ioctl*", "ioctl(3,0x5412)=allow"),
	CASE("a log has no arguments: no namespaces", "clone?", "clone(0x3d0f00)=allow clone(17)=allow clone(0x10000000)=EPERM clone3=ENOSYS fork=allow"),
	CASE("a log has no arguments: clone3", "clone3?", "clone(0x3d0f00)=allow clone(0x10000000)=EPERM clone3=ENOSYS"),
	CASE("a log has no arguments: no set-id bits", "chmod? openat?", "chmod(0,0644)=allow chmod(0,04755)=EPERM fchmodat(0,0,04755)=EPERM "
	     "openat(0,0,0x41,0644)=allow openat(0,0,0x41,04755)=EPERM openat(0,0,2)=allow"),
	CASE("a log has no arguments: exact", "chmod? clone?", "chmod(0,0644)=allow chmod(0,04755)=EPERM clone(0x10000000)=EPERM", .exact = true),
	CASE("a log has no arguments: sockets", "socket? socketpair? ioctl?", "socket(1,1)=allow socket(10,2)=allow socket(17,3)=EPERM socketpair(1,1)=allow "
	     "socketpair(16,1)=EPERM ioctl(0,0x5401)=allow ioctl(0,0x5412)=EPERM"),
	CASE("a log has no arguments: code", "mmap? mprotect?", "mmap(0,0,5)=allow mmap(0,0,7)=EPERM mprotect(0,0,7)=EPERM"),
	CASE("a log has no arguments, and what was recorded", "clone? clone(0x10000011)", "clone(0x10000011)=allow clone(0x20000011)=EPERM clone(0x3d0f00)=allow"),
	CASE("a log has no arguments: nothing is assumed", "mount? keyctl?", "mount(0,0,0,1)=allow keyctl(1)=allow"),
	CASE("a log has no arguments: any", "clone? chmod?", "clone(0x10000000)=allow chmod(0,04755)=allow clone3=allow", .any_unknown = true),
	CASE("fcntl and fcntl64", "i386: fcntl(1,1) fcntl64(1,8)", "i386/fcntl64(1,1)=allow i386/fcntl(1,8)=allow i386/fcntl(1,1026)=EPERM"),
	CASE("fcntl and fcntl64, exact", "i386: fcntl(1,1) fcntl64(1,8)", "i386/fcntl64(1,1)=EPERM i386/fcntl(1,1)=allow", .exact = true),
	CASE("libc marks descriptors", "fcntl(1,0)", "fcntl(1,2)=allow fcntl(1,1030)=allow fcntl(1,1032)=EPERM"),
	CASE("libc marks descriptors, exact", "fcntl(1,0)", "fcntl(1,0)=allow fcntl(1,2)=EPERM", .exact = true),
	CASE("a set left open", "access faccessat", "faccessat2=ENOSYS", .without = "at.access"),
	CASE("a family left open", "i386: clock_gettime", "i386/clock_gettime64=ENOSYS", .without = "t64", .exact = true),
	CASE("a set asked for", "kill", "rt_sigqueueinfo=allow", .with = "rev.kill"),
	CASE("a set not asked for", "kill", "rt_sigqueueinfo=EPERM"),
	CASE("denied", "clock_gettime read", "clock_gettime=EPERM gettimeofday=allow read=allow", .deny = "clock_gettime"),
	CASE("denied, with a fallback", "statx newfstatat", "statx=ENOSYS", .deny = "statx"),
	CASE("nobody is ended unasked", "read", "uselib=EPERM ptrace=EPERM"),
	CASE("what nothing legitimate calls", "read i386: read", "uselib=kill uselib@plan i386/vm86=kill ptrace=EPERM clone3=EPERM read=allow", .kill = true),
	CASE("what was seen is needed, even if no current program calls it", "uselib", "uselib=allow uselib@observed vserver=kill", .kill = true),
	CASE("supervised", "openat2{0x80041,0x1a4,0,24}", "openat2=supervise openat2@observed openat=allow", .supervise = "openat2"),
	CASE("supervised, and not needed", "read", "openat2=EPERM", .supervise = "openat2"),
	CASE("the shortest path is used", "stat i386: accept4", "lstat@equivalent/newfstatat/at.stat i386/socketcall@equivalent/accept4/mux.socketcall.18"),
	CASE("equivalence is transitive", "i386: time", "i386/clock_gettime64=allow i386/clock_gettime64@equivalent/time/t64x.time i386/gettimeofday=allow"),

	/* One way. */
	CASE("from path to descriptor", "chmod truncate chdir statfs setxattr", "fchmod=allow ftruncate=allow fchdir=allow fstatfs=allow fsetxattr=allow fchmod@equivalent/chmod/fd.chmod"),
	CASE("never from descriptor to path", "fchmod fchown ftruncate fchdir fstatfs fsetxattr fgetxattr", "chmod=EPERM fchmodat=EPERM chown=EPERM truncate=EPERM chdir=EPERM statfs=EPERM setxattr=EPERM getxattr=EPERM"),
	CASE("messages may carry descriptors", "sendto(3,0,0,0) recvfrom(3,0,0,0)", "sendmsg=EPERM sendmmsg=EPERM recvmsg=EPERM recvmmsg=EPERM"),
	CASE("messages without descriptors", "sendmmsg recvmsg", "sendto=allow sendmsg=allow recvfrom=allow"),
	CASE("removing directories", "rmdir", "unlinkat(3,0,0x200)=allow unlinkat=EPERM unlink=EPERM unlinkat@equivalent/rmdir/at.rmdir"),
	CASE("removing files", "unlink", "unlinkat=allow unlinkat(3,0,0x200)=EPERM rmdir=EPERM"),
	CASE("removing files from a directory", "unlinkat(3,0,0)", "unlink=allow rmdir=EPERM unlinkat(3,0,0x200)=EPERM"),
	CASE("limits are read", "prlimit64(0,3,0)", "getrlimit=allow prlimit64(0,7,0)=allow prlimit64(0,3,1)=EPERM prlimit64(5,3,0)=EPERM setrlimit=EPERM getrlimit@equivalent/prlimit64/lfs.getrlimit"),
	CASE("limits are set", "prlimit64(0,3,0) prlimit64(0,3,1)", "setrlimit=allow prlimit64(0,3,5)=allow prlimit64(5,3,0)=EPERM"),
	CASE("limits of others", "prlimit64(1,3,0)", "prlimit64(77,3,0)=allow prlimit64(77,3,1)=EPERM setrlimit=EPERM"),
	CASE("no other program start", "execve mprotect(0,0,1)", "execveat=ENOSYS pkey_mprotect=EPERM"),
	CASE("no thread-local storage of 32 bits", "arch_prctl", "set_thread_area=EPERM"),
	CASE("newer futexes have a fallback", "futex", "futex_wait=ENOSYS futex_wake=ENOSYS futex_requeue=ENOSYS futex_waitv=ENOSYS"),
	CASE("waiting is not pausing", "poll", "pause=EPERM select=allow ppoll=allow"),
	CASE("one alarm", "timer_settime", "alarm=EPERM setitimer=EPERM"),
	CASE("an alarm", "alarm", "setitimer=allow timer_settime=EPERM"),
	CASE("reading at a position, with flags", "pread64 pwrite64", "preadv=allow preadv2=ENOSYS pwritev=allow pwritev2=ENOSYS preadv2@fallback/preadv"),
	CASE("positions of calls with flags", "preadv2 pwritev2", "pread64=allow preadv=allow pwrite64=allow pwritev=allow"),
	CASE("attributes from a directory have a fallback", "getxattr setxattr", "getxattrat=ENOSYS setxattrat=ENOSYS listxattrat=ENOSYS removexattrat=EPERM"),
	CASE("what attributes from a directory fall back to", "getxattrat setxattrat", "getxattr=allow lgetxattr=allow fgetxattr=allow setxattr=allow fsetxattr=allow"),
	CASE("uprobe is never judged", "read", "uprobe=EPERM uretprobe=allow"),

	/* What no test of a program shows. */
	CASE("libc's locks", "read", "futex=allow futex@implied rt_sigprocmask=allow sysinfo=allow readlink=allow"),
	CASE("libc's locks, exact", "read", "futex=EPERM rt_sigprocmask=EPERM", .exact = true),
	CASE("a lock of a file is waited for", "fcntl(3,6)", "clock_nanosleep=allow", .without = "harmless"),
	CASE("a lock of a file", "fcntl(3,6)", "fcntl(3,5)=allow fcntl(3,7)=allow fcntl(3,37)=allow"),
	CASE("no lock of a file", "fcntl(3,1)", "clock_nanosleep=EPERM", .without = "harmless"),
	CASE("duplicates", "dup2", "dup=allow dup3=allow fcntl(1,0)=allow fcntl(1,1030)=allow fcntl(1,1032)=EPERM"),
	CASE("duplicates by fcntl", "fcntl(1,1030)", "dup=allow dup2=allow"),
	CASE("posix_spawn of musl", "vfork", "pipe2=allow fcntl(1,2)=allow fcntl(1,0)=EPERM write=allow rt_sigaction=allow"),
	CASE("posix_spawn on an arch without vfork", "arm64: clone(0x11)", "arm64/write=allow arm64/rt_sigaction=allow"),
	CASE("threads spawn nothing", "clone(0x3d0f00)", "pipe2=EPERM write=EPERM rt_sigaction=EPERM"),
	CASE("realloc", "mmap(0,0,3,0x22)", "mremap=allow"),
	CASE("free", "mmap(0,0,3,0x22)", "madvise(0,0,4)=allow madvise(0,0,8)=allow madvise(0,0,100)=EPERM madvise@implied"),
	CASE("free, exact", "mmap(0,0,3,0x22)", "madvise(0,0,8)=EPERM", .exact = true),
	CASE("what was read ahead", "read", "lseek=allow lseek@implied"),
	CASE("nothing was read", "write", "lseek=EPERM"),
	CASE("names of temporary files", "openat(3,0,0xc2)", "clock_gettime=allow clock_gettime@implied"),
	CASE("names of temporary files by open", "open(0,0xc1)", "clock_gettime=allow"),
	CASE("names that programs choose", "openat(3,0,0x42)", "clock_gettime=EPERM"),
	CASE("names of temporary directories", "mkdir", "clock_gettime=allow"),
	CASE("robust mutexes", "clone(0x3d0f00)", "get_robust_list(0,0,0)=allow get_robust_list(7,0,0)=EPERM"),
	CASE("robust mutexes of others", "get_robust_list(7,0,0)", "get_robust_list(9,0,0)=allow"),
	CASE("no threads", "read", "get_robust_list=EPERM"),
	CASE("sending on a connection", "connect", "sendto=allow sendmsg=EPERM"),
	CASE("sending without a connection", "socket(2,2,0)", "sendto=EPERM"),
	CASE("copies of files", "openat(3,0,0x241)", "sendfile=allow sendfile@implied copy_file_range=ENOSYS"),
	CASE("copies, where files are read", "openat(3,0,0)", "sendfile=EPERM"),
	CASE("copies of files, exact", "openat(3,0,0x241) copy_file_range", "sendfile=EPERM copy_file_range=allow", .exact = true),
	CASE("the processor", "read", "getcpu=allow getcpu@implied"),
	CASE("both families", "socket(2,1,0)", "socket(10,1,0)=allow socket(10,1,6)=allow socket(2,2,0)=EPERM socket(2,3,0)=EPERM"),
	CASE("epoll", "epoll_create1", "epoll_ctl=allow epoll_wait=allow"),
	CASE("inotify", "inotify_init1", "inotify_add_watch=allow"),
	CASE("facts about files that may be opened", "openat(3,0,0)", "newfstatat=allow statx=allow lstat=allow getxattr=allow"),
	CASE("a stream may be a terminal", "read", "ioctl(1,0x5401)=allow ioctl(1,0x5412)=EPERM"),
	CASE("ids", "read", "getuid=allow getppid=allow getresgid=allow"),
	CASE("no ids", "read", "getuid=EPERM getppid=EPERM", .without = "harmless"),
	CASE("ids that are set", "setresuid setresgid", "setreuid=allow setregid=allow setuid=allow setgid=allow"),
	CASE("ids that are set in one", "setuid", "setresuid=allow setresuid@equivalent/setuid/rev.setreuid setgid=EPERM setresgid=EPERM"),
	CASE("a terminal", "ioctl(0,0x5403)", "ioctl(0,0x5402)=allow ioctl(0,0x5404)=allow ioctl(0,0x402c542b)=allow ioctl(0,0x5412)=EPERM"),
	CASE("what prctl asks", "prctl(16)", "prctl(3)=allow prctl(4)=EPERM"),

	/* Libraries by name. */
	CASE("a library that is not named", "read socket(16,3,0) openat(3,0,0410302) sendto(3,0,0,0)",
	 "access=EPERM bind=EPERM connect=EPERM unlink=EPERM socket(2,2,17)=EPERM recvmsg=EPERM"),
	CASE("glibc starts", "read", "access=allow prlimit64(0,3,0)=allow prlimit64(0,3,1)=EPERM openat(3,0,0x80000)=allow openat(3,0,1)=EPERM prctl(23)=allow prctl(38)=EPERM", .portable = "glibc"),
	CASE("glibc of a version", "read", "access=allow", .portable = "glibc-2.41"),
	CASE("glibc asks netlink", "socket(16,3,0) recvfrom(3,0,0,0)", "bind=allow recvmsg=allow connect=EPERM", .portable = "glibc"),
	CASE("glibc, without netlink", "socket(2,1,0)", "bind=EPERM recvmsg=EPERM socket(16,3,0)=EPERM", .portable = "glibc"),
	CASE("glibc looks up names", "socket(2,2,0) sendto(3,0,0,0)", "connect=allow setsockopt(3,0,11)=allow setsockopt(3,0,64)=EPERM socket(16,3,0)=allow socket(16,3,12)=EPERM socket(1,1,0)=EPERM", .portable = "glibc"),
	CASE("glibc copies standard error", "write getdents64", "lseek=allow dup=allow fchdir=allow chdir=EPERM statfs=allow truncate=EPERM", .portable = "glibc"),
	CASE("musl starts", "read", "open(0,0)=allow open(0,1)=EPERM access=EPERM unlink=EPERM bind=EPERM", .portable = "musl"),
	CASE("musl looks up names", "socket(2,2,0)", "bind=allow socket(2,1,0)=EPERM", .portable = "musl"),
	CASE("musl, with connections alone", "socket(2,1,0)", "bind=EPERM", .portable = "musl"),
	CASE("musl asks which families work", "socket(16,3,0)", "socket(2,2,17)=allow socket(10,2,17)=allow socket(2,1,0)=EPERM socket(2,3,0)=EPERM connect=allow", .portable = "musl"),
	CASE("musl has no files without a name", "openat(3,0,020200302)", "unlink=allow rmdir=EPERM", .portable = "musl"),
	CASE("musl, with names alone", "openat(3,0,0302)", "unlink=EPERM", .portable = "musl"),
	CASE("static glibc starts", "read", "readlink=allow mprotect(0,0,1)=allow mprotect(0,0,7)=EPERM access=EPERM", .portable = "static"),
	CASE("Go starts", "read", "clock_gettime=allow write=allow clone(0x50f00)=allow clone(0x11)=EPERM epoll_pwait=allow setsockopt=EPERM dup3=EPERM", .portable = "go"),
	CASE("Go sets options of sockets", "bind", "setsockopt(3,1,2)=allow setsockopt(3,1,26)=EPERM", .portable = "go"),
	CASE("Go asks netlink", "socket(16,3,0)", "bind=allow connect=EPERM", .portable = "go"),
	CASE("Go looks up names", "sendto(3,0,0,0)", "connect=allow bind=EPERM", .portable = "go"),
	CASE("Go connects", "connect", "setsockopt(3,6,1)=allow setsockopt(3,0,64)=EPERM", .portable = "go"),
	CASE("Go starts other programs", "vfork wait4", "dup3=allow", .portable = "go"),

	/* Arguments by group. */
	CASE("memory that is written is not run", "mmap(0,0,3,0x22) mmap(0,0,5,2) mprotect(0,0,1)", "mmap(0,0,7,0x22)=EPERM mmap(0,0,0,0x22)=allow mprotect(0,0,3)=allow mprotect(0,0,5)=EPERM mprotect(0,0,7)=EPERM"),
	CASE("a JIT with two steps", "mprotect(0,0,5) mprotect(0,0,3)", "mprotect(0,0,5)=allow mprotect(0,0,7)=EPERM"),
	CASE("a JIT", "mmap(0,0,7,0x22)", "mmap(0,0,7,0x22)=allow"),
	CASE("files that are read", "openat(3,0,0x80000)", "openat(3,0,0)=allow open(0,0x10000)=allow openat(3,0,1)=EPERM openat(3,0,0x40)=EPERM openat(3,0,0x200)=EPERM open(0,2)=EPERM creat=EPERM openat2=ENOSYS"),
	CASE("files that are written", "open(0,0x241)", "openat(3,0,0x242)=allow creat=allow openat2=allow"),
	CASE("files that are made anew", "openat(3,0,0x242)", "creat=allow"),
	CASE("files that are made, not anew", "openat(3,0,0x42)", "creat=EPERM"),
	CASE("files that are made with plain modes", "openat(3,0,0x242,0644)", "openat(3,0,0x241,0600)=allow openat(3,0,0x242,04755)=EPERM open(0,0x41,02755)=EPERM open(0,2,0xffff)=allow openat(3,0,0,07777)=allow openat(3,0,0x410002,04755)=EPERM openat2=ENOSYS"),
	CASE("files that are made set-user-ID", "openat(3,0,0x242,04755)", "openat(3,0,0x242,04755)=allow openat2=allow"),
	CASE("a mode that nobody reads", "openat(3,0,2,04755)", "openat(3,0,2,0xffff)=allow openat(3,0,0x42,0644)=allow openat(3,0,0x42,04755)=EPERM"),
	CASE("a mode that nobody reads, exact", "openat(3,0,2,04755) openat(3,0,0x42,0644)", "openat(3,0,2,0)=allow openat(3,0,0x42,0644)=allow openat(3,0,0x42,0600)=EPERM", .exact = true),
	CASE("modes under another numbering", "mipsel: openat(3,0,0x101,0644)", "mipsel/openat(3,0,2,07777)=allow mipsel/openat(3,0,0x101,0644)=allow"),
	CASE("files that are created", "creat", "openat(3,0,0x241)=allow openat(3,0,0)=allow"),
	CASE("modes", "chmod(0,0100644)", "chmod(0,0755)=allow fchmod(3,01777)=allow chmod(0,04755)=EPERM fchmodat(3,0,02755)=EPERM"),
	CASE("modes of programs that run as their owner", "chmod(0,04755)", "chmod(0,04711)=allow fchmod(3,02755)=allow"),
	CASE("modes that are not known", "chmod", "chmod(0,04755)=allow"),
	CASE("access control lists", "setxattr", "chmod(0,0755)=allow fchmod(3,0755)=allow fchmodat(3,0,0755)=allow chmod(0,04755)=EPERM fchmodat(3,0,04755)=EPERM chmod@equivalent/setxattr/acl.chmod"),
	CASE("modes are no lists", "chmod(0,0755)", "setxattr=EPERM fsetxattr=EPERM"),
	CASE("access control lists of open files", "fsetxattr", "fchmod(3,0755)=allow fchmod(3,04755)=EPERM chmod=EPERM fchmodat=EPERM"),
	CASE("is it alive?", "kill(5,0)", "kill(9,0)=allow kill(9,9)=EPERM"),
	CASE("signals", "kill(5,15)", "kill(9,9)=allow"),
	CASE("namespaces", "unshare(0x20000000)", "unshare(0x20000000)=allow unshare(0x10000000)=EPERM"),
	CASE("pipes in directories", "mknod(0,0010600)", "mknod(0,0010644)=allow mknodat(3,0,0100600)=allow mknod(0,0140700)=allow mknod(0,0020600)=EPERM mknodat(3,0,0060600)=EPERM mknod(0,0104755)=EPERM mknod(0,02000)=EPERM"),
	CASE("pipes in directories, exact", "mknodat(3,0,0010600)", "mknodat(3,0,0010600)=allow mknodat(3,0,0020600)=EPERM mknodat(3,0,0014600)=EPERM mknod=EPERM", .exact = true),
	CASE("devices in directories", "mknod(0,0020600)", "mknod(0,0020666)=allow mknod(0,0060600)=EPERM mknod(0,0010600)=EPERM"),
	CASE("set-user-ID files by mknod", "mknod(0,0104755)", "mknod(0,0104755)=allow mknod(0,0102755)=EPERM mknod(0,0100755)=EPERM"),
	CASE("modes of new files", "creat(0,0644)", "creat(0,0600)=allow creat(0,04755)=EPERM"),
	CASE("modes of new files that run as their owner", "creat(0,04755)", "creat(0,04700)=allow"),
	CASE("one kind of namespace", "setns(3,0x40000000) setns(3,0x20000000)", "setns(4,0x40000000)=allow setns(3,0)=EPERM setns(3,0x60000000)=EPERM"),
	CASE("any kind of namespace", "setns(3,0)", "setns(3,0)=allow setns(3,0x10000000)=EPERM"),
	CASE("flags of mounts that protect", "mount(0,0,0,0xf) mount(0,0,0,0x1000)", "mount(0,0,0,0xf)=allow mount(0,0,0,0)=EPERM mount(0,0,0,0xe)=EPERM mount(0,0,0,0x100f)=EPERM mount(0,0,0,0x1000)=allow"),
	CASE("unmounting", "umount2(0,8)", "umount2(0,8)=allow umount2(0,0)=EPERM umount2(0,2)=EPERM"),
	CASE("unmounting without flags", "i386: umount", "i386/umount2(0,0)=allow i386/umount2(0,2)=EPERM"),
	CASE("unmounting with flags", "i386: umount2(0,2)", "i386/umount2(0,2)=allow i386/umount=EPERM"),
	CASE("shared memory", "shmat(1,0,0)", "shmat(2,0,010000)=allow shmat(1,0,0100000)=EPERM"),
	CASE("shared memory that is read", "shmat(1,0,010000)", "shmat(2,0,010000)=allow shmat(1,0,0)=EPERM shmat(1,0,0110000)=EPERM"),
	CASE("shared memory that is executable", "shmat(1,0,0100000)", "shmat(1,0,0100000)=allow"),
	CASE("messages", "sendmsg(3,0,0x4000)", "sendmsg(3,0,0x40)=allow sendmmsg(3,0,1,0x4000)=allow sendto(3,0,1,0)=allow sendmsg(3,0,0x20000000)=EPERM sendto(3,0,1,0x20004000)=EPERM sendmmsg(3,0,1,0x20000000)=EPERM"),
	CASE("messages that connect", "sendto(3,0,1,0x20000000)", "sendto(3,0,1,0x20000000)=allow"),
	CASE("messages on a connection", "connect", "sendto(3,0,1,0x20000000)=allow"),
	CASE("raise and abort", "rt_sigaction", "tgkill(5,5,6)=allow tgkill(5,5,13)=allow tkill(5,13)=allow tgkill(5,5,9)=EPERM tgkill(5,5,19)=EPERM tkill(5,9)=EPERM"),
	CASE("SIGKILL to a thread", "tgkill(5,5,9)", "tgkill(5,5,9)=allow tkill(5,19)=allow"),
	CASE("owners of open files", "fchownat(3,0,1,1,0x1000)", "fchownat(4,0,1,1,0x1000)=allow fchown=allow fchownat(3,0,1,1,0)=EPERM fchownat(3,0,1,1,0x100)=EPERM chown=EPERM lchown=EPERM"),
	CASE("owners of open files, exact", "fchownat(3,0,1,1,0x1000)", "fchownat(3,0,1,1,0x1000)=allow fchownat(3,0,1,1,0)=EPERM", .exact = true),
	CASE("owners of files by path", "fchownat(3,0,1,1,0)", "chown=allow lchown=allow fchownat(3,0,1,1,0x100)=allow fchown=allow"),
	CASE("owners of files, back", "chown", "fchownat(3,0,1,1,0)=allow lchown=allow"),
	CASE("times of open files", "utimensat(3,0,0,0)", "utimensat(4,0,9,0)=allow utimensat(3,7,0,0)=EPERM utime=EPERM utimes=EPERM futimesat(3,0)=allow futimesat(3,9)=EPERM"),
	CASE("times of open files, exact", "utimensat(3,0,0,0)", "utimensat(4,0,9,0)=allow utimensat(3,7,0,0)=EPERM", .exact = true),
	CASE("times of files by path", "utimensat(3,1,0,0)", "utimensat(3,7,0,0)=allow utimensat(3,0,0,0)=allow utime=allow utimes=allow futimesat=allow"),
	CASE("times of files, back", "utimes", "utimensat(3,7,0,0)=allow utime=allow"),
	CASE("faults of its own code", "userfaultfd(0x80001)", "userfaultfd(1)=allow userfaultfd(0x80000)=EPERM"),
	CASE("faults of the kernel", "userfaultfd(0)", "userfaultfd(0)=allow userfaultfd(1)=allow"),
	CASE("segments", "modify_ldt(0)", "modify_ldt(0)=allow modify_ldt(1)=EPERM modify_ldt(0x11)=EPERM"),
	CASE("the processor", "arch_prctl(0x3001)", "arch_prctl(0x1002)=allow arch_prctl(0x5005)=allow arch_prctl(0x1001)=EPERM arch_prctl(0x1012)=EPERM"),
	CASE("the processor, exact", "arch_prctl(0x1002)", "arch_prctl(0x1002)=allow arch_prctl(0x3001)=EPERM", .exact = true),
	CASE("files in memory", "memfd_create(0,1)", "memfd_create(0,3)=allow memfd_create(0,8)=allow memfd_create(0,0x11)=EPERM memfd_create(0,5)=EPERM"),
	CASE("files in memory without code", "memfd_create(0,9)", "memfd_create(0,0xb)=allow memfd_create(0,1)=EPERM"),
	CASE("files in memory on huge pages", "memfd_create(0,0xd)", "memfd_create(0,0xd)=allow memfd_create(0,5)=EPERM"),
	CASE("renaming", "rename", "renameat2(3,0,3,0,0)=allow renameat2(3,0,3,0,1)=allow renameat2(3,0,3,0,2)=EPERM renameat2(3,0,3,0,4)=EPERM"),
	CASE("exchanging two files", "renameat2(3,0,3,0,2)", "renameat2(3,0,3,0,2)=allow renameat2(3,0,3,0,4)=EPERM rename=EPERM renameat=EPERM"),
	CASE("allocating", "fallocate(3,0)", "fallocate(3,1)=allow fallocate(3,3)=EPERM fallocate(3,0x10)=EPERM"),
	CASE("holes", "fallocate(3,3)", "fallocate(3,3)=allow fallocate(3,8)=EPERM fallocate(3,2)=EPERM"),
	CASE("own processors", "sched_setaffinity(0)", "sched_setaffinity(0)=allow sched_setaffinity(77)=EPERM"),
	CASE("processors of others", "sched_setaffinity(1)", "sched_setaffinity(77)=allow"),
	CASE("own priority", "setpriority(0,0,5)", "setpriority(0,0,9)=allow setpriority(0,77,9)=EPERM setpriority(1,0,9)=EPERM setpriority(2,0,9)=EPERM"),
	CASE("priority of others", "setpriority(1,0,5)", "setpriority(2,77,9)=allow"),
	CASE("operations, exact", "userfaultfd(1) modify_ldt(0) memfd_create(0,1) renameat2(3,0,3,0,1) fallocate(3,0) sched_setaffinity(0) setpriority(0,0,1) shmat(1,0,0) sendmsg(3,0,0) setns(3,0x20000000)",
	 "userfaultfd(0)=EPERM modify_ldt(1)=EPERM memfd_create(0,0x11)=EPERM memfd_create(0,1)=allow renameat2(3,0,3,0,2)=EPERM renameat2(3,0,3,0,1)=allow fallocate(3,3)=EPERM fallocate(9,0)=allow sched_setaffinity(7)=EPERM setpriority(0,7,1)=EPERM setpriority(0,0,9)=allow shmat(1,0,0100000)=EPERM sendmsg(3,0,0x20000000)=EPERM sendmsg(4,0,0)=allow setns(3,0)=EPERM", .exact = true),
	CASE("options of sockets", "setsockopt(3,1,2)", "setsockopt(3,1,9)=allow setsockopt(3,6,1)=allow setsockopt(3,41,26)=allow setsockopt(3,1,26)=EPERM setsockopt(3,0,64)=EPERM getsockopt=allow"),
	CASE("a filter of a socket", "setsockopt(3,1,26)", "setsockopt(3,1,26)=allow setsockopt(3,1,50)=EPERM"),
	CASE("advice", "madvise(0,0,4)", "madvise(0,0,14)=allow madvise(0,0,100)=EPERM"),
	CASE("a tracee", "ptrace(0)", "ptrace(0)=allow ptrace(16)=EPERM"),
	CASE("personality", "personality(0xffffffff)", "personality(0xffffffff)=allow personality(0x40000)=EPERM"),
	CASE("commands of bpf", "bpf(0)", "bpf(0)=allow bpf(5)=EPERM"),
	CASE("another numbering", "openat(3,0,0x10000) ioctl(0,0x5401) socket(2,1,0)", "arm64/openat(3,0,0x4000)=allow arm64/openat(3,0,1)=EPERM", .archs = "arm64"),

	CASE("two names of a number", "fdatasync", "arm/sync_file_range2=allow arm/#341=allow arm/sync_file_range2@equivalent/sync_file_range/lfs.sync_file_range", .archs = "arm"),
	CASE("two names of a number, denied", "sync_file_range", "arm/#341=EPERM sync_file_range=allow", .archs = "arm", .deny = "arm_sync_file_range"),

	CASE("arguments in memory", "mmap(0,0,3,0x22)", "i386/mmap=EPERM i386/mmap2(0,0,3)=allow i386/mmap2(0,0,7)=EPERM i386/brk=allow", .archs = "i386"),
	CASE("arguments in memory, beside the other", "i386: mmap2(0,0,3,0x22)", "i386/mmap=EPERM i386/mmap2(0,0,1)=allow"),
	CASE("arguments in memory, recorded", "i386: mmap", "i386/mmap=allow i386/mmap@observed"),
	CASE("arguments in memory, and nothing else", "mmap(0,0,3,0x22)", "s390x/mmap=allow", .archs = "s390x"),

	/* What other archs need besides. */
	CASE("a thread pointer", "arch_prctl(0x1002)", "arm/set_tls=allow arm/set_tls@equivalent/arch_prctl/arch.thread-pointer arch_prctl(0x1002)=allow arch_prctl(0x1012)=EPERM", .archs = "arm"),
	CASE("a thread pointer on i386", "arch_prctl(0x1002)", "i386/set_thread_area=allow set_thread_area=EPERM", .archs = "i386"),
	CASE("a thread pointer on mips", "arch_prctl(0x1002)", "mipsel64/set_thread_area=allow", .archs = "mipsel64"),
	CASE("a thread pointer, back", "arm: set_tls", "arch_prctl(0x1002)=allow arch_prctl(0x1012)=EPERM arch_prctl@equivalent/set_tls/arch.thread-pointer set_thread_area=EPERM", .archs = "x86_64"),
	CASE("a thread pointer of each arch", "arch_prctl(0x1002) arm: read", "arm/set_tls=EPERM"),
	CASE("a thread pointer, exact", "arch_prctl(0x1002)", "arm/set_tls=EPERM", .archs = "arm", .exact = true),
	CASE("a thread pointer, left out", "arch_prctl(0x1002)", "arm/set_tls=EPERM", .archs = "arm", .without = "arch"),
	CASE("no thread pointer", "arch_prctl(0x1012)", "arm/set_tls=EPERM", .archs = "arm"),
	CASE("code that is written, arm", "mprotect(0,0,5)", "arm/cacheflush=allow arm/cacheflush@implied", .archs = "arm"),
	CASE("code that is written, mips", "mmap(0,0,7,0x22)", "mipsel/cacheflush=allow", .archs = "mipsel"),
	CASE("code that is written, riscv64", "pkey_mprotect(0,0,5)", "riscv64/riscv_flush_icache=allow", .archs = "riscv64"),
	CASE("code that is written, arm alone", "arm: mmap2(0,0,7,0x22)", "arm/cacheflush=allow"),
	CASE("code that is written, left out", "mprotect(0,0,5)", "arm/cacheflush=EPERM", .archs = "arm", .without = "arch.instruction-cache"),
	CASE("code that is loaded, arm", "mmap(0,0,5,2) mmap(0,0,3,0x22) mprotect(0,0,1)", "arm/cacheflush=EPERM", .archs = "arm"),
	CASE("code that is loaded, riscv64", "mmap(0,0,5,2) mprotect(0,0,3)", "riscv64/riscv_flush_icache=EPERM", .archs = "riscv64"),
	CASE("a libc by name", "write", "open(0,0)=allow open(0,1)=EPERM arch_prctl(0x1002)=allow writev=allow", .portable = "musl"),
	CASE("a libc by name on arm64", "write", "arm64/openat(3,0,0)=allow arm64/openat(3,0,1)=EPERM arm64/writev=allow", .archs = "arm64", .portable = "musl"),
	CASE("a libc by name on arm", "write", "arm/set_tls=allow arm/mmap2(0,0,3)=allow arm/mmap2(0,0,7)=EPERM", .archs = "arm", .portable = "musl"),
	CASE("start on mips", "read", "mipsel/prctl(46)=allow mipsel/prctl(45)=EPERM prctl(46)=EPERM", .archs = "mipsel"),
	CASE("start on riscv64", "read", "riscv64/riscv_hwprobe=allow riscv64/riscv_hwprobe@implied", .archs = "riscv64"),
	CASE("start on riscv64, exact", "read", "riscv64/riscv_hwprobe=EPERM", .archs = "riscv64", .exact = true),
};

static struct derive_options options_of(const struct row_case *row, const char *lists[10])
{
	struct derive_options options = {
		.level = row->exact ? LEVEL_EXACT : LEVEL_DEFAULT, .no_args = row->no_args, .any_unknown = row->any_unknown, .kill = row->kill, .otherwise = {ACTION_ERRNO, EPERM},
		.archs = (arch_set)(row->archs ? ARCH_BIT(arch_by_name(row->archs)) : 0),
	};

	lists[0] = row->deny;
	lists[2] = row->without;
	lists[4] = row->with;
	lists[6] = row->supervise;
	lists[8] = row->portable;
	options.deny = &lists[0];
	options.without_sets = &lists[2];
	options.with_sets = &lists[4];
	options.supervise = &lists[6];
	options.portable = &lists[8];
	return options;
}

struct call_form {
	enum arch arch;
	uint32_t nr;
	struct seccomp_data data;
};

/* "i386/name(1,2)", or "#999" */
static struct call_form samples_of(char *words, enum arch arch)
{
	struct call_form form = {.arch = arch};
	char *slash = strchr(words, '/'), *name = slash ? slash + 1 : words, *open = strchr(name, '(');

	if (slash) {
		*slash = '\0';
		form.arch = (enum arch)arch_by_name(words);
	}
	if (open)
		*open++ = '\0';
	form.nr = name[0] == '#' ? (uint32_t)strtoul(name + 1, NULL, 0)
	                         : (uint32_t)syscall_nr((enum syscall_id)syscall_by_name(name), form.arch);
	form.data = (struct seccomp_data){.nr = (int)form.nr, .arch = arch_info(form.arch)->audit};
	for (unsigned arg = 0; open && arg < SYSCALL_ARGS; arg++) {
		form.data.args[arg] = strtoull(open, &open, 0);
		open += *open == ',';
	}
	return form;
}

static int expect_answer(const struct policy *policy, const char *what, char *words, char *answer)
{
	struct call_form form = samples_of(words, ARCH_X86_64);
	struct verdict verdict = policy_eval(policy, &form.data);
	const char *name = verdict.action == ACTION_ERRNO ? errno_name(verdict.data) : action_name(verdict.action);

	if (!strcmp(name, answer))
		return 0;
	print_error("%s: %s is answered %s, not %s\n", what, words, name, answer);
	return 1;
}

static int expect_why(const struct policy *policy, const char *what, char *words, char *why)
{
	struct call_form form = samples_of(words, ARCH_X86_64);
	const struct rule *rule = policy_find(policy, form.arch, form.nr);
	char is[128];

	if (!rule) {
		print_error("%s: %s has no rule\n", what, words);
		return 1;
	}
	snprintf(is, sizeof(is), "%s%s%s%s%s", why_name(rule->why), rule->of ? "/" : "", rule->of ? rule->of : "",
	         rule->set ? "/" : "", rule->set ? rule->set : "");
	if (strchr(why, '/') ? !strcmp(is, why) : !strncmp(is, why, strlen(why)))
		return 0;
	print_error("%s: %s is there for %s, not %s\n", what, words, is, why);
	return 1;
}

static int expect(const struct policy *policy, const struct row_case *row)
{
	char *words = strdup(row->expected), *rest = words, *word;
	int failed = 0;

	while ((word = strsep(&rest, " "))) {
		char *equals = strchr(word, '='), *at = strchr(word, '@');
		assert_true(equals || at);
		*(equals ? equals : at) = '\0';
		if (equals)
			failed += expect_answer(policy, row->what, word, equals + 1);
		else
			failed += expect_why(policy, row->what, word, at + 1);
	}
	free(words);
	return failed;
}

static void test_cases(void **state)
{
	int failed = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *lists[10] = {0};
		struct derive_options options = options_of(&cases[i], lists);
		struct trace trace = {0};
		struct policy policy = {0};
		AUTO_TEXT struct text notes = {0};
		record(&trace, cases[i].recorded);
		derive(&policy, &trace, &options, &notes);
		failed += expect(&policy, &cases[i]);
		policy_free(&policy);
		trace_free(&trace);
	}
	assert_int_equal(failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
