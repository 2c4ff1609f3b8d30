/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strace as refusals: SIGSYS names the call, whose arguments are on the last line
 * of the task; a task that was killed made the call on its last line; and a call
 * that failed may have been refused. Lines are read by tracer/import, each into
 * a trace of its own.
 */
#include <stdlib.h>
#include <string.h>

#include "tracer/import/readers.h"
#include "tracer/import/strace_text.h"
#include "tracer/refusal/readers.h"

enum { LAST_MOST = 4096 };                    /* bytes of a line that are kept for the next */

static void take_values(const struct trace_call *call, struct refusal *into)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		const struct values *values = call->arg[i].kind == VALUES_NONE ? &call->selector[i] : &call->arg[i];
		if (values->kind != VALUES_SET || values->count != 1)
			continue;
		into->known |= 1u << i;
		into->args[i] = values->v[0];
	}
}

bool refusal_strace_call(const char *line, enum arch arch, struct refusal *into)
{
	AUTO_FREE struct import *import = mem_alloc(sizeof(*import));
	struct trace trace = {0};

	import->trace = &trace;
	import->native = import->latest = arch;
	import->task[0] = (struct import_task){ .arch = arch, .entry = TRACE_NOWHERE };
	import_strace_read(import, line);
	imported_release(import);
	import_strace_end(import);
	bool found = trace.call_count == 1;
	if (found) {
		into->called = true;
		into->arch = trace.calls[0].arch;
		into->nr = trace.calls[0].nr;
		take_values(&trace.calls[0], into);
	}
	trace_free(&trace);
	return found;
}

static struct strace_task *task_of(struct refusal_log *log, uint64_t pid)
{
	for (size_t i = 0; i < REFUSAL_TASKS; i++)
		if (log->task[i].used && log->task[i].pid == pid)
			return &log->task[i];
	struct strace_task *task = &log->task[log->next_task++ % REFUSAL_TASKS];
	free(task->last);
	free(task->program);
	*task = (struct strace_task){ .pid = pid, .used = true, .arch = log->native };
	return task;
}

static void keep(struct strace_task *task, const char *line)
{
	free(task->last);
	task->last = strndup(line, LAST_MOST);
	task->reported = false;
}

static struct refusal refusal_of(const struct strace_task *task, enum refusal_kind kind)
{
	return (struct refusal){ .kind = kind, .source = "strace", .pid = task->pid, .program = task->program };
}

/* --- signals --- */

static void take_address(const char *at, struct refusal *refusal)
{
	const char *open = strchr(at, '{');
	struct strace_slice value = strace_member((struct strace_slice){ open, strlen(open) }, "si_call_addr");

	if (!value.length || strncmp(value.at, "0x", 2))
		return;
	refusal->has_ip = true;
	refusal->ip = strtoull(value.at, NULL, 16);
}

/* The arguments, if the last line of the task has the call that the signal is for. */
static void take_last(struct strace_task *task, struct refusal *refusal)
{
	struct refusal last = {0};

	if (!task->last || !refusal_strace_call(task->last, refusal->called ? refusal->arch : task->arch, &last))
		return;
	if (refusal->called && (last.arch != refusal->arch || last.nr != refusal->nr))
		return;
	refusal->called = true;
	refusal->arch = last.arch;
	refusal->nr = last.nr;
	refusal->known = last.known;
	memcpy(refusal->args, last.args, sizeof(last.args));
}

static enum line_use take_signal(struct refusal_log *log, struct strace_task *task, const char *at)
{
	struct refusal refusal = refusal_of(task, REFUSAL_SIGNAL);
	struct strace_trap trap;
	bool named = strace_trap(at, &trap);

	if (!named && !trap.call)
		return LINE_IDLE;
	if (!named)
		return LINE_UNKNOWN;
	refusal.called = true;
	refusal.arch = trap.arch;
	refusal.nr = trap.nr;
	take_address(at, &refusal);
	take_last(task, &refusal);
	task->reported = true;
	log->latest = refusal_add(log, refusal);
	return LINE_REFUSAL;
}

static enum line_use take_death(struct refusal_log *log, struct strace_task *task)
{
	struct refusal refusal = refusal_of(task, REFUSAL_SIGNAL);

	if (task->reported)
		return LINE_IDLE;
	take_last(task, &refusal);
	if (!refusal.called)
		refusal.means = "SIGSYS killed it, and the log does not have its last call";
	log->latest = NULL;
	refusal_add(log, refusal);
	task->reported = true;
	return LINE_REFUSAL;
}

/* --- calls --- */

static const char *result_of(const char *rest)
{
	static const char resumed[] = " resumed>";
	const char *open = !strncmp(rest, "<... ", 5) ? strstr(rest, resumed) : strchr(rest, '(');
	struct strace_args args;

	if (!open)
		return NULL;
	strace_args(open + (*open == '(' ? 1 : sizeof(resumed) - 1), &args);
	return args.result;
}

/* "setsid() failed (1: …)", "unshare(): …": words follow where strace prints a result, or "<unfinished ...>". */
static bool is_sentence(const char *rest)
{
	const char *open = strchr(rest, '(');
	struct strace_args args;

	if (!open || *rest == '<')
		return false;
	strace_args(open + 1, &args);
	return args.behind && *args.behind && !strchr("=<", *args.behind);
}

/* execve("/bin/ls", ["ls"], …) = 0 */
static void take_program(struct strace_task *task, const char *rest, const char *result)
{
	static const char begin[] = "execve(\"/";
	const char *path = rest + sizeof(begin) - 2;

	if (strncmp(rest, begin, sizeof(begin) - 1) || !result || *result != '0')
		return;
	size_t length = strcspn(path, "\"\\");
	free(task->program);
	task->program = path[length] == '"' ? strndup(path, length) : NULL;
}

/* mmap2 and ugetrlimit are calls of i386 alone: logs with -o and without -f have no other sign of it. */
static void take_arch(struct strace_task *task, const char *rest)
{
	static const enum arch side_by_side[] = { ARCH_X86_64, ARCH_I386 };
	char name[32];
	size_t length = strcspn(rest, "(");

	if (length >= sizeof(name) || (task->arch != ARCH_X86_64 && task->arch != ARCH_I386))
		return;
	memcpy(name, rest, length);
	name[length] = '\0';
	int id = syscall_by_name(name);
	if (id == CALL_UNKNOWN || syscall_exists((enum syscall_id)id, task->arch))
		return;
	for (size_t i = 0; i < COUNT_OF(side_by_side); i++)
		if (syscall_exists((enum syscall_id)id, side_by_side[i]))
			task->arch = side_by_side[i];
}

static enum line_use take_call(struct refusal_log *log, struct strace_task *task, const struct strace_prefix *prefix,
                               const char *line)
{
	struct refusal refusal = refusal_of(task, REFUSAL_ERROR);
	const char *result = result_of(prefix->rest);
	bool resumes = !strncmp(prefix->rest, "<... ", 5);

	log->latest = NULL;
	take_arch(task, prefix->rest);
	if (!resumes)
		keep(task, line);
	refusal.error = result ? errno_of_result(strace_error(result)) : 0;
	take_program(task, prefix->rest, result);
	if (!refusal.error)
		return LINE_IDLE;
	if (!refusal_strace_call(resumes && task->last ? task->last : line, task->arch, &refusal))
		return LINE_UNKNOWN;
	task->reported = true;
	log->latest = refusal_add(log, refusal);
	return LINE_REFUSAL;
}

static bool take_mode(struct strace_task *task, const char *at)
{
	static const struct {
		const char *words;
		enum arch arch;
	} modes[] = { { " 32 bit mode", ARCH_I386 }, { " x32 mode", ARCH_X32 }, { " 64 bit mode", ARCH_X86_64 } };

	if (strncmp(at, "[ Process PID=", 14))
		return false;
	for (size_t i = 0; i < COUNT_OF(modes); i++)
		if (strstr(at, modes[i].words) && (task->arch == ARCH_X86_64 || task->arch == ARCH_I386 || task->arch == ARCH_X32))
			task->arch = modes[i].arch;
	return true;
}

/* The first frame of -k is the code that made the call. */
static bool take_frame(struct refusal_log *log, const char *at)
{
	struct imported_frame frame;

	if (!strace_frame(at, &frame))
		return false;
	if (log->latest && !log->latest->image) {
		log->latest->image = arena_string(&log->out->arena, frame.image);
		log->latest->offset = frame.offset;
		log->latest->function = *frame.function ? arena_string(&log->out->arena, frame.function) : NULL;
		log->latest->into = frame.into;
		refusals_join_last(log->out);
	}
	log->latest = NULL;
	return true;
}

enum line_use refusal_strace_line(struct refusal_log *log, const char *line)
{
	struct strace_prefix prefix;

	strace_prefix(line, &prefix);
	if (take_frame(log, prefix.rest))
		return LINE_IDLE;
	if (!import_strace_recognises(line))
		return LINE_UNKNOWN;
	struct strace_task *task = task_of(log, prefix.pid);
	if (take_mode(task, prefix.rest))
		return LINE_IDLE;
	if (strace_is_trap(prefix.rest))
		return take_signal(log, task, prefix.rest);
	if (!strncmp(prefix.rest, "+++ killed by SIGSYS", 20))
		return take_death(log, task);
	if (import_strace_idle(line))
		return LINE_IDLE;
	if (is_sentence(prefix.rest))
		return LINE_UNKNOWN;
	return take_call(log, task, &prefix, line);
}

void refusal_strace_end(struct refusal_log *log)
{
	for (size_t i = 0; i < REFUSAL_TASKS; i++) {
		free(log->task[i].last);
		free(log->task[i].program);
	}
}
