/* SPDX-License-Identifier: Apache-2.0 */
/* storm children N: N short-lived children, by fork, vfork, clone and clone3 in turn.
 * storm threads N: N threads that live at the same time.
 * Each makes call FIRST + its number mod KINDS, which no kernel has. */
#include <errno.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FIRST = 1900, KINDS = 16, TOGETHER = 64, STACK = 64 * 1024 };

static pid_t birth(int kind)
{
	struct clone_args args = {.exit_signal = SIGCHLD};
	pid_t child;

	switch (kind) {
	case 0:
		return (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
	case 1:
		/* The filters of containers answer it with ENOSYS. */
		child = (pid_t)syscall(SYS_clone3, &args, sizeof(args));
		return child < 0 && errno == ENOSYS ? fork() : child;
	default:
		return fork();
	}
}

static _Noreturn void life(long number)
{
	syscall(FIRST + number % KINDS);
	_exit(0);
}

static pid_t one_child(long number)
{
	pid_t child = number % 4 == 3 ? vfork() : birth((int)(number % 4));

	if (child == 0)
		life(number);
	return child;
}

static void children(long count)
{
	long ended = 0, made = 0;

	while (ended < count) {
		while (made < count && made - ended < TOGETHER && one_child(made) > 0)
			made++;
		ended += wait(NULL) > 0;
	}
	printf("%ld children\n", ended);
}

static pthread_barrier_t all;

static void *thread_life(void *number)
{
	pthread_barrier_wait(&all);
	syscall(FIRST + (intptr_t)number % KINDS);
	return NULL;
}

static void threads(long count)
{
	pthread_t *thread = calloc((size_t)count, sizeof(*thread));
	pthread_attr_t small;

	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, STACK);
	pthread_barrier_init(&all, NULL, (unsigned)count + 1);
	for (long i = 0; i < count; i++)
		if (pthread_create(&thread[i], &small, thread_life, (void *)(intptr_t)i))
			exit(77);
	pthread_barrier_wait(&all);
	for (long i = 0; i < count; i++)
		pthread_join(thread[i], NULL);
	printf("%ld threads\n", count);
	free(thread);
}

int main(int argc, char **argv)
{
	long count = argc > 2 ? atol(argv[2]) : 100;

	if (argc > 1 && !strcmp(argv[1], "threads"))
		threads(count);
	else
		children(count);
	return 0;
}
