/* SPDX-License-Identifier: Apache-2.0 */
/* A process to attach to: one thread sleeps in epoll_wait, one in sigtimedwait,
 * one in nanosleep, with all signals blocked, and none may be woken. Each line
 * from stdin is the number of a call that a new thread and a new child make; then
 * it prints "done". At the end of stdin it prints the results of the sleepers. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static atomic_int woken;

static void *in_epoll(void *unused)
{
	struct epoll_event event;

	epoll_wait(epoll_create1(0), &event, 1, -1);
	atomic_fetch_or(&woken, 1);
	return unused;
}

static void *in_sigwait(void *unused)
{
	struct timespec long_time = {.tv_sec = 1000};
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigtimedwait(&set, NULL, &long_time);
	atomic_fetch_or(&woken, 2);
	return unused;
}

static void *in_sleep(void *unused)
{
	struct timespec long_time = {.tv_sec = 1000};

	nanosleep(&long_time, NULL);
	atomic_fetch_or(&woken, 4);
	return unused;
}

static void *make_call(void *number)
{
	syscall(atol(number));
	return NULL;
}

static void work(char *line)
{
	pthread_t thread;
	pid_t child = fork();

	if (child == 0) {
		syscall(atol(line) + 1);
		_exit(0);
	}
	pthread_create(&thread, NULL, make_call, line);
	pthread_join(thread, NULL);
	waitpid(child, NULL, 0);
	printf("done\n");
	fflush(stdout);
}

int main(void)
{
	static void *(*const body[])(void *) = {in_epoll, in_sigwait, in_sleep};
	pthread_t thread;
	char line[32];
	sigset_t every;

	sigfillset(&every);
	pthread_sigmask(SIG_BLOCK, &every, NULL);
	for (int i = 0; i < 3; i++)
		pthread_create(&thread, NULL, body[i], NULL);
	pthread_sigmask(SIG_UNBLOCK, &every, NULL);
	printf("ready\n");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin))
		work(line);
	printf("woken: %d\n", atomic_load(&woken));
	return 0;
}
