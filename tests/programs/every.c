/* SPDX-License-Identifier: Apache-2.0 */
/*
 * every BASE LAST: makes the calls BASE to BASE + LAST, each in its own child,
 * since some kill, some never return and some return twice. Every argument is
 * -1, which the kernel rejects wherever a call could do harm; the exceptions
 * are rows.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
	long nr, argument;
} others[] = {
	{ SYS_msgget, 64 },                   /* without IPC_CREAT: -1 would create a persistent queue */
#ifdef SYS_sigsuspend
	{ SYS_sigsuspend, 0 },                /* -1 would block the signal that ends it */
#endif
};

static long argument_of(long nr)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (others[i].nr == nr)
			return others[i].argument;
	return -1;
}

/* Inline, so that what vfork's child does to the stack is harmless. */
static inline __attribute__((always_inline)) void call(long nr, long argument)
{
#ifdef __x86_64__
	register long r10 __asm__("r10") = argument, r8 __asm__("r8") = argument, r9 __asm__("r9") = argument;
	__asm__ volatile("syscall" : "+a"(nr)
	                 : "D"(argument), "S"(argument), "d"(argument), "r"(r10), "r"(r8), "r"(r9)
	                 : "rcx", "r11", "memory");
#else
	__asm__ volatile("push %%ebp; mov %%ebx, %%ebp; int $0x80; pop %%ebp" : "+a"(nr)
	                 : "b"(argument), "c"(argument), "d"(argument), "S"(argument), "D"(argument)
	                 : "memory");
#endif
}

static void wake(int sig)
{
	(void)sig;
}

/* Repeats, so that pause ends even if the first signal was too early. */
static void ring(void)
{
	struct sigaction action = { .sa_handler = wake };
	struct itimerval often = { { 0, 20000 }, { 0, 20000 } };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
}

/* In its own session, where vhangup has nothing to hang up. */
static __attribute__((noreturn)) void child(long nr, long argument)
{
	setsid();
	ring();
	call(nr, argument);
	for (;;)
		call(SYS_exit_group, 0);
}

int main(int argc, char **argv)
{
	struct rlimit none = { 0, 0 };
	long base = argc > 2 ? atol(argv[1]) : 0, last = argc > 2 ? atol(argv[2]) : -1;

	setrlimit(RLIMIT_CORE, &none);
	for (long i = 0; i <= last; i++) {
		pid_t pid = fork();
		if (!pid)
			child(base + i, argument_of(i));
		if (pid < 0 || waitpid(pid, NULL, 0) != pid)
			return 1;
	}
	printf("%ld calls\n", last + 1);
	return 0;
}
