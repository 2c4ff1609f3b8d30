/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asleep: threads sleep in calls of several kinds while the main thread makes known calls
 * until a learned filter would be loaded. Then the process is stopped and continued.
 * Prints how each call ended, the same as without a recorder; then each thread
 * makes a call of its own.
 */
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OFTEN = 3000, UNKNOWN = 1900 };

static void make_known_calls(void)
{
	for (int i = 0; i < OFTEN; i++)
		syscall(SYS_getppid);
}

static int pipe_ends[2], word, never;

static long sleep_in_read(void)
{
	char byte;

	return read(pipe_ends[0], &byte, 1);
}

static long sleep_in_futex(void)
{
	return syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0);
}

static long sleep_in_nanosleep(void)
{
	return nanosleep(&(struct timespec){ .tv_nsec = 700000000 }, NULL);
}

static long sleep_in_poll(void)
{
	struct pollfd one = { never, POLLIN, 0 };

	return poll(&one, 1, 700);
}

static long sleep_in_epoll(void)
{
	struct epoll_event event = { 0 };
	int fd = epoll_create1(0);

	epoll_ctl(fd, EPOLL_CTL_ADD, pipe_ends[0], &event);
	return epoll_wait(fd, &event, 1, -1) < 0 ? -1 : 0;
}

static const struct sleeper {
	const char *name;
	long (*sleep)(void);
} sleepers[] = { { "read", sleep_in_read }, { "futex", sleep_in_futex }, { "nanosleep", sleep_in_nanosleep },
                 { "poll", sleep_in_poll }, { "epoll_wait", sleep_in_epoll } };

enum { SLEEPERS = sizeof(sleepers) / sizeof(*sleepers) };

static struct result {
	const struct sleeper *sleeper;
	_Atomic int tid;
	long value;
	int error;
} results[SLEEPERS];

/* Then a call of its own, which must be seen. */
static void *run_sleeper(void *at)
{
	struct result *result = at;

	result->tid = (int)syscall(SYS_gettid);
	result->value = result->sleeper->sleep();
	result->error = errno;
	syscall(UNKNOWN + (result->sleeper - sleepers));
	return NULL;
}

/* Its state, behind its name in brackets, is S; or, if it is over, nothing. */
static void wait_until_asleep(const struct result *result)
{
	char path[64], line[256] = "";

	for (bool asleep = false; !asleep; sched_yield()) {
		int tid = result->tid;
		snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
		FILE *file = fopen(path, "re");
		const char *state = file && fgets(line, sizeof(line), file) ? strrchr(line, ')') : NULL;
		asleep = tid && (!state || state[2] == 'S');
		if (file)
			fclose(file);
	}
}

static void wait_until_all_sleep(void)
{
	for (int i = 0; i < SLEEPERS; i++)
		wait_until_asleep(&results[i]);
}

static void stop_and_continue(void)
{
	pid_t child = fork();

	if (child == 0) {
		kill(getppid(), SIGSTOP);
		nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
		_exit(kill(getppid(), SIGCONT));
	}
	waitpid(child, NULL, 0);
}

static void wake(void)
{
	word = 1;
	syscall(SYS_futex, &word, FUTEX_WAKE, 1, NULL, NULL, 0);
	if (write(pipe_ends[1], "ab", 2) != 2)
		exit(1);
}

int main(void)
{
	pthread_t threads[SLEEPERS];
	int others[2];

	if (pipe(pipe_ends) || pipe(others))
		exit(1);
	never = others[0];
	for (int i = 0; i < SLEEPERS; i++) {
		results[i].sleeper = &sleepers[i];
		pthread_create(&threads[i], NULL, run_sleeper, &results[i]);
	}
	wait_until_all_sleep();
	make_known_calls();
	stop_and_continue();
	wait_until_all_sleep();               /* some calls are made again */
	wake();
	for (int i = 0; i < SLEEPERS; i++) {
		pthread_join(threads[i], NULL);
		printf("%s: %ld, errno %d\n", results[i].sleeper->name, results[i].value, results[i].value < 0 ? results[i].error : 0);
	}
	syscall(UNKNOWN + 50);
	return 0;
}
