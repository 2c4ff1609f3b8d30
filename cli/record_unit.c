/* SPDX-License-Identifier: Apache-2.0 */
/*
 * systemd knows what the unit executes and its control group. Nothing about the unit
 * changes, so it may be of any type, and its filter may refuse ptrace.
 */
#include "cli/record_unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/common/output.h"
#include "core/base/file.h"
#include "tracer/follow/attach_signals.h"
#include "tracer/process/proc.h"

enum {
	LOOK_INTERVAL = 100000,               /* microseconds */
	LOOK_FAILURES = 50,
	WAIT_INTERVAL = 1000,                 /* milliseconds */
	UNIT_PIDS = 1 << 22                   /* the kernel's PID_MAX_LIMIT */
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

static int show(const char *name, const char *properties, struct text *out, struct err *err)
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

/* --- its start, and what follows --- */

static int seized(void *context, struct err *err)
{
	struct unit_start *unit = context;

	(void)err;
	start_go(&unit->start);
	return 0;
}

static int begun(void *context, pid_t program, struct err *err)
{
	return trace_file_begin(((struct unit_start *)context)->file, program, err);
}

void unit_free(struct unit_start *unit)
{
	start_end(&unit->start);
	free(unit->seen);
	arena_free(&unit->arena);
}

/* --- looking at it, in a process apart: systemctl may be a file that we watch, so nothing else waits for it --- */

static bool ask(const struct unit_start *unit, struct unit_state *state)
{
	AUTO_TEXT struct text shown = {0};
	struct err ignored;

	if (show(unit->plan.name, UNIT_STATE, &shown, &ignored))
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
static void look_for_end(const struct unit_start *unit)
{
	bool reported = false;

	for (int failures = 0; failures < LOOK_FAILURES; usleep(LOOK_INTERVAL)) {
		struct unit_state now;
		bool asked = ask(unit, &now);
		failures = asked ? 0 : failures + 1;
		if (asked && is_over(unit, &now))
			return;
		if (asked && !reported && unit_state_remains(&now)) {
			output_line("%s is active without a process; what stops it is recorded too", unit->plan.name);
			reported = true;
		}
	}
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

static bool is_refused(const struct unit_start *unit, const struct unit_state *now)
{
	return (now->condition_fails && strcmp(now->conditions, unit->plan.before.conditions)) ||
	       (now->assert_fails && strcmp(now->asserts, unit->plan.before.asserts));
}

/* A start that was over before any of its commands was executed. */
static void look_for_failure(const struct unit_start *unit)
{
	struct pollfd links = {.fd = watch_links(), .events = POLLIN};
	bool began = false;

	for (;;) {
		struct unit_state now;
		began |= has_link(unit, links.fd);      /* first: the state is then one after it */
		bool asked = ask(unit, &now);
		bool starts = began || (asked && *now.invocation && strcmp(now.invocation, unit->plan.before.invocation));
		if (asked && (is_refused(unit, &now) || (starts && !unit_state_is_busy(&now))))
			return;
		if (starts)
			usleep(LOOK_INTERVAL);
		else
			poll(&links, 1, WAIT_INTERVAL);
	}
}

static int begin_look(struct unit_start *unit, void (*look)(const struct unit_start *unit), struct err *err)
{
	pid_t recorder = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return err_errno(err, "pipe");
	unit->looker = fork();
	if (unit->looker == 0) {
		start_leave(&unit->start);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() == recorder)
			look(unit);
		_exit(0);
	}
	close(ends[1]);
	if (unit->looker > 0)
		return ends[0];
	close(ends[0]);
	return err_errno(err, "fork");
}

/* Whether it has ended by itself. */
static bool end_look(struct unit_start *unit, int from)
{
	int status = 0;

	kill(unit->looker, SIGKILL);
	waitpid(unit->looker, &status, 0);
	close(from);
	return WIFEXITED(status);
}

/* --- its processes --- */

static void joined(struct unit_start *unit)
{
	AUTO_TEXT struct text variables = {0};

	proc_environ(unit->start.pid, &variables);
	unit_main_joined(&unit->main, unit->start.pid, variables.at, variables.length);
	if (!*unit->invocation)
		unit_variable(variables.at, variables.length, "INVOCATION_ID", unit->invocation);
}

static int joining(void *context, pid_t *pid, struct err *err)
{
	struct unit_start *unit = context;

	(void)err;
	if (!start_take(&unit->start))
		return 0;
	joined(unit);
	*pid = unit->start.pid;
	return 1;
}

static int next(void *context, pid_t *pid, struct err *err)
{
	struct unit_start *unit = context;
	int until = begin_look(unit, look_for_end, err);

	if (until < 0)
		return -1;
	int more = start_await(&unit->start, until, err);
	unit->over = end_look(unit, until) && more == 0;
	if (more > 0)
		joined(unit);
	*pid = unit->start.pid;
	return more;
}

static void ended(void *context, pid_t tid, int status)
{
	struct unit_start *unit = context;

	unit_main_ended(&unit->main, tid, status);
	if (tid > 0 && tid < UNIT_PIDS)
		unit->seen[tid / 8] |= (unsigned char)(1 << tid % 8);
}

/* Whether it was recorded; a process of the same number may have been. */
static bool has_seen(const struct unit_start *unit, pid_t pid)
{
	return pid <= 0 || pid >= UNIT_PIDS || unit->seen[pid / 8] & 1 << pid % 8;
}

/* --- how it ended --- */

/* What stops a service is no failure of it: systemd.service(5), SuccessExitStatus=. */
static bool is_clean_signal(int status)
{
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	return sig == SIGHUP || sig == SIGINT || sig == SIGTERM || sig == SIGPIPE;
}

static bool outcome(void *context, int *status)
{
	struct unit_start *unit = context;
	struct unit_state now = {0};

	if (!unit->over)
		return false;
	bool asked = ask(unit, &now) && *unit->invocation && !strcmp(now.invocation, unit->invocation);
	snprintf(unit->result, sizeof(unit->result), "%s", asked ? now.result : unit->main.result);
	if (asked && now.main_over && !unit->main.reported)
		unit->main = (struct unit_main){.over = true, .status = now.main_status};
	unit->missed = asked && now.main_over && !has_seen(unit, now.main_pid);
	*status = unit->main.status;
	return unit->main.over;
}

static const char *missed(void *context)
{
	return ((struct unit_start *)context)->missed ? "the main process of the unit was not recorded: it executed a file that was replaced "
	       "after the recorder had started" : NULL;
}

int unit_status(struct unit_start *unit, bool quiet)
{
	bool succeeds = !strcmp(unit->result, "success"), fails = *unit->result && !succeeds;

	if (!unit->over)
		return 0;
	if (fails && !quiet)
		output_line("%s failed: systemd's result is '%s'", unit->plan.name, unit->result);
	if (WIFSIGNALED(unit->main.status) && !fails && (succeeds || is_clean_signal(unit->main.status)))
		return 0;
	return unit->main.status;
}

/* --- its start --- */

static int refuse_failed(struct unit_start *unit, struct err *err)
{
	struct unit_state now = {0};

	ask(unit, &now);
	if (is_refused(unit, &now))
		return err_set(err, "unit %s was not started: %s of it does not hold; no trace was written", unit->plan.name,
		               now.condition_fails ? "a condition (Condition...=)" : "an assertion (Assert...=)");
	if (!*now.result || !strcmp(now.result, "success"))
		return err_set(err, "unit %s ended, and executed none of its commands as they were when the recorder started: no trace was "
		                    "written", unit->plan.name);
	return err_set(err, "unit %s failed before it executed a command: systemd's result is '%s'%s; no trace was written", unit->plan.name, now.result,
	               now.main_over && WIFEXITED(now.main_status) && WEXITSTATUS(now.main_status) ?
	               arena_format(&unit->arena, ", exit status %d (systemd.exec(5))", WEXITSTATUS(now.main_status)) : "");
}

static int await_start(struct unit_start *unit, struct err *err)
{
	if (start_watch(&unit->start, err))
		return -1;
	int until = begin_look(unit, look_for_failure, err);
	if (until < 0)
		return -1;
	output_line("waiting for the next start of %s", unit->plan.name);
	attach_signals_listen(true);
	int started = start_await(&unit->start, until, err);
	bool failed = end_look(unit, until);
	if (!started && failed)
		started = start_take(&unit->start);
	if (started <= 0)
		attach_signals_listen(false);     /* else a signal that comes before the recording begins detaches it */
	if (!started && failed)
		return refuse_failed(unit, err);
	return started ? started : err_set(err, "unit %s was not started: no trace was written", unit->plan.name);
}

int unit_await(struct unit_start *unit, const char *name, struct trace_file *file, struct record_options *how, struct err *err)
{
	AUTO_TEXT struct text shown = {0}, properties = {0};

	unit->plan.arena = &unit->arena;
	if (strpbrk(name, "*?["))
		return err_set(err, "--unit takes the name of one unit, not the pattern '%s'", name);
	unit_plan_properties(&properties);
	if (show(name, properties.at, &shown, err) || unit_plan_read(&unit->plan, name, shown.at, err))
		return -1;
	unit->seen = mem_alloc(UNIT_PIDS / 8);
	unit->file = file;
	unit->start.unit = unit->plan.name;
	unit->start.files = unit->plan.files;
	unit->start.count = unit->plan.count;
	unit->start.invocation = unit->plan.before.invocation;
	if (await_start(unit, err) < 0)
		return -1;
	joined(unit);
	unit->first = unit->start.pid;
	how->pids = &unit->first;
	how->pid_count = 1;
	how->dormant = how->executed = true;
	how->seized = seized;
	how->begun = begun;
	how->joining = joining;
	how->next = next;
	how->ended = ended;
	how->outcome = outcome;
	how->missed = missed;
	how->context = unit;
	return 0;
}
