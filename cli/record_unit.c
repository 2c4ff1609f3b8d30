/* SPDX-License-Identifier: Apache-2.0 */
/*
 * systemd knows what the unit executes and its control group. Nothing about the unit
 * changes, so it may be of any type, and its filter may refuse ptrace.
 */
#include "cli/record_unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/common/output.h"
#include "cli/unit_look.h"
#include "tracer/signals/attach_signals.h"
#include "tracer/process/proc.h"

enum { UNIT_PIDS = 1 << 22 };                 /* the kernel's PID_MAX_LIMIT */

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
	int until = unit_look_begin(unit, unit_look_for_end, err);

	if (until < 0)
		return -1;
	int more = start_await(&unit->start, until, err);
	unit->over = unit_look_end(unit, until) >= 0 && more == 0;
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

static bool outcome(void *context, int *status)
{
	struct unit_start *unit = context;
	struct unit_state now = {0};

	if (!unit->over)
		return false;
	bool asked = unit_look(unit, &now) && *unit->invocation && !strcmp(now.invocation, unit->invocation);
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

/* systemd's result; where it has forgotten that, how the main process ended. */
static void say_failure(const struct unit_start *unit)
{
	int status = unit->main.status;

	if (*unit->result)
		output_line("%s failed: systemd's result is '%s'", unit->plan.name, unit->result);
	else if (WIFSIGNALED(status))
		output_line("%s failed: its main process was killed by signal %d", unit->plan.name, WTERMSIG(status));
	else
		output_line("%s failed: the exit status of its main process is %d", unit->plan.name, WEXITSTATUS(status));
}

int unit_status(struct unit_start *unit, bool quiet)
{
	bool clean = unit_end_is_clean(unit->main.status, unit->plan.oneshot, unit->plan.successes);
	bool succeeds = *unit->result ? !strcmp(unit->result, "success") : clean;

	if (!unit->over)
		return 0;
	if (!succeeds && !quiet)
		say_failure(unit);
	return WIFSIGNALED(unit->main.status) && succeeds ? 0 : unit->main.status;
}

/* --- its start --- */

static const char *const refusals[] = {
	[UNIT_CONDITION] = "a condition of it (Condition...=) does not hold",
	[UNIT_ASSERTION] = "an assertion of it (Assert...=) does not hold",
	[UNIT_LIMIT] = "systemd refused to, as by its limit of starts (StartLimitBurst=)",
	[UNIT_DROPPED] = "systemd dropped the job, as when a unit that it requires fails",
};

static int refuse_failed(struct unit_start *unit, int refusal, struct err *err)
{
	struct unit_state now = {0};

	if (refusal)
		return err_set(err, "unit %s was not started: %s; no trace was written", unit->plan.name, refusals[refusal]);
	unit_look(unit, &now);
	if (!*now.result || !strcmp(now.result, "success"))
		return err_set(err, "unit %s ended, and none of its commands was recorded: their files were replaced after the recorder had "
		                    "started, or another tracer holds what executed them; no trace was written", unit->plan.name);
	return err_set(err, "unit %s failed before it executed a command: systemd's result is '%s'%s; no trace was written", unit->plan.name, now.result,
	               now.main_over && WIFEXITED(now.main_status) && WEXITSTATUS(now.main_status) ?
	               arena_format(&unit->arena, ", exit status %d (systemd.exec(5))", WEXITSTATUS(now.main_status)) : "");
}

static int await_start(struct unit_start *unit, struct err *err)
{
	if (start_watch(&unit->start, err))
		return -1;
	int until = unit_look_begin(unit, unit_look_for_failure, err);
	if (until < 0)
		return -1;
	output_line("waiting for the next start of %s", unit->plan.name);
	attach_signals_listen(true);
	int started = start_await(&unit->start, until, err);
	int failed = unit_look_end(unit, until);
	if (!started && failed >= 0)
		started = start_take(&unit->start);
	if (started <= 0)
		attach_signals_listen(false);     /* else a signal that comes before the recording begins detaches it */
	if (!started && failed >= 0)
		return refuse_failed(unit, failed, err);
	return started ? started : err_set(err, "unit %s was not started: no trace was written", unit->plan.name);
}

int unit_await(struct unit_start *unit, const char *name, struct trace_file *file, struct record_options *how, struct err *err)
{
	AUTO_TEXT struct text shown = {0}, properties = {0};

	unit->plan.arena = &unit->arena;
	if (strpbrk(name, "*?["))
		return err_set(err, "--unit takes the name of one unit, not the pattern '%s'", name);
	unit_plan_properties(&properties);
	if (unit_look_up(name, properties.at, &shown, err) || unit_plan_read(&unit->plan, name, shown.at, err))
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
