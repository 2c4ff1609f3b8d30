/* SPDX-License-Identifier: Apache-2.0 */
/* untraced: children of CLONE_UNTRACED by clone3, whose struct is sealed,
 * read-only, at the end of a page, too large, missing, or changed by a thread
 * meanwhile. Each child makes call 1900 + its number, which no kernel has, and
 * reports success; registers and memory must be unchanged. Then clones that
 * fail. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, FIRST = 1900, RACES = 200 };

static int first_argument_kept;

/* clone3; checks that %rdi is unchanged, also in the child. */
static pid_t clone3_of(void *args, size_t size)
{
#ifdef __x86_64__
	long result;
	void *kept = args;

	__asm__ volatile("syscall" : "=a"(result), "+D"(kept) : "0"(SYS_clone3), "S"(size) : "rcx", "r11", "memory");
	first_argument_kept = kept == args;
	errno = result < 0 ? (int)-result : 0;
	return result < 0 ? -1 : (pid_t)result;
#else
	first_argument_kept = 1;
	return (pid_t)syscall(SYS_clone3, args, size);
#endif
}

static _Noreturn void life(int number)
{
	int alive = syscall(FIRST + number) == -1 && errno == ENOSYS && syscall(SYS_getppid) > 0;

	_exit(alive && first_argument_kept ? 10 : 11);
}

static void report(const char *what, pid_t child)
{
	int status = -1;

	if (child > 0)
		waitpid(child, &status, __WALL);
	printf("%s: %s, status %x, kept %d\n", what, child < 0 ? strerror(errno) : "born", status, first_argument_kept);
	fflush(stdout);
}

static void bear(const char *what, int number, void *args, size_t size)
{
	pid_t child = clone3_of(args, size);

	if (!child)
		life(number);
	report(what, child);
}

static const struct clone_args model = {.flags = CLONE_UNTRACED, .exit_signal = SIGCHLD};

static void sealed(void)
{
	int fd = memfd_create("args", MFD_ALLOW_SEALING);

	if (write(fd, &model, sizeof(model)) != sizeof(model) || ftruncate(fd, PAGE))
		return;
	fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW);
	bear("sealed", 0, mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0), sizeof(model));
}

static char *two_pages(void)
{
	char *at = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(at + PAGE, PAGE);
	return at;
}

static void placed(void)
{
	char *page = two_pages(), *last = page + PAGE - sizeof(model);

	memcpy(last, &model, sizeof(model));
	mprotect(page, PAGE, PROT_READ);
	bear("read-only, last in its page", 1, last, sizeof(model));
	printf("flags kept %d\n", !memcmp(last, &model, sizeof(model)));
	bear("the least size", 2, last, 64);
	bear("too small", 3, last, 63);
	bear("beyond its page", 4, last, sizeof(model) + 8);
	bear("not there", 5, page + PAGE, sizeof(model));
	bear("nowhere", 5, NULL, sizeof(model));
}

static void large(void)
{
	char *page = two_pages();

	memcpy(page, &model, sizeof(model));
	mprotect(page, PAGE, PROT_READ);
	bear("larger than known", 6, page, PAGE - 8);
	mprotect(page, PAGE, PROT_READ | PROT_WRITE);
	page[200] = 1;
	bear("larger, not zero", 7, page, 256);
}

static volatile struct clone_args *flipped;
static volatile int over;

static void *flip(void *unused)
{
	while (!over)
		flipped->flags ^= CLONE_UNTRACED;
	return unused;
}

static void race(void)
{
	int wrong = 0, status;
	pthread_t thread;

	flipped = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	flipped->exit_signal = SIGCHLD;
	pthread_create(&thread, NULL, flip, NULL);
	for (int i = 0; i < RACES; i++) {
		pid_t child = clone3_of((void *)(uintptr_t)flipped, sizeof(model));
		if (!child)
			life(8);
		if (waitpid(child, &status, __WALL) != child || status != 10 << 8)
			wrong++;
	}
	over = 1;
	pthread_join(thread, NULL);
	printf("race: %d wrong\n", wrong);
}

/* A clone that fails, and then process creation that works. */
static void failing(void)
{
	struct clone_args impossible = {.flags = CLONE_THREAD, .exit_signal = 0};

	bear("impossible", 9, &impossible, sizeof(impossible));
	pid_t child = (pid_t)syscall(SYS_clone, CLONE_UNTRACED | CLONE_SIGHAND, 0, 0, 0, 0);
	printf("clone: %d %d\n", child, errno);
	child = (pid_t)syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD, 0, 0, 0, 0);
	if (!child)
		life(9);
	report("clone", child);
}

/* The recorder may use memory there. */
static void unmap_vdso(void)
{
	void *vdso = (void *)getauxval(AT_SYSINFO_EHDR);

	if (vdso)
		printf("unmapped %d\n", munmap(vdso, 2 * PAGE) && munmap(vdso, PAGE));
}

int main(void)
{
	sealed();
	placed();
	large();
	race();
	failing();
	unmap_vdso();
	sealed();
	return 0;
}
