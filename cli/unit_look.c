/* SPDX-License-Identifier: Apache-2.0 */
/* systemd is asked by systemctl, which needs no library of it, and no bus. */
#include "cli/unit_look.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/common/output.h"

enum {
	LOOK_INTERVAL = 100000,               /* microseconds */
	LOOK_FAILURES = 50,
	WAIT_INTERVAL = 1000                  /* milliseconds */
};

/* --- what systemd says --- */

/* What it prints of errors, we say. */
static _Noreturn void systemctl(const char *name, const char *properties, int out)
{
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

	dup2(out, STDOUT_FILENO);
	dup2(nowhere, STDERR_FILENO);
	execlp("systemctl", "systemctl", "show", "-p", properties, "--", name, (char *)NULL);
	_exit(127);
}

static void read_all(int from, struct text *out)
{
	char chunk[4096];
	ssize_t got;

	while ((got = read(from, chunk, sizeof(chunk))) > 0 || (got < 0 && errno == EINTR))
		if (got > 0)
			text_add_bytes(out, chunk, (size_t)got);
}

int unit_look_up(const char *name, const char *properties, struct text *out, struct err *err)
{
	int ends[2], status = 0;

	text_add(out, "");
	if (pipe2(ends, O_CLOEXEC))
		return err_errno(err, "pipe");
	pid_t pid = fork();
	if (pid == 0)
		systemctl(name, properties, ends[1]);
	close(ends[1]);
	read_all(ends[0], out);
	close(ends[0]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || WEXITSTATUS(status) == 127)
		return err_set(err, "unit %s: systemctl cannot be executed", name);
	return status ? err_set(err, "unit %s: systemctl show failed: no unit can have this name, or systemd does not run here", name) : 0;
}

/* --- looking at it, in a process apart: systemctl may be a file that we watch, so nothing else waits for it --- */

bool unit_look(const struct unit_start *unit, struct unit_state *state)
{
	AUTO_TEXT struct text shown = {0};
	struct err ignored;

	if (unit_look_up(unit->plan.name, UNIT_STATE, &shown, &ignored))
		return false;
	*state = unit_state_read(shown.at);
	return true;
}

static bool is_of_other_start(const struct unit_state *state, const char *invocation)
{
	return *state->invocation && *invocation && strcmp(state->invocation, invocation) != 0;
}

/* Of the start that is recorded. */
static bool is_over(const struct unit_start *unit, const struct unit_state *now)
{
	return is_of_other_start(now, unit->invocation) || !(unit_state_is_busy(now) || (unit->plan.stops && unit_state_remains(now)));
}

/* systemd does not answer while it executes itself again. */
int unit_look_for_end(const struct unit_start *unit)
{
	bool reported = false;

	for (int failures = 0; failures < LOOK_FAILURES; usleep(LOOK_INTERVAL)) {
		struct unit_state now;
		bool asked = unit_look(unit, &now);
		failures = asked ? 0 : failures + 1;
		if (asked && is_over(unit, &now))
			return 0;
		if (asked && !reported && unit_state_remains(&now)) {
			output_line("%s is active without a process; what stops it is recorded too", unit->plan.name);
			reported = true;
		}
	}
	return 0;
}

/* systemd makes a link of this name when it starts the unit, even if it forgets the start soon after. */
static int watch_links(void)
{
	int links = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	inotify_add_watch(links, "/run/systemd/units", IN_CREATE | IN_MOVED_TO);
	return links;
}

static bool has_link(const struct unit_start *unit, int links)
{
	_Alignas(struct inotify_event) char events[4096];
	ssize_t got = read(links, events, sizeof(events));
	bool has = false;

	for (char *at = events; got > 0 && at < events + got;) {
		const struct inotify_event *event = (const void *)at;
		const char *name = event->len && !strncmp(event->name, "invocation:", strlen("invocation:")) ? strchr(event->name, ':') + 1 : "";
		has |= !strcmp(name, unit->plan.name);
		at += sizeof(*event) + event->len;
	}
	return has;
}

/* A start that was over before any of its commands was executed. */
int unit_look_for_failure(const struct unit_start *unit)
{
	struct pollfd links = {.fd = watch_links(), .events = POLLIN};
	struct unit_state last = unit->plan.before, now;
	enum unit_refusal refusal = UNIT_NOT_REFUSED;
	bool began = false;

	for (;; last = now) {
		began |= has_link(unit, links.fd);      /* first: the state is then one after it */
		if (!unit_look(unit, &now))
			now = last;
		began |= *now.invocation && strcmp(now.invocation, unit->plan.before.invocation);
		refusal = unit_state_refusal(&unit->plan.before, &last, &now);
		if (refusal || (began && !unit_state_is_busy(&now)))
			return (int)refusal;
		if (began)
			usleep(LOOK_INTERVAL);
		else
			poll(&links, 1, WAIT_INTERVAL);
	}
}

int unit_look_begin(struct unit_start *unit, int (*look)(const struct unit_start *unit), struct err *err)
{
	pid_t recorder = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return err_errno(err, "pipe");
	unit->looker = fork();
	if (unit->looker == 0) {
		start_leave(&unit->start);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		_exit(getppid() == recorder ? look(unit) : 0);
	}
	close(ends[1]);
	if (unit->looker > 0)
		return ends[0];
	close(ends[0]);
	return err_errno(err, "fork");
}

int unit_look_end(struct unit_start *unit, int from)
{
	int status = 0;

	kill(unit->looker, SIGKILL);
	waitpid(unit->looker, &status, 0);
	close(from);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
