/* SPDX-License-Identifier: Apache-2.0 */
/*
 * after WHAT...: makes some calls so often that a learned filter is loaded, then what
 * is asked for, once each:
 *
 * call      a call that it has not made yet
 * value     a known call with another argument
 * high      the same argument, with bits above those that the kernel reads
 * deep      openat2, which it has made before, with another struct
 * site      getppid from another offset in a page
 * hidden    getppid from the offset of the first, in another page: a filter cannot see that
 * code      getppid from code that is mapped now, where other code was before
 * thread    getpgid from a new thread
 * fork      getsid from a child
 * exec      this program anew, to make getpriority
 * filter    a filter of its own that denies getpid, then getpid
 * into      executes the program that follows, with its arguments
 * signals   a thousand signals that interrupt calls
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OFTEN = 2000, PAGE = 4096 };

static const unsigned char getppid_code[] = { 0xb8, SYS_getppid, 0, 0, 0, 0x0f, 0x05, 0xc3 };

/* Two pages of such code, at offsets 0 and 64. */
static unsigned char *code;

static void *map_code(void *at, int flags)
{
	unsigned char *page = mmap(at, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

	for (int i = 0; i < 2; i++) {
		memcpy(page + i * PAGE, getppid_code, sizeof(getppid_code));
		memcpy(page + i * PAGE + 64, getppid_code, sizeof(getppid_code));
	}
	mprotect(page, 2 * PAGE, PROT_READ | PROT_EXEC);
	return page;
}

static void run(unsigned offset)
{
	((long (*)(void))(uintptr_t)(code + offset))();
}

static void open_how(uint64_t resolve)
{
	struct open_how how = { .flags = O_RDONLY | O_CLOEXEC, .resolve = resolve };

	close((int)syscall(SYS_openat2, AT_FDCWD, "/", &how, sizeof(how)));
}

static void usage(unsigned long who)
{
	struct rusage usage;

	syscall(SYS_getrusage, who, &usage);
}

static void *in_thread(void *nothing)
{
	for (int i = 0; i < 10; i++)
		syscall(SYS_getpgid, 0);
	return nothing;
}

static void make_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, in_thread, NULL);
	pthread_join(thread, NULL);
}

static void make_child(char **argv)
{
	pid_t child = fork();

	if (child == 0 && argv) {
		execv(argv[0], argv);
		_exit(1);
	}
	if (child == 0) {
		syscall(SYS_getsid, 0);
		_exit(0);
	}
	waitpid(child, NULL, 0);
}

static void load_filter(void)
{
	struct sock_filter insn[] = {
		{ BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr) },
		{ BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_getpid },
		{ BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EXDEV },
		{ BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW },
	};
	struct sock_fprog filter = { 4, insn };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	printf("load: %d\n", prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0));
	printf("getpid: %ld\n", syscall(SYS_getpid) < 0 ? (long)-errno : 0);
}

static volatile int caught;

static void catch(int sig)
{
	(void)sig;
	caught++;
}

static void take_signals(void)
{
	struct sigaction action = { .sa_handler = catch };
	struct itimerval soon = { { 0, 200 }, { 0, 200 } }, never = { { 0, 0 }, { 0, 0 } };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	while (caught < 1000)
		run(0);
	setitimer(ITIMER_REAL, &never, NULL);
	printf("signals: 1000\n");
}

static void map_other(void)
{
	munmap(code, 2 * PAGE);
	map_code(code, MAP_FIXED);
	run(64);
}

static void perform(const char *what, char **argv)
{
	if (!strcmp(what, "call"))
		syscall(SYS_sched_yield);
	else if (!strcmp(what, "value"))
		usage((uint32_t)RUSAGE_CHILDREN);
	else if (!strcmp(what, "high"))
		usage(1ul << 32 | RUSAGE_SELF);
	else if (!strcmp(what, "deep"))
		open_how(RESOLVE_BENEATH);
	else if (!strcmp(what, "site"))
		run(64);
	else if (!strcmp(what, "hidden"))
		run(PAGE);
	else if (!strcmp(what, "code"))
		map_other();
	else if (!strcmp(what, "thread"))
		make_thread();
	else if (!strcmp(what, "fork"))
		make_child(NULL);
	else if (!strcmp(what, "exec"))
		make_child((char *[]){ argv[0], "priority", NULL });
	else if (!strcmp(what, "priority"))
		syscall(SYS_getpriority, 0, 0);
	else if (!strcmp(what, "filter"))
		load_filter();
	else if (!strcmp(what, "signals"))
		take_signals();
}

int main(int argc, char **argv)
{
	void *volatile some = malloc(1);      /* here, not at the first thread */

	free(some);
	code = map_code(NULL, 0);
	for (int i = 0; i < OFTEN; i++) {
		run(0);
		usage(RUSAGE_SELF);
		if (i < 3)
			open_how(0);
	}
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "into"))
			return execv(argv[i + 1], argv + i + 1);
		perform(argv[i], argv);
	}
	return 0;
}
