/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a line of strace as a call. A line that ends in <unfinished ...> has what
 * strace prints before the call is made; the rest follows on the line that resumes
 * it. The frames of -k follow a call. A table of -c has names and counts, and a
 * SIGSYS line names the call it answers.
 */
#include <stdio.h>
#include <string.h>

#include "tracer/import/readers.h"
#include "tracer/import/strace_arch.h"
#include "tracer/import/strace_begun.h"
#include "tracer/import/strace_describe.h"
#include "tracer/import/strace_text.h"
#include "tracer/import/call.h"

static size_t name_length(const char *at)
{
	return strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
}

/* The new program may be of another arch. */
static void notice_exec(struct import_task *task, int id, const char *result)
{
	if ((id == CALL_execve || id == CALL_execveat) && result && *result == '0') {
		task->proven = false;
		task->open_count = 0;
	}
}

static void remember(struct import_task *task, const struct strace_meant *meant)
{
	task->called = true;
	task->called_arch = meant->arch;
	task->called_nr = meant->nr;
}

/* Whether another call follows the result: two processes wrote to one line. A path or a comment has no call. */
static bool holds_another(const char *result)
{
	const char *path = strrchr(result, '>');

	for (const char *at = path ? path : result; (at = strchr(at, ' ')); at++) {
		size_t length = name_length(at + 1);
		if (length && at[1 + length] == '(' && imported_id(at + 1, length) != CALL_UNKNOWN)
			return true;
	}
	return false;
}

/* An unfinished call is kept until it is resumed. A line that just ends may go on in any way, so its call is entered. */
static void begin_call(struct import *import, struct import_task *task, const struct strace_meant *meant, const char *text,
                       const struct strace_args *args)
{
	struct trace_call call;

	strace_describe(&call, meant, args);
	task->entry = TRACE_NOWHERE;
	if (args->result)
		imported_hold(import, &call, strace_error(args->result));
	else if (args->behind || !*args->end || !strace_begun_keep(import, task->pid, meant, text, (size_t)(args->end - text)))
		task->entry = imported_enter(import, &call);
	remember(task, meant);
	notice_exec(task, meant->id, args->result);
}

static bool read_begin(struct import *import, struct import_task *task, const struct strace_prefix *prefix)
{
	size_t length = name_length(prefix->rest);
	const char *text = prefix->rest + length + 1;
	struct strace_args args;
	struct strace_meant meant;

	if (!length || prefix->rest[length] != '(' || !strace_meant(import, task, prefix, prefix->rest, length, &meant))
		return false;
	strace_begun_enter(import, task->pid);
	strace_args(text, &args);
	begin_call(import, task, &meant, text, &args);
	return !args.result || !holds_another(args.result);
}

/* The call as if it had not been interrupted; false if its beginning is not known. */
static bool resume_kept(struct import *import, struct import_task *task, uint32_t nr, const char *rest)
{
	AUTO_TEXT struct text whole = {0};
	struct strace_meant meant;
	struct strace_args args;
	struct trace_call call;

	if (!strace_begun_take(import, task->pid, nr, &meant, &whole))
		return false;
	text_add(&whole, rest);
	strace_args(whole.at, &args);
	strace_describe(&call, &meant, &args);
	imported_hold(import, &call, strace_error(args.result));
	return true;
}

/* Only its result: it was entered when it began, or began before the log, so that it is known only to have been made. */
static void resume_entered(struct import *import, const struct import_task *task, const struct strace_meant *meant, const char *result)
{
	struct trace_call call;
	int entry = task->entry;

	if (entry == TRACE_NOWHERE || import->trace->calls[entry].nr != meant->nr) {
		strace_describe(&call, meant, &(struct strace_args){0});
		entry = imported_enter(import, &call);
	}
	imported_result(import, entry, strace_error(result));
}

/* "<... NAME resumed>, 24) = 0" */
static bool read_resumed(struct import *import, struct import_task *task, const struct strace_prefix *prefix)
{
	static const char begin[] = "<... ", end[] = " resumed>";
	const char *name = prefix->rest + sizeof(begin) - 1;
	const char *behind = strstr(prefix->rest, end);
	struct strace_args args;
	struct strace_meant meant;

	if (strncmp(prefix->rest, begin, sizeof(begin) - 1) || !behind ||
	    !strace_meant(import, task, prefix, name, name_length(name), &meant))
		return false;
	behind += sizeof(end) - 1;
	strace_args(behind, &args);
	if (!resume_kept(import, task, meant.nr, behind))
		resume_entered(import, task, &meant, args.result);
	remember(task, &meant);
	notice_exec(task, meant.id, args.result);
	task->entry = TRACE_NOWHERE;
	return true;
}

/* ")  = 6": a program's output ended the line on which the call started. */
static bool read_rest(struct import *import, struct import_task *task, const char *at)
{
	const char *result = at + 1 + strspn(at + 1, " ");

	if (*at != ')' || strncmp(result, "= ", 2))
		return false;
	imported_result(import, task->entry, strace_error(result + 2));
	task->entry = TRACE_NOWHERE;
	return true;
}

/* x32 shares its audit arch with x86_64, and a name does not distinguish them. */
static bool is_same_call(const struct import_task *task, const struct strace_trap *trap)
{
	if (!task->called || arch_info(task->called_arch)->audit != arch_info(trap->arch)->audit)
		return false;
	return task->called_nr == trap->nr || (trap->id != CALL_UNKNOWN && trap->id == syscall_by_nr(task->called_arch,
	                                                                                             task->called_nr));
}

/* A call that a filter answered with SIGSYS, unless the previous line already had
 * it with its arguments. */
static bool read_trap(struct import *import, struct import_task *task, const char *at)
{
	struct trace_call call;
	struct strace_trap trap;

	if (!strace_is_trap(at) || !strace_trap(at, &trap))
		return false;
	if (!is_same_call(task, &trap)) {
		imported_begin(&call, trap.arch, trap.nr);
		imported_enter(import, &call);
	}
	task->called = false;
	return true;
}

/* A table of another mode has a line above its header that names the mode; the
 * first has none. */
static bool read_mode_of_table(struct import *import, const char *line)
{
	static const char begin[] = "System call usage summary for ";
	int arch = strncmp(line, begin, sizeof(begin) - 1) ? -1 : strace_arch_of_mode(import, line + sizeof(begin) - 1);

	if (arch < 0)
		return false;
	import->summary.open = false;
	import->summed = (struct import_task){ .arch = (enum arch)arch, .entry = TRACE_NOWHERE, .proven = true };
	return true;
}

static bool read_header(struct import *import, const char *line)
{
	bool of_a_mode = import->summed.proven && !import->summary.open;

	if (!summary_header(line, &import->summary))
		return false;
	if (!of_a_mode)
		import->summed = (struct import_task){ .arch = import->native, .entry = TRACE_NOWHERE };
	return true;
}

static bool read_row(struct import *import, const char *line)
{
	struct strace_prefix none = {0};
	struct strace_meant meant;
	struct summary_row row;
	struct trace_call call;

	if (!summary_row(&import->summary, line, &row))
		return false;
	if (summary_is_total(&row))
		return true;
	if (!strace_meant(import, &import->summed, &none, row.name, row.length, &meant))
		return false;
	strace_describe(&call, &meant, &(struct strace_args){0});
	call.count = row.calls;
	imported_counted(import, &call);
	return true;
}

static bool looks_like_call(const struct strace_prefix *prefix)
{
	const char *at = prefix->rest;
	size_t length = name_length(at);

	return length && at[length] == '(' &&
	       (prefix->has_nr || imported_id(at, length) != CALL_UNKNOWN || strace_is_numbered(at, length));
}

bool import_strace_recognises(const char *line)
{
	static const char *const marks[] = { "--- SIG", "+++ exited", "+++ killed", "<... ", "strace: ", "[ Process PID=" };
	struct strace_prefix prefix;
	struct summary table;

	strace_prefix(line, &prefix);
	if (looks_like_call(&prefix) || summary_header(line, &table))
		return true;
	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (!strncmp(prefix.rest, marks[i], strlen(marks[i])))
			return true;
	return false;
}

/* Lines without a call. */
static const char *const remarks[] = {
	"--- SIG", "--- stopped by ", "+++ ", "> ", "strace: ", "<unfinished ...>", "???",
};

/* Before about strace 4.7, "Process 29431 attached" was a line of its own. */
static bool is_process(const char *at)
{
	static const char *const verbs[] = { " attached", " detached", " suspended", " resumed" };
	size_t word = strncmp(at, "Process ", 8) ? 0 : 8, digits = word ? strspn(at + word, "0123456789") : 0;

	for (size_t i = 0; digits && i < COUNT_OF(verbs); i++)
		if (!strncmp(at + word + digits, verbs[i], strlen(verbs[i])))
			return true;
	return false;
}

/* Bytes printed by -e read and -e write: "| 00000  7f 45 4c", "* 3 bytes in buffer 0". */
static bool is_dump(const char *at)
{
	return (!strncmp(at, "| ", 2) && strspn(at + 2, "0123456789abcdef") >= 5) ||
	       (!strncmp(at, "* ", 2) && strstr(at, " bytes in buffer "));
}

bool import_strace_idle(const char *line)
{
	struct strace_prefix prefix;
	struct strace_trap trap;

	strace_prefix(line, &prefix);
	if (strace_is_trap(prefix.rest))
		return !strace_trap(prefix.rest, &trap) && !trap.call;
	for (size_t i = 0; i < COUNT_OF(remarks); i++)
		if (!strncmp(prefix.rest, remarks[i], strlen(remarks[i])))
			return true;
	return is_process(prefix.rest) || is_dump(prefix.rest);
}

static bool read_frame(struct import *import, const char *at)
{
	struct imported_frame frame;

	if (!strace_frame(at, &frame))
		return false;
	imported_frame(import, &frame);
	return true;
}

bool import_strace_read(struct import *import, const char *line)
{
	struct strace_prefix prefix;

	strace_prefix(line, &prefix);
	if (read_frame(import, prefix.rest))
		return true;
	imported_release(import);
	if (strace_mode(import, prefix.rest) || read_mode_of_table(import, line) || read_header(import, line) ||
	    read_row(import, line))
		return true;
	struct import_task *task = imported_task(import, prefix.pid);
	bool understood = read_begin(import, task, &prefix) || read_resumed(import, task, &prefix) ||
	                  read_rest(import, task, prefix.rest) || read_trap(import, task, prefix.rest);
	import->latest = task->arch;
	return understood;
}

void import_strace_end(struct import *import)
{
	strace_begun_enter_all(import);
}
