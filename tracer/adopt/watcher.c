/* SPDX-License-Identifier: Apache-2.0 */
/*
 * While a process waits for our answer, so does every other process that executes the
 * file. So each is answered at once, and nothing is waited for or executed here. This
 * process has a session of its own: a terminal that stops the recorder does not stop it.
 *
 * Between its SIGSTOP and the SIGCONT a process depends on us: if the recorder is killed,
 * it goes on.
 */
#include "tracer/adopt/watcher.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "tracer/adopt/start.h"
#include "tracer/adopt/unit_group.h"
#include "tracer/adopt/unit_state.h"
#include "tracer/process/proc.h"

enum { STOPPED_MOST = 64, STOP_WAIT = 1 /* ms, between two looks */, STOP_TRIES = 30000 };

struct file_id {
	dev_t device;
	ino_t inode;
};

/* A process that has been sent SIGSTOP, and may go on to execute the file. */
struct stopping {
	pid_t pid;
	struct file_id before;
	unsigned tries;
	bool handed;                          /* to the recorder, which has not taken it over yet */
};

struct state {
	const struct watcher *watcher;
	struct stopping at[STOPPED_MOST];
	size_t count;
	char invocation[64];                  /* INVOCATION_ID of the start that is recorded; "": none yet, or it has none */
	struct text init;                     /* systemd's own control group: /proc/1/cgroup */
};

/* --- which processes --- */

static bool is_in_group(const struct state *state, pid_t pid)
{
	AUTO_FILE FILE *groups = proc_open(pid, "cgroup");
	char line[4096 + 64];                 /* a path, and what is before it */

	while (groups && fgets(line, sizeof(line), groups))
		if (unit_group_has(line, state->init.at, state->watcher->start->unit))
			return true;
	return false;
}

/* INVOCATION_ID of its environment, "" if there is none; systemd.exec(5). */
static void read_invocation(pid_t pid, char id[64])
{
	AUTO_TEXT struct text variables = { 0 };

	proc_environ(pid, &variables);
	unit_variable(variables.at, variables.length, "INVOCATION_ID", id);
}

/* Before its exec a process has the environment of its parent: what a unit that runs executes is not even stopped. */
static bool is_of_earlier_start(const struct start *start, pid_t pid)
{
	char id[64];

	read_invocation(pid, id);
	return *id && !strcmp(id, start->invocation);
}

static bool is_wanted(const struct state *state, pid_t pid)
{
	const struct watcher *watcher = state->watcher;

	return is_in_group(state, pid) && proc_status(pid).tracer != watcher->recorder && !is_of_earlier_start(watcher->start, pid);
}

static struct file_id executable_of(pid_t pid)
{
	struct stat status = { 0 };
	char name[64];

	snprintf(name, sizeof(name), "/proc/%d/exe", (int)pid);
	return stat(name, &status) ? (struct file_id){ 0 } : (struct file_id){ status.st_dev, status.st_ino };
}

/* --- stopping them --- */

static void hand_over(const struct watcher *watcher, pid_t pid)
{
	ssize_t ignored = write(watcher->arrivals, &pid, sizeof(pid));

	(void)ignored;
}

/* Only one start is recorded: that of the first process that comes here. */
static bool is_of_this_start(struct state *state, pid_t pid)
{
	char id[64];

	read_invocation(pid, id);
	if (*id && !strcmp(id, state->watcher->start->invocation))
		return false;
	if (!*state->invocation)
		snprintf(state->invocation, sizeof(state->invocation), "%s", id);
	return !strcmp(id, state->invocation);
}

static bool has_executed(const struct stopping *one)
{
	struct file_id now = executable_of(one->pid);

	return now.device != one->before.device || now.inode != one->before.inode;
}

/*
 * Whether it needs no more looks. Its state comes first: what is stopped executes nothing more.
 * What another tracer holds never stops for us; the recorder will name that tracer.
 */
static bool look_at(struct state *state, struct stopping *one)
{
	bool stopped = proc_stat(one->pid).state == 'T';
	bool over = proc_has_ended(one->pid) || ++one->tries == STOP_TRIES;
	bool executed = has_executed(one);
	bool held = stopped || (executed && proc_status(one->pid).tracer);

	if (!held && !over)
		return false;
	one->handed = held && executed && is_of_this_start(state, one->pid);
	if (one->handed)
		hand_over(state->watcher, one->pid);
	else
		kill(one->pid, SIGCONT);
	return !one->handed;
}

static void forget(struct state *state, size_t at)
{
	state->at[at] = state->at[--state->count];
}

static bool look_at_all(struct state *state)
{
	bool some = false;

	for (size_t i = state->count; i--;)
		if (!state->at[i].handed && look_at(state, &state->at[i]))
			forget(state, i);
	for (size_t i = 0; i < state->count; i++)
		some |= !state->at[i].handed;
	return some;
}

static void answer(const struct watcher *watcher, const struct fanotify_event_metadata *event)
{
	struct fanotify_response response = { .fd = event->fd, .response = FAN_ALLOW };
	ssize_t ignored = write(watcher->events, &response, sizeof(response));

	(void)ignored;
	close(event->fd);
}

static void handle(struct state *state, const struct fanotify_event_metadata *event)
{
	const struct watcher *watcher = state->watcher;
	pid_t pid = event->pid;

	if (event->fd < 0)
		return;
	if (state->count < STOPPED_MOST && is_wanted(state, pid)) {
		state->at[state->count++] = (struct stopping){ .pid = pid, .before = executable_of(pid) };
		kill(pid, SIGSTOP);
	}
	answer(watcher, event);
}

static void read_events(struct state *state)
{
	_Alignas(struct fanotify_event_metadata) char events[4096];
	ssize_t got = read(state->watcher->events, events, sizeof(events));
	const struct fanotify_event_metadata *event = (const void *)events;

	for (; got > 0 && FAN_EVENT_OK(event, got); event = FAN_EVENT_NEXT(event, got))
		handle(state, event);
}

/* --- the recorder --- */

/* False: it is over. */
static bool read_done(struct state *state)
{
	pid_t pid;

	if (read(state->watcher->done, &pid, sizeof(pid)) != (ssize_t)sizeof(pid))
		return false;
	for (size_t i = state->count; i--;)
		if (state->at[i].pid == pid)
			forget(state, i);
	return true;
}

/* It outlives the recorder, and ends at once then; a terminal's signals are not for it. */
static void stand_apart(void)
{
	static const int terminal[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGPIPE };

	setsid();
	for (size_t i = 0; i < COUNT_OF(terminal); i++)
		signal(terminal[i], SIG_IGN);
}

_Noreturn void watcher_run(const struct watcher *watcher)
{
	struct pollfd waits[] = { { .fd = watcher->events, .events = POLLIN }, { .fd = watcher->done, .events = POLLIN } };
	struct state state = { .watcher = watcher };
	bool goes_on = true, looks = false;
	struct err ignored;

	stand_apart();
	text_add(&state.init, "");
	file_read("/proc/1/cgroup", &state.init, &ignored);
	while (goes_on) {
		if (poll(waits, COUNT_OF(waits), looks ? STOP_WAIT : -1) < 0)
			continue;
		if (waits[0].revents)
			read_events(&state);
		looks = look_at_all(&state);
		goes_on = !waits[1].revents || read_done(&state);
	}
	for (size_t i = 0; i < state.count; i++)
		kill(state.at[i].pid, SIGCONT);
	_exit(0);
}
