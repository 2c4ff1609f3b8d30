/* SPDX-License-Identifier: Apache-2.0 */
/*
 * forks N: creates N children in each way whose kind the kernel's event shows, and in
 * some whose it does not; the last one of each way makes a call of its own.
 *
 * forks N killed: N processes that fork all the time are killed one by one, mostly in
 * a fork; what they leave behind makes a call and ends.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAYS = 5, STACK = 64 * 1024 };

static const long calls[WAYS] = { SYS_getpgid, SYS_getsid, SYS_getppid, SYS_getegid, SYS_geteuid };
static char stack[STACK] __attribute__((aligned(16)));
static int last;

static int work(void *way)
{
	if (last)
		syscall(calls[*(int *)way], 0);
	return 0;
}

static void *work_in_thread(void *way)
{
	work(way);
	return NULL;
}

static void check(pid_t pid)
{
	int status = -1;

	if (pid < 0 || waitpid(pid, &status, __WALL) != pid || status)
		exit(1);
}

static void by_fork(int way)
{
	pid_t pid = fork();

	if (!pid)
		_exit(work(&way));
	check(pid);
}

static void by_vfork(int way)
{
	pid_t pid = vfork();

	if (!pid)
		_exit(work(&way));
	check(pid);
}

static void by_clone(int way)
{
	check(clone(work, stack + STACK, CLONE_VM | CLONE_VFORK | SIGCHLD, &way));
}

/* The event is that of a thread, or of a fork. */
static void by_unusual_clone(int way)
{
	check(clone(work, stack + STACK, CLONE_VFORK | SIGCHLD, &way));
	check(clone(work, stack + STACK, CLONE_VM | SIGCHLD, &way));
}

static void by_thread(int way)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, work_in_thread, &way) || pthread_join(thread, NULL))
		exit(1);
}

static void (*const ways[WAYS])(int way) = { by_fork, by_vfork, by_clone, by_unusual_clone, by_thread };

static void fork_for_ever(void)
{
	for (;;) {
		pid_t pid = fork();
		if (!pid)
			_exit(syscall(SYS_getsid, 0) < 0);
		waitpid(pid, NULL, 0);
	}
}

static void kill_one(int after)
{
	pid_t pid = fork();

	if (!pid)
		fork_for_ever();
	usleep((useconds_t)after);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
	enum { APART = 53, SPAN = 5000 };
	int count = argc > 1 ? atoi(argv[1]) : 1;

	for (int i = 0; i < count && argc > 2; i++)
		kill_one(i * APART % SPAN);
	for (int i = 0; i < count && argc == 2; i++) {
		last = i == count - 1;
		for (int way = 0; way < WAYS; way++)
			ways[way](way);
	}
	puts("done");
	return 0;
}
