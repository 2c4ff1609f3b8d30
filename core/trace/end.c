/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signals are written by name: the numbers of old ones differ between machines,
 * and names are easier to read.
 */
#include "core/trace/end.h"

#include <string.h>
#include <sys/wait.h>

#include "core/base/json.h"

static const char *const names[TRACE_END_SIGNALS + 1] = {
#define SIGNAL(name, number) [number] = #name,
#include "core/kernel/signal.def"
#undef SIGNAL
};

const char *trace_end_signal(int number)
{
	return number > 0 && number <= TRACE_END_SIGNALS ? names[number] : NULL;
}

static int number_of(const char *name)
{
	for (int i = 1; i <= TRACE_END_SIGNALS; i++)
		if (names[i] && !strcmp(names[i], name))
			return i;
	return 0;
}

struct trace_end trace_end_of_wait(int wait_status)
{
	if (WIFSIGNALED(wait_status))
		return (struct trace_end){ TRACE_END_SIGNAL, WTERMSIG(wait_status) };
	return (struct trace_end){ TRACE_END_STATUS, WEXITSTATUS(wait_status) };
}

bool trace_end_is_failure(struct trace_end end)
{
	return end.kind == TRACE_END_SIGNAL || (end.kind == TRACE_END_STATUS && end.number);
}

static int badness(struct trace_end end)
{
	if (end.kind == TRACE_END_SIGNAL)
		return 3;
	return trace_end_is_failure(end) ? 2 : end.kind == TRACE_END_UNKNOWN;
}

struct trace_end trace_end_join(struct trace_end a, struct trace_end b)
{
	if (badness(a) != badness(b))
		return badness(a) > badness(b) ? a : b;
	return a.number > b.number ? a : b;
}

void trace_end_text(struct trace_end end, struct text *out)
{
	if (end.kind == TRACE_END_STATUS)
		text_format(out, "status %d", end.number);
	else if (end.kind == TRACE_END_SIGNAL && names[end.number])
		text_add(out, names[end.number]);
	else if (end.kind == TRACE_END_SIGNAL)
		text_format(out, "signal %d", end.number);
}

void trace_end_write(struct trace_end end, struct text *line)
{
	if (end.kind == TRACE_END_UNKNOWN)
		return;
	json_add_key(line, end.kind == TRACE_END_STATUS ? "status" : "signal");
	if (end.kind == TRACE_END_SIGNAL && names[end.number])
		json_add_string(line, names[end.number]);
	else
		text_format(line, "%d", end.number);
}

static int read_signal(struct trace_end *end, const json_t *value, struct err *err)
{
	uint64_t number = 0;

	if (!json_is_string(value) && json_uint(value, TRACE_END_SIGNALS, &number, err))
		return err_context(err, "\"signal\"");
	end->number = json_is_string(value) ? number_of(json_string_value(value)) : (int)number;
	end->kind = TRACE_END_SIGNAL;
	return end->number ? 0 : err_set(err, "invalid \"signal\": expected \"SIGTERM\" or a number from 1 to %d",
	                                 TRACE_END_SIGNALS);
}

int trace_end_read(struct trace_end *end, const json_t *object, struct err *err)
{
	const json_t *status = json_object_get(object, "status"), *signal = json_object_get(object, "signal");
	uint64_t number = 0;

	*end = (struct trace_end){0};
	if (status && signal)
		return err_set(err, "\"status\" and \"signal\" cannot be combined");
	if (signal)
		return read_signal(end, signal, err);
	if (!status)
		return 0;
	if (json_get_uint(object, "status", 255, &number, err))
		return -1;
	*end = (struct trace_end){ TRACE_END_STATUS, (int)number };
	return 0;
}
