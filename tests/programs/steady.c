/* SPDX-License-Identifier: Apache-2.0 */
/* steady ROUNDS: makes calls in two threads and in children, reads the clocks, and
 * checks every result, whatever becomes of a recorder. 5: all were right; else a line
 * for each that was wrong. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int wrong;
static pid_t self, parent;

static void check(int right, const char *what)
{
	if (right)
		return;
	__atomic_store_n(&wrong, 1, __ATOMIC_RELAXED);
	printf("wrong: %s (errno %d)\n", what, errno);
}

static void calls(void)
{
	struct timespec now;
	struct timeval day;

	check(syscall(SYS_getpid) == self, "getpid");
	check(syscall(SYS_getppid) == parent, "getppid");
	check(!clock_gettime(CLOCK_MONOTONIC, &now) && now.tv_sec >= 0, "clock_gettime");
	check(!gettimeofday(&day, NULL) && day.tv_sec > 1000000000, "gettimeofday");
	errno = 0;
	check(close(-1) == -1 && errno == EBADF, "close");
}

static void *thread(void *rounds)
{
	for (long i = *(long *)rounds; i > 0; i--)
		calls();
	return NULL;
}

static void child(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		parent = self;
		self = getpid();
		calls();
		fflush(stdout);
		_exit(wrong ? 1 : 5);
	}
	check(pid > 0 && waitpid(pid, &status, 0) == pid && status == 5 << 8, "child");
}

int main(int argc, char **argv)
{
	long rounds = argc > 1 ? atol(argv[1]) : 1;
	pthread_t other;

	self = getpid();
	parent = getppid();
	pthread_create(&other, NULL, thread, &rounds);
	for (long i = 0; i < rounds; i++) {
		calls();
		if (i % 500 == 0)
			child();
	}
	pthread_join(other, NULL);
	return wrong ? 1 : 5;
}
