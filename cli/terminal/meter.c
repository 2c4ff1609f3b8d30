/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thread of its own draws the line from counters, so the work itself looks at no
 * clock and makes no call. It takes no signals. The first line comes after half a
 * second: short work shows none.
 *
 * A line that another program's output interrupts would be worse than none. So beside a
 * recorded program it is only drawn if that program's stdout and stderr are files, and
 * then on the terminal of the session.
 */
#include "cli/terminal/meter.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_MS = 500, NEXT_MS = 200, MS = 1000, NS_PER_MS = 1000 * 1000, WIDTH = 80, SLOTS = METER_FRESH + 1 };

struct meter_thread {
	pthread_t thread;
	pthread_mutex_t mutex;                /* guards `ends` */
	pthread_cond_t wakes;
	bool ends;
	enum meter_kind kind;
	struct meter *meter;
	struct timespec begun;
	uint64_t distinct[SLOTS];             /* at the end of each of the last seconds */
	uint64_t second;                      /* of the newest of them */
	bool drawn;
};

/* --- where --- */

static bool is_plain_file(int fd)
{
	struct stat is;

	return !fstat(fd, &is) && (S_ISREG(is.st_mode) || (S_ISCHR(is.st_mode) && !isatty(fd)));
}

static bool can_erase(void)
{
	const char *kind = getenv("TERM");

	return kind && *kind && strcmp(kind, "dumb") != 0;
}

static int place(bool beside)
{
	if (!can_erase())
		return -1;
	if (!beside)
		return isatty(STDERR_FILENO) ? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0) : -1;
	if (!is_plain_file(STDOUT_FILENO) || !is_plain_file(STDERR_FILENO))
		return -1;
	return open("/dev/tty", O_WRONLY | O_CLOEXEC | O_NOCTTY);
}

int meter_choose(struct meter *meter, const char *word, bool beside, struct err *err)
{
	enum show_when when;

	meter->fd = -1;
	if (when_parse(&when, "--progress", word, err) < 0)
		return -1;
	if (when == WHEN_AUTO)
		meter->fd = place(beside);
	else if (when == WHEN_ALWAYS)
		meter->fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
	meter->keeps = when == WHEN_ALWAYS;
	meter->on = meter->fd >= 0;
	return 0;
}

struct progress *meter_progress(struct meter *meter)
{
	return meter->on ? &meter->progress : NULL;
}

/* --- the thread --- */

static uint64_t ms_since(const struct timespec *begun)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)(now.tv_sec - begun->tv_sec) * MS + (uint64_t)((now.tv_nsec - begun->tv_nsec) / NS_PER_MS);
}

/* Seconds without a look had no new ones between them that are known apart. */
static uint64_t count_fresh(struct meter_thread *thread, uint64_t distinct, uint64_t second)
{
	for (uint64_t next = thread->second + 1; next <= second && next <= thread->second + SLOTS; next++)
		thread->distinct[next % SLOTS] = thread->distinct[thread->second % SLOTS];
	thread->second = second;
	thread->distinct[second % SLOTS] = distinct;
	return distinct - (second < METER_FRESH ? 0 : thread->distinct[(second - METER_FRESH) % SLOTS]);
}

static struct meter_state look(struct meter_thread *thread)
{
	struct progress *progress = &thread->meter->progress;
	struct meter_state state = {
		.what = atomic_load_explicit(&progress->what, memory_order_relaxed),
		.done = atomic_load_explicit(&progress->done, memory_order_relaxed),
		.all = atomic_load_explicit(&progress->all, memory_order_relaxed),
		.distinct = atomic_load_explicit(&progress->distinct, memory_order_relaxed),
		.ms = ms_since(&thread->begun),
	};

	state.fresh = count_fresh(thread, state.distinct, state.ms / MS);
	return state;
}

static size_t width_of(int fd)
{
	struct winsize size = {0};

	return (!ioctl(fd, TIOCGWINSZ, &size) && size.ws_col ? size.ws_col : WIDTH) - 1u;
}

/* A background job does not write to the terminal of another. */
static bool is_ours(int fd)
{
	return !isatty(fd) || tcgetpgrp(fd) == getpgrp();
}

static void put(int fd, const struct text *line)
{
	/* A line that cannot be shown is not missed. */
	if (write(fd, line->at, line->length) < 0)
		return;
}

static void draw(struct meter_thread *thread, const char *end)
{
	struct meter_state state = look(thread);
	AUTO_TEXT struct text words = {0}, line = {0};

	if (!is_ours(thread->meter->fd))
		return;
	meter_line(thread->kind, &state, width_of(thread->meter->fd), &words);
	text_format(&line, "\r%s\x1b[K%s", words.at, end);
	put(thread->meter->fd, &line);
	thread->drawn = true;
}

static struct timespec after(int ms)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_nsec += (long)ms * NS_PER_MS;
	at.tv_sec += at.tv_nsec / (MS * NS_PER_MS);
	at.tv_nsec %= MS * NS_PER_MS;
	return at;
}

static void *draw_until_end(void *given)
{
	struct meter_thread *thread = given;
	struct timespec at = after(FIRST_MS);

	pthread_mutex_lock(&thread->mutex);
	while (!thread->ends) {
		if (!pthread_cond_timedwait(&thread->wakes, &thread->mutex, &at))
			continue;
		draw(thread, "");
		at = after(NEXT_MS);
	}
	pthread_mutex_unlock(&thread->mutex);
	return NULL;
}

static int start_thread(struct meter_thread *thread)
{
	sigset_t all, before;
	pthread_condattr_t clock;

	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&thread->wakes, &clock);
	pthread_condattr_destroy(&clock);
	pthread_mutex_init(&thread->mutex, NULL);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int failed = pthread_create(&thread->thread, NULL, draw_until_end, thread);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed;
}

void meter_start(struct meter *meter, enum meter_kind kind)
{
	if (!meter->on || meter->thread)
		return;
	meter->thread = mem_alloc(sizeof(*meter->thread));
	meter->thread->meter = meter;
	meter->thread->kind = kind;
	clock_gettime(CLOCK_MONOTONIC, &meter->thread->begun);
	if (!start_thread(meter->thread))
		return;
	free(meter->thread);
	meter->thread = NULL;
}

static void end_thread(struct meter_thread *thread)
{
	pthread_mutex_lock(&thread->mutex);
	thread->ends = true;
	pthread_cond_signal(&thread->wakes);
	pthread_mutex_unlock(&thread->mutex);
	pthread_join(thread->thread, NULL);
	pthread_cond_destroy(&thread->wakes);
	pthread_mutex_destroy(&thread->mutex);
}

void meter_stop(struct meter *meter)
{
	static const struct text erase = { .at = (char *)(uintptr_t)"\r\x1b[K", .length = 4 };
	struct meter_thread *thread = meter->thread;

	if (thread) {
		end_thread(thread);
		if (meter->keeps)
			draw(thread, "\n");
		else if (thread->drawn && is_ours(meter->fd))
			put(meter->fd, &erase);
		free(thread);
	}
	if (meter->on)
		close(meter->fd);
	*meter = (struct meter){0};
}
