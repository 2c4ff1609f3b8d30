/* SPDX-License-Identifier: Apache-2.0 */
/*
 * case_libc WHAT old|new: performs one operation as an older or newer libc (or
 * compiler, or library) does. Each row is a case of docs/field-cases.md. If the
 * newer way is tried first, only ENOSYS makes it fall back to the older one, as
 * in glibc; a feature test accepts any error, but not a signal. Exit 0: done;
 * 1: failed; 77: not on this arch.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NOT_HERE = 77 };
enum { PIDFD_OPEN = 434, CLOSE_RANGE = 436, OPENAT2 = 437, FACCESSAT2 = 439, FCHMODAT2 = 452 };
enum { VMA = 0x53564d41, VMA_NAME = 0, STAT_BYTES = 512, THIS_PATH = 0x1000, EFFECTIVE = 0x200 };

#ifdef __i386__
#define CALL_STAT SYS_fstatat64
#define CALL_FSTAT SYS_fstat64
#else
#define CALL_STAT SYS_newfstatat
#define CALL_FSTAT SYS_fstat
#endif

static int file;                              /* our own open file */
static const char path[] = "case.file";
static uint64_t bytes[STAT_BYTES / 8];

static int failed(long result)
{
	return result < 0;
}

/* Whether the older way is the right response to the newer way's result. */
static int or_older(long result, int (*older)(void))
{
	return result < 0 && errno == ENOSYS ? older() : failed(result);
}

static int nothing(void)
{
	return 0;
}

static int child_ends(long pid)
{
	int status;

	if (pid == 0)
		_exit(0);
	return pid < 0 || waitpid((pid_t)pid, &status, 0) != pid || status;
}

static int spawn_old(void)
{
	return child_ends(syscall(SYS_clone, (long)SIGCHLD, 0L, 0L, 0L, 0L));
}

static int spawn_new(void)
{
	struct { uint64_t flags, pidfd, child, parent, exit_signal, stack, size, tls; } how = { .exit_signal = SIGCHLD };
	long pid = syscall(SYS_clone3, &how, sizeof(how));

	return pid < 0 && errno == ENOSYS ? spawn_old() : child_ends(pid);
}

static int access_old(void)
{
	return failed(syscall(SYS_faccessat, AT_FDCWD, path, W_OK));
}

static int access_new(void)
{
	return or_older(syscall(FACCESSAT2, AT_FDCWD, path, W_OK, EFFECTIVE), access_old);
}

static int fstat_old(void)
{
	return failed(syscall(CALL_FSTAT, file, bytes));
}

static int fstat_new(void)
{
	return failed(syscall(CALL_STAT, file, "", bytes, THIS_PATH));
}

static int stat_old(void)
{
	return failed(syscall(CALL_STAT, AT_FDCWD, path, bytes, 0));
}

static int stat_new(void)
{
	return or_older(syscall(SYS_statx, AT_FDCWD, path, 0, 0x7ff, bytes), stat_old);
}

static int chmod_old(void)
{
	return failed(syscall(SYS_fchmodat, AT_FDCWD, path, 0600));
}

static int chmod_new(void)
{
	return or_older(syscall(FCHMODAT2, AT_FDCWD, path, 0600, 0), chmod_old);
}

static int close_old(void)
{
	return close(file) != 0;
}

static int close_new(void)
{
	return or_older(syscall(CLOSE_RANGE, file, file, 0), close_old);
}

static int open_old(void)
{
	return failed(syscall(SYS_openat, (long)AT_FDCWD, path, O_RDONLY));
}

/* The directory's int reaches the kernel zero-extended. */
static int open_unsigned(void)
{
	return failed(syscall(SYS_openat, (long)(unsigned)AT_FDCWD, path, O_RDONLY));
}

static int open_new(void)
{
	uint64_t how[3] = { O_RDONLY };

	return or_older(syscall(OPENAT2, AT_FDCWD, path, how, sizeof(how)), open_old);
}

static int sleep_old(void)
{
	long soon[2] = { 0, 1000 };

	return failed(syscall(SYS_nanosleep, soon, NULL));
}

static int sleep_new(void)
{
	long soon[2] = { 0, 1000 };

	return failed(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, soon, NULL));
}

static int rename_heap(void)
{
	syscall(SYS_prctl, (long)VMA, (long)VMA_NAME, 0L, 0L, 0L);
	return failed(syscall(SYS_prctl, (long)PR_SET_NAME, "case", 0L, 0L, 0L));
}

static int rename_thread(void)
{
	return failed(syscall(SYS_prctl, (long)PR_SET_NAME, "case", 0L, 0L, 0L));
}

static int probe_pidfd(void)
{
	syscall(PIDFD_OPEN, 1, 0);
	return 0;
}

static int try_ring(void)
{
	struct io_uring_params params = { 0 };

	syscall(SYS_io_uring_setup, 4, &params);
	return 0;
}

static int make_code(void)
{
	int all = PROT_READ | PROT_WRITE | PROT_EXEC;
	void *at = mmap(NULL, 4096, all, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED || mprotect(at, 4096, all);
}

#ifdef __x86_64__
/* Leftover bits of a register into which an int was put. */
#define GARBAGE (long)0xdeadbeef00000000

static int narrow_old(void)
{
	return failed(syscall(SYS_socket, (long)AF_UNIX, (long)SOCK_STREAM, 0L)) ||
	       failed(syscall(SYS_fcntl, (long)file, (long)F_GETFL, 0L));
}

static int narrow_new(void)
{
	return failed(syscall(SYS_socket, GARBAGE | AF_UNIX, GARBAGE | SOCK_STREAM, GARBAGE)) ||
	       failed(syscall(SYS_fcntl, GARBAGE | file, GARBAGE | F_GETFL, 0L));
}

/* socketcall has the number of getuid. */
static int getuid_here(void)
{
	return failed(syscall(SYS_getuid));
}

static int getuid_by_i386(void)
{
	long result;

	__asm__ volatile("int $0x80" : "=a"(result) : "a"(SYS_getuid), "b"(1L), "c"(0L) : "memory", "r8", "r9", "r10", "r11");
	return 0;
}

static int getuid_by_x32(void)
{
	syscall(0x40000000L | SYS_getuid);
	return 0;
}
#else
static int not_here(void)
{
	return NOT_HERE;
}
#define narrow_old not_here
#define narrow_new not_here
#define getuid_here not_here
#define getuid_by_i386 not_here
#define getuid_by_x32 not_here
#endif

#ifdef __i386__
static int clock_old(void)
{
	return failed(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, bytes));
}

static int clock_new(void)
{
	return or_older(syscall(SYS_clock_gettime64, CLOCK_MONOTONIC, bytes), clock_old);
}

static int sleep64_new(void)
{
	uint64_t soon[2] = { 0, 1000 };

	return or_older(syscall(SYS_clock_nanosleep_time64, CLOCK_MONOTONIC, 0, soon, NULL), sleep_new);
}

static int touch_old(void)
{
	return failed(syscall(SYS_utimensat, AT_FDCWD, path, NULL, 0));
}

static int touch_new(void)
{
	return or_older(syscall(SYS_utimensat_time64, AT_FDCWD, path, NULL, 0), touch_old);
}

static int socket_old(void)
{
	unsigned long args[3] = { AF_UNIX, SOCK_STREAM, 0 };

	return failed(syscall(SYS_socketcall, 1, args));
}

static int socket_new(void)
{
	return failed(syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0));
}

static int uid_old(void)
{
	long uid = syscall(SYS_getuid);

	return failed(uid) || failed(syscall(SYS_setuid, uid));
}

static int uid_new(void)
{
	long uid = syscall(SYS_getuid32);

	return syscall(SYS_setuid32, uid) != 0;
}
#else
static int nowhere(void)
{
	return NOT_HERE;
}
#define clock_old nowhere
#define clock_new nowhere
#define sleep64_new nowhere
#define touch_old nowhere
#define touch_new nowhere
#define socket_old nowhere
#define socket_new nowhere
#define uid_old nowhere
#define uid_new nowhere
#endif

static const struct {
	const char *what;
	int (*older)(void), (*newer)(void);
} cases[] = {
	{ "spawn", spawn_old, spawn_new },
	{ "access", access_old, access_new },
	{ "fstat", fstat_old, fstat_new },
	{ "stat", stat_old, stat_new },
	{ "chmod", chmod_old, chmod_new },
	{ "close", close_old, close_new },
	{ "open", open_old, open_new },
	{ "dirfd", open_old, open_unsigned },
	{ "sleep", sleep_old, sleep_new },
	{ "sleep64", sleep_old, sleep64_new },
	{ "clock", clock_old, clock_new },
	{ "touch", touch_old, touch_new },
	{ "vma", rename_thread, rename_heap },
	{ "pidfd", nothing, probe_pidfd },
	{ "ring", nothing, try_ring },
	{ "code", make_code, make_code },
	{ "narrow", narrow_old, narrow_new },
	{ "i386", getuid_here, getuid_by_i386 },
	{ "x32", getuid_here, getuid_by_x32 },
	{ "socket", socket_old, socket_new },
	{ "uid", uid_old, uid_new },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 3 && i < sizeof(cases) / sizeof(*cases); i++) {
		if (strcmp(argv[1], cases[i].what))
			continue;
		file = open(path, O_RDWR | O_CREAT, 0600);
		return file < 0 ? 1 : strcmp(argv[2], "old") ? cases[i].newer() : cases[i].older();
	}
	return 2;
}
