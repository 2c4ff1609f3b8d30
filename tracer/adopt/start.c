/* SPDX-License-Identifier: Apache-2.0 */
/*
 * While a process waits for our answer, so does every other process that executes
 * the file. So each is answered at once, nothing is executed here, and the watch ends
 * with the first that is wanted. If we are killed, the kernel answers for us.
 *
 * Between its SIGSTOP and the SIGCONT the process depends on us. A guard, which ends
 * with us, then continues it.
 */
#include "tracer/adopt/start.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/file.h"
#include "tracer/follow/attach_signals.h"
#include "tracer/follow/engine.h"
#include "tracer/process/proc.h"

enum { STOP_TRIES = 30000 };                  /* of a millisecond */

/* --- the watch --- */

int start_watch(struct start *start, struct err *err)
{
	start->guarded = -1;
	start->events = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC, O_RDONLY | O_CLOEXEC | O_LARGEFILE);
	if (start->events < 0)
		return err_errno(err, "cannot watch what is executed (%s)", engine_is_filtered() ?
		                 "fanotify requires CAP_SYS_ADMIN, and that the seccomp filter of this process, as of a container, allows it" :
		                 "fanotify requires CAP_SYS_ADMIN");
	for (size_t i = 0; i < start->count; i++) {
		if (!fanotify_mark(start->events, FAN_MARK_ADD, FAN_OPEN_EXEC_PERM, AT_FDCWD, start->files[i]))
			continue;
		err_errno(err, "cannot watch %s", start->files[i]);
		close(start->events);
		start->events = -1;
		return -1;
	}
	return 0;
}

bool start_is_group(const char *line, const char *group)
{
	const char *path = strchr(line, '/');
	size_t length = strlen(group);

	for (; path; path = strchr(path + 1, '/'))
		if (!strncmp(path + 1, group, length) && (!path[1 + length] || strchr("/\n", path[1 + length])))
			return true;
	return false;
}

static bool is_wanted(const struct start *start, pid_t pid)
{
	AUTO_FILE FILE *groups = proc_open(pid, "cgroup");
	char line[4096];

	while (groups && fgets(line, sizeof(line), groups))
		if (start_is_group(line, start->group))
			return true;
	return false;
}

/* --- the guard --- */

static _Noreturn void guard(pid_t pid, int pipe_end)
{
	char byte;

	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	if (read(pipe_end, &byte, 1) != 1)
		kill(pid, SIGCONT);
	_exit(0);
}

static int begin_guard(struct start *start, struct err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return err_errno(err, "pipe");
	start->guard = fork();
	if (start->guard == 0) {
		close(ends[1]);
		close(start->events);
		guard(start->pid, ends[0]);
	}
	close(ends[0]);
	start->guarded = ends[1];
	return start->guard < 0 ? err_errno(err, "fork") : 0;
}

void start_go(struct start *start)
{
	if (start->guarded < 0)
		return;
	kill(start->pid, SIGCONT);
	ssize_t ignored = write(start->guarded, "", 1);
	(void)ignored;
	close(start->guarded);
	start->guarded = -1;
	waitpid(start->guard, NULL, 0);
}

/* --- the process --- */

struct file_id {
	dev_t device;
	ino_t inode;
};

static struct file_id executable_of(pid_t pid)
{
	struct stat status = { 0 };
	char name[64];

	snprintf(name, sizeof(name), "/proc/%d/exe", (int)pid);
	return stat(name, &status) ? (struct file_id){ 0 } : (struct file_id){ status.st_dev, status.st_ino };
}

static void answer(const struct start *start, const struct fanotify_event_metadata *event)
{
	struct fanotify_response response = { .fd = event->fd, .response = FAN_ALLOW };
	ssize_t ignored = write(start->events, &response, sizeof(response));

	(void)ignored;
	close(event->fd);
}

static bool comes_to_stop(pid_t pid)
{
	for (int i = 0; i < STOP_TRIES; i++) {
		char state = proc_stat(pid).state;
		if (state == 'T')
			return true;
		if (!state || strchr("ZX", state))
			return false;
		usleep(1000);
	}
	return false;
}

/* The process has been sent SIGSTOP, and may go on to execute the file. */
static int see_executed(struct start *start, struct file_id before, struct err *err)
{
	bool stopped = comes_to_stop(start->pid);
	struct file_id now = executable_of(start->pid);

	if (stopped && (now.device != before.device || now.inode != before.inode))
		return 1;
	start_go(start);
	return err_set(err, "%s: its program could not be executed", start->group);
}

static int take(struct start *start, const struct fanotify_event_metadata *event, struct err *err)
{
	struct file_id before = executable_of(event->pid);

	start->pid = event->pid;
	int failed = begin_guard(start, err);
	if (!failed)
		kill(start->pid, SIGSTOP);
	answer(start, event);
	return failed ? -1 : see_executed(start, before, err);
}

/* 1: one of these events was wanted. */
static int handle(struct start *start, const struct fanotify_event_metadata *event, ssize_t got, struct err *err)
{
	for (; FAN_EVENT_OK(event, got); event = FAN_EVENT_NEXT(event, got)) {
		if (event->fd < 0)
			continue;
		if (is_wanted(start, event->pid))
			return take(start, event, err);
		answer(start, event);
	}
	return 0;
}

static int read_events(struct start *start, struct err *err)
{
	_Alignas(struct fanotify_event_metadata) char events[4096];
	ssize_t got = read(start->events, events, sizeof(events));

	if (got < 0)
		return errno == EINTR || errno == EAGAIN ? 0 : err_errno(err, "fanotify");
	return handle(start, (const struct fanotify_event_metadata *)(const void *)events, got, err);
}

int start_await(struct start *start, int until, struct err *err)
{
	struct pollfd waits[] = { { .fd = start->events, .events = POLLIN }, { .fd = until, .events = POLLIN } };
	bool over = false;
	int started = 0;

	while (!started && !over && attach_signals_take() != ATTACH_LEAVE) {
		if (poll(waits, COUNT_OF(waits), -1) <= 0)
			continue;
		if (waits[0].revents)
			started = read_events(start, err);
		else
			over = true;
	}
	close(start->events);
	start->events = -1;
	return started;
}
