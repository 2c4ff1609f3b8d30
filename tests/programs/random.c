/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random SEED COUNT WORKERS: each worker, by turns a thread or a child, makes COUNT harmless
 * calls with random arguments, most of them often and some rarely. Prints each
 * distinct call as the kernel's tracepoint does, so that `seccord import` reads it.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGS = 6, DISTINCT = 1 << 16, WORKERS_MOST = 16 };

/* Of each argument: a value that may mean something, or one with which the call can do nothing. */
enum kind { ZERO, NO_FD, SOME };

static const struct row {
	long nr;
	enum kind arg[ARGS];
} rows[] = {
	{ SYS_getrusage, { SOME } },
	{ SYS_clock_getres, { SOME } },
	{ SYS_fcntl, { NO_FD, SOME, SOME } },
	{ SYS_ioctl, { NO_FD, SOME } },
	{ SYS_lseek, { NO_FD, SOME, SOME } },
	{ SYS_madvise, { ZERO, ZERO, SOME } },
	{ SYS_mprotect, { ZERO, ZERO, SOME } },
	{ SYS_msync, { ZERO, ZERO, SOME } },
	{ SYS_getpriority, { SOME } },
	{ SYS_accept4, { NO_FD, ZERO, ZERO, SOME } },
	{ SYS_dup3, { NO_FD, NO_FD, SOME } },
	{ SYS_pipe2, { ZERO, SOME } },
	{ SYS_openat, { NO_FD, ZERO, SOME, SOME } },
	{ SYS_faccessat, { NO_FD, ZERO, SOME } },
	{ SYS_rt_sigprocmask, { SOME, ZERO, ZERO, SOME } },
	{ SYS_splice, { NO_FD, ZERO, NO_FD, ZERO, ZERO, SOME } },
	{ SYS_fallocate, { NO_FD, SOME } },
	{ SYS_signalfd4, { NO_FD, ZERO, SOME, SOME } },
	{ SYS_epoll_ctl, { NO_FD, SOME, NO_FD } },
	{ SYS_unlinkat, { NO_FD, ZERO, SOME } },
	{ SYS_recvfrom, { NO_FD, ZERO, ZERO, SOME } },
	{ SYS_setsockopt, { NO_FD, SOME, SOME } },
	{ SYS_getppid, { ZERO } },
};

enum { ROWS = sizeof(rows) / sizeof(*rows) };

struct call {
	long nr;
	unsigned long arg[ARGS];
};

struct worker {
	uint64_t random;
	long count;
	struct call made[DISTINCT];           /* a hash table; number 0 is no row's */
	size_t distinct;
};

static unsigned next(struct worker *worker)
{
	worker->random = worker->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(worker->random >> 33);
}

/* Small numbers often, single bits and pairs of them sometimes, upper halves rarely. */
static unsigned long some_value(struct worker *worker)
{
	unsigned long value = 0;

	while (next(worker) % 4 == 0)
		value++;
	if (next(worker) % 256 == 0)
		value = 1u << next(worker) % 32 | 1u << next(worker) % 32;
	if (next(worker) % 2048 == 0)
		value |= (unsigned long)((uint64_t)next(worker) << 32);
	return value;
}

static struct call some_call(struct worker *worker)
{
	const struct row *row = &rows[next(worker) % 16 ? next(worker) % 4 : next(worker) % ROWS];
	struct call call = { .nr = row->nr };

	for (int i = 0; i < ARGS; i++)
		call.arg[i] = row->arg[i] == SOME ? some_value(worker) : row->arg[i] == NO_FD ? 0xffffffff : 0;
	return call;
}

/* True: it was not there, and there was room. */
static bool keep(struct worker *worker, const struct call *call)
{
	uint64_t hash = (uint64_t)call->nr;

	for (int i = 0; i < ARGS; i++)
		hash = (hash ^ call->arg[i]) * 0x9e3779b97f4a7c15u;
	for (size_t at = hash >> 48;; at = (at + 1) % DISTINCT) {
		if (!worker->made[at].nr && worker->distinct < DISTINCT / 2) {
			worker->made[at] = *call;
			worker->distinct++;
			return true;
		}
		if (!worker->made[at].nr || !memcmp(&worker->made[at], call, sizeof(*call)))
			return false;
	}
}

static void print(const struct worker *worker)
{
	for (size_t i = 0; i < DISTINCT; i++) {
		const struct call *call = &worker->made[i];
		if (call->nr)
			printf("random-1 [000] 1.0: sys_enter: NR %ld (%lx, %lx, %lx, %lx, %lx, %lx)\n", call->nr, call->arg[0], call->arg[1],
			       call->arg[2], call->arg[3], call->arg[4], call->arg[5]);
	}
	fflush(stdout);
}

static void *work(void *at)
{
	struct worker *worker = at;

	for (long i = 0; i < worker->count; i++) {
		struct call call = some_call(worker);
		if (keep(worker, &call) || worker->distinct < DISTINCT / 2)
			syscall(call.nr, call.arg[0], call.arg[1], call.arg[2], call.arg[3], call.arg[4], call.arg[5]);
	}
	return NULL;
}

static struct worker *new_worker(uint64_t seed, long count)
{
	struct worker *worker = calloc(1, sizeof(*worker));

	if (!worker)
		exit(1);
	worker->random = seed * 0x9e3779b97f4a7c15u;
	worker->count = count;
	return worker;
}

static void in_child(struct worker *worker)
{
	if (fork() == 0) {
		work(worker);
		print(worker);
		_exit(0);
	}
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	long count = argc > 2 ? atol(argv[2]) : 1000;
	int workers = argc > 3 ? atoi(argv[3]) : 1, threads = 0;
	struct worker *of[WORKERS_MOST];
	pthread_t thread[WORKERS_MOST];

	setvbuf(stdout, NULL, _IOLBF, 0);             /* children print at the same time: whole lines */
	for (int i = 0; i < workers && i < WORKERS_MOST; i++) {
		struct worker *worker = new_worker(seed + (uint64_t)i, count);
		if (i % 2)
			in_child(worker);
		else if (!pthread_create(&thread[threads], NULL, work, worker))
			of[threads++] = worker;
	}
	for (int i = 0; i < threads; i++) {
		pthread_join(thread[i], NULL);
		print(of[i]);
	}
	while (wait(NULL) > 0)
		;
	return 0;
}
