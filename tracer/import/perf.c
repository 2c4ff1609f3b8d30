/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logs of perf: tracepoint events (perf_event.c), which may show all
 * registers; lines of perf trace (perf_trace.c), whose arguments are not
 * reliable; and the summaries of perf trace -s, which have counts.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/policy/policy.h"
#include "tracer/import/perf_lines.h"
#include "tracer/import/readers.h"
#include "tracer/import/call.h"

/* "(0, 2000, 3, 22, ffffffff, 0)"; a truncated line has fewer. */
static void take_registers(struct trace_call *call, const char *at)
{
	at += strspn(at, " ");
	for (unsigned i = 0; i < SYSCALL_ARGS && (*at == '(' || *at == ','); i++) {
		char *end;
		const char *digits = at + 1 + strspn(at + 1, " ");
		uint64_t value = strtoull(digits, &end, 16);
		if (end == digits || (*end != ',' && *end != ')'))
			return;
		imported_value(call, i, value);
		at = end;
	}
}

static int enter(struct import *import, uint32_t nr, const char *registers)
{
	struct trace_call call;

	import->assumed = true;
	imported_begin(&call, import->native, nr);
	take_registers(&call, registers);
	return imported_enter(import, &call);
}

/* A child's first event is the exit of the call by which its parent created it. */
static bool is_clone(enum arch arch, uint32_t nr, int64_t result)
{
	int id = syscall_by_nr(arch, nr);

	return !result && (id == CALL_clone || id == CALL_clone3 || id == CALL_fork || id == CALL_vfork);
}

static bool is_entered(const struct import *import, const struct import_task *task, uint32_t nr)
{
	return task->entry != TRACE_NOWHERE && import->trace->calls[task->entry].nr == nr;
}

/* An exit without an entry shows that the call was made. The exit of rt_sigreturn
 * has the number of the call that it returned to. */
static void leave(struct import *import, struct import_task *task, uint32_t nr, int64_t result)
{
	if (!is_entered(import, task, nr) && nr != UINT32_MAX && !is_clone(import->native, nr, result))
		task->entry = enter(import, nr, "");
	if (is_entered(import, task, nr))
		imported_result(import, task->entry, result);
	task->entry = TRACE_NOWHERE;
}

static bool number_of(const struct import *import, int id, uint32_t *nr)
{
	if (id == CALL_UNKNOWN || !syscall_exists((enum syscall_id)id, import->native))
		return false;
	*nr = (uint32_t)syscall_nr((enum syscall_id)id, import->native);
	return true;
}

static bool read_event(struct import *import, const char *line)
{
	struct perf_event event;

	if (!perf_event(line, &event))
		return false;
	if (event.name && !number_of(import, imported_probe_id(event.name, event.length), &event.nr))
		return false;
	struct import_task *task = imported_task(import, event.pid);
	if (event.exit)
		leave(import, task, event.nr, event.result);
	else
		task->entry = enter(import, event.nr, event.registers);
	return true;
}

static bool read_call(struct import *import, const char *line)
{
	struct perf_call call;
	uint32_t nr;

	if (!perf_call(line, &call) || !number_of(import, call.id, &nr))
		return false;
	struct import_task *task = imported_task(import, call.pid);
	if (!call.continued)
		task->entry = enter(import, nr, "");
	if (!call.unfinished)
		leave(import, task, nr, call.result);
	return true;
}

/* "				ENOENT: 13" of --errno-summary, below the row of its call. */
static bool read_errno(struct import *import, const char *line)
{
	const char *at = line + strspn(line, "\t");
	size_t length = strcspn(at, ":");
	char name[32];

	if (at == line || *at != 'E' || length >= sizeof(name) || !import->summary.open)
		return false;
	memcpy(name, at, length);
	name[length] = '\0';
	int number = errno_by_name(name);
	imported_result(import, import->summed.entry, number < 0 ? 0 : -number);
	return number >= 0;
}

static bool read_row(struct import *import, const char *line)
{
	struct summary_row row;
	struct trace_call call;
	uint32_t nr;

	if (summary_header(line, &import->summary)) {
		import->summed.entry = TRACE_NOWHERE;
		return true;
	}
	if (!summary_row(&import->summary, line, &row) || !number_of(import, imported_id(row.name, row.length), &nr))
		return false;
	import->assumed = true;
	imported_begin(&call, import->native, nr);
	call.count = row.calls;
	import->summed.entry = imported_counted(import, &call);
	return true;
}

static const char summary_begin[] = " Summary of events:";

bool import_perf_recognises(const char *line)
{
	struct perf_event event;
	struct perf_call call;

	return perf_event(line, &event) || perf_call(line, &call) || !strncmp(line, summary_begin, sizeof(summary_begin) - 1);
}

/* Text around the tables: " sh (30007), 185 events, 24.2%", " total, 185 events", "(msec)   (msec)   (%)". */
static bool is_of_summary(const char *line)
{
	const char *events = strstr(line, " events");

	if (!line[strspn(line, " (msec)%")])
		return true;
	if (!strncmp(line, summary_begin, sizeof(summary_begin) - 1))
		return true;
	while (events && events > line && isdigit((unsigned char)events[-1]))
		events--;
	return events && events >= line + 2 && !memcmp(events - 2, ", ", 2);
}

/* "…  6045.365: sched:sched_switch: …" of perf script and trace_pipe. */
static bool is_other_event(const char *line)
{
	if (strstr(line, "sys_enter") || strstr(line, "sys_exit"))
		return false;
	for (const char *at = strchr(line, '.'); at; at = strchr(at + 1, '.')) {
		size_t digits = strspn(at + 1, "0123456789");
		if (at > line && isdigit((unsigned char)at[-1]) && digits >= 3 && !strncmp(at + 1 + digits, ": ", 2))
			return true;
	}
	return false;
}

/* A frame of a call graph: indented further than any task name. */
static bool is_frame(const char *line)
{
	return *line == '\t' || strspn(line, " ") > 15;
}

bool import_perf_idle(const char *line)
{
	return *line == '#' || !strncmp(line, "[ perf ", 7) || perf_is_other(line) || is_of_summary(line) ||
	       is_other_event(line) || is_frame(line);
}

bool import_perf_read(struct import *import, const char *line)
{
	return read_event(import, line) || read_call(import, line) || read_row(import, line) || read_errno(import, line);
}
