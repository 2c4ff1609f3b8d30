/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a start ended is asked in two places, as systemd forgets it when it unloads the unit or starts it again: `systemctl show`,
 * and what it passed to the unit's own commands.
 */
#include "tracer/adopt/unit_state.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "core/base/mem.h"
#include "core/trace/end.h"

/* --- systemctl show --- */

/* Copies the value of "KEY=value" in lines that end by `end`. False: there is none, or an empty one. */
static bool find(const char *lines, size_t size, char end, const char *key, char value[64])
{
	size_t length = strlen(key);

	*value = '\0';
	for (const char *line = lines, *stop = lines + size, *next; line < stop; line = next) {
		const char *over = memchr(line, end, (size_t)(stop - line));
		over = over ? over : stop;
		next = over + 1;
		if ((size_t)(over - line) <= length || strncmp(line, key, length) || line[length] != '=')
			continue;
		snprintf(value, 64, "%.*s", (int)(over - line - (ptrdiff_t)length - 1), line + length + 1);
		return *value;
	}
	return false;
}

static int number_of(const char *shown, const char *key)
{
	char value[64];

	return find(shown, strlen(shown), '\n', key, value) ? atoi(value) : 0;
}

static bool says_no(const char *shown, const char *key)
{
	char value[64];

	return find(shown, strlen(shown), '\n', key, value) && !strcmp(value, "no");
}

static void copy(const char *shown, const char *key, char *out, size_t room)
{
	char value[64];

	find(shown, strlen(shown), '\n', key, value);
	snprintf(out, room, "%.*s", (int)room - 1, value);
}

static int wait_status(int code, int number)
{
	return code == CLD_EXITED ? (number & 0xff) << 8 : (number & 0x7f) | (code == CLD_DUMPED ? 0x80 : 0);
}

struct unit_state unit_state_read(const char *shown)
{
	struct unit_state state = {
		.condition_fails = says_no(shown, "ConditionResult"), .assert_fails = says_no(shown, "AssertResult"),
		.has_process = number_of(shown, "MainPID") || number_of(shown, "ControlPID"), .queued = number_of(shown, "Job"),
	};
	int code = number_of(shown, "ExecMainCode");

	copy(shown, "InvocationID", state.invocation, sizeof(state.invocation));
	copy(shown, "ActiveState", state.active, sizeof(state.active));
	copy(shown, "SubState", state.sub, sizeof(state.sub));
	copy(shown, "StateChangeTimestampMonotonic", state.changed, sizeof(state.changed));
	copy(shown, "Result", state.result, sizeof(state.result));
	copy(shown, "ConditionTimestampMonotonic", state.conditions, sizeof(state.conditions));
	copy(shown, "AssertTimestampMonotonic", state.asserts, sizeof(state.asserts));
	state.main_pid = number_of(shown, "ExecMainPID");
	state.main_over = state.main_pid && (code == CLD_EXITED || code == CLD_KILLED || code == CLD_DUMPED);
	state.main_status = state.main_over ? wait_status(code, number_of(shown, "ExecMainStatus")) : 0;
	return state;
}

/* Of the substates, auto-restart and auto-restart-queued. */
bool unit_state_is_busy(const struct unit_state *state)
{
	bool waits = !strncmp(state->sub, "auto-restart", strlen("auto-restart"));

	return (!strcmp(state->active, "activating") && !waits) || !strcmp(state->active, "deactivating") ||
	       !strcmp(state->active, "reloading") || state->has_process;
}

bool unit_state_remains(const struct unit_state *state)
{
	return !strcmp(state->active, "active") && !strcmp(state->sub, "exited");
}

/* --- starts that execute nothing --- */

static bool is_failed(const struct unit_state *state)
{
	return !strcmp(state->active, "failed");
}

static bool is_down(const struct unit_state *state)
{
	return is_failed(state) || !strcmp(state->active, "inactive");
}

/* A start has an INVOCATION_ID of its own. One that systemd refuses as by its limit sets the unit to failed, also where it is
 * that already; a job that only waited, for other units, leaves it as it is. */
enum unit_refusal unit_state_refusal(const struct unit_state *before, const struct unit_state *last, const struct unit_state *now)
{
	if (now->condition_fails && strcmp(now->conditions, before->conditions))
		return UNIT_CONDITION;
	if (now->assert_fails && strcmp(now->asserts, before->asserts))
		return UNIT_ASSERTION;
	if (strcmp(now->invocation, last->invocation))
		return UNIT_NOT_REFUSED;
	if (is_down(last) && is_failed(now) && strcmp(now->changed, last->changed))
		return UNIT_LIMIT;
	return is_down(last) && last->queued && is_down(now) && !now->queued ? UNIT_DROPPED : UNIT_NOT_REFUSED;
}

/* --- how a main process ended --- */

static int signal_of(const char *name)
{
	for (int i = 1; i <= TRACE_END_SIGNALS; i++)
		if (trace_end_signal(i) && !strcmp(trace_end_signal(i) + strlen("SIG"), name))
			return i;
	return atoi(name);
}

static bool is_clean_signal(int sig)
{
	return sig == SIGHUP || sig == SIGINT || sig == SIGTERM || sig == SIGPIPE;
}

bool unit_end_is_clean(int status, bool oneshot, const char *successes)
{
	bool signalled = WIFSIGNALED(status);
	int number = signalled ? WTERMSIG(status) : WEXITSTATUS(status);

	if (signalled ? !oneshot && is_clean_signal(number) : !number)
		return true;
	for (const char *word = successes; *word; word += strcspn(word, " "), word += strspn(word, " ")) {
		char name[64];
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, " "), word);
		bool is_status = strspn(name, "0123456789") == strlen(name);
		if (is_status != signalled && (is_status ? atoi(name) : signal_of(name)) == number)
			return true;
	}
	return false;
}

/* --- what its commands get --- */

void unit_variable(const char *variables, size_t size, const char *name, char value[64])
{
	find(variables, size, '\0', name, value);
}

/* EXIT_CODE=killed EXIT_STATUS=TERM */
static void take_end(struct unit_main *main, const char *variables, size_t size)
{
	static const struct { const char *name; int code; } codes[] = {{"exited", CLD_EXITED}, {"killed", CLD_KILLED}, {"dumped", CLD_DUMPED}};
	char code[64], status[64];

	if (!find(variables, size, '\0', "EXIT_CODE", code) || !find(variables, size, '\0', "EXIT_STATUS", status))
		return;
	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		if (strcmp(codes[i].name, code))
			continue;
		int number = codes[i].code == CLD_EXITED ? atoi(status) : signal_of(status);
		main->reported = main->over = codes[i].code == CLD_EXITED || number;
		main->status = wait_status(codes[i].code, number);
	}
}

void unit_main_joined(struct unit_main *main, pid_t pid, const char *variables, size_t size)
{
	char value[64];

	if (find(variables, size, '\0', "SERVICE_RESULT", value))
		snprintf(main->result, sizeof(main->result), "%.31s", value);
	take_end(main, variables, size);
	bool is_beside = find(variables, size, '\0', "MAINPID", value) || *main->result;
	pid_t now = !is_beside ? pid : *value ? (pid_t)atol(value) : main->pid;
	if (now != main->pid && !main->reported)
		main->over = false;
	main->pid = now;
}

void unit_main_ended(struct unit_main *main, pid_t pid, int status)
{
	if (pid != main->pid || main->reported)
		return;
	main->over = true;
	main->status = status;
}
