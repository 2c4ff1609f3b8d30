/* SPDX-License-Identifier: Apache-2.0 */
/* The recorder's side of the watch. */
#include "tracer/adopt/start.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/fanotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/descriptor.h"
#include "core/base/mem.h"
#include "tracer/adopt/watcher.h"
#include "tracer/signals/attach_signals.h"
#include "tracer/follow/engine.h"

/* --- the watch --- */

static int open_events(const struct start *start, struct err *err)
{
	int events = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC | FAN_NONBLOCK, O_RDONLY | O_CLOEXEC | O_LARGEFILE);

	if (events < 0)
		return err_errno(err, "cannot watch what is executed (%s)", engine_is_filtered() ?
		                 "fanotify requires CAP_SYS_ADMIN, and that the seccomp filter of this process, as of a container, allows it" :
		                 "fanotify requires CAP_SYS_ADMIN");
	for (size_t i = 0; i < start->count; i++) {
		if (!fanotify_mark(events, FAN_MARK_ADD, FAN_OPEN_EXEC_PERM, AT_FDCWD, start->files[i]))
			continue;
		err_errno(err, "cannot watch %s", start->files[i]);
		close(events);
		return -1;
	}
	return events;
}

static int begin_watcher(struct start *start, int events, struct err *err)
{
	int arrivals[2], done[2];

	if (pipe2(arrivals, O_CLOEXEC))
		return err_errno(err, "pipe");
	start->arrivals = arrivals[0];
	if (pipe2(done, O_CLOEXEC)) {
		close(arrivals[1]);
		return err_errno(err, "pipe");
	}
	start->done = done[1];
	pid_t recorder = getpid();
	start->watcher = fork();
	if (start->watcher == 0) {
		close(arrivals[0]);
		close(done[1]);
		watcher_run(&(struct watcher){ start, recorder, events, arrivals[1], done[0] });
	}
	close(arrivals[1]);
	close(done[0]);
	return start->watcher < 0 ? err_errno(err, "fork") : 0;
}

int start_watch(struct start *start, struct err *err)
{
	AUTO_FD int events = open_events(start, err);

	if (events < 0 || begin_watcher(start, events, err))
		return -1;
	attach_signals_expect_arrivals();
	if (fcntl(start->arrivals, F_SETOWN, getpid()) || fcntl(start->arrivals, F_SETFL, O_ASYNC | O_NONBLOCK))
		return err_errno(err, "cannot be notified of a start");
	return 0;
}

void start_leave(struct start *start)
{
	descriptor_close(&start->arrivals);
	descriptor_close(&start->done);
	start->arrivals = start->done = -1;
}

void start_end(struct start *start)
{
	start_go(start);
	start_leave(start);
	if (start->watcher > 0)
		waitpid(start->watcher, NULL, 0);
	start->watcher = 0;
}

/* --- what starts --- */

bool start_take(struct start *start)
{
	pid_t pid;

	if (read(start->arrivals, &pid, sizeof(pid)) != (ssize_t)sizeof(pid))
		return false;
	start->pid = pid;
	return true;
}

int start_await(struct start *start, int until, struct err *err)
{
	struct pollfd waits[] = { { .fd = start->arrivals, .events = POLLIN }, { .fd = until, .events = POLLIN } };
	int started = 0;

	while (!started && attach_signals_take() != ATTACH_LEAVE) {
		if (poll(waits, COUNT_OF(waits), -1) < 0)
			continue;
		if (waits[0].revents & POLLIN)
			started = start_take(start);
		else if (waits[0].revents)
			return err_set(err, "%s: the process that waits for its start was killed", start->unit);
		else if (waits[1].revents)
			break;
	}
	return started;
}

void start_go(struct start *start)
{
	if (start->pid <= 0)
		return;
	kill(start->pid, SIGCONT);
	ssize_t ignored = write(start->done, &start->pid, sizeof(start->pid));
	(void)ignored;
	start->pid = 0;
}
