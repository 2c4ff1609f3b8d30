/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three tools over the kernel's raw_syscalls tracepoints. perf script and trace_pipe
 * print registers as they are:
 *
 *   sh 29443 [001]  6045.365637: raw_syscalls:sys_enter: NR 12 (0, 7fff42d2f4ec, 0, 37f, 0, 0)
 *   sh-29443   [001] .....  6045.365640: sys_exit: NR 12 = -2
 *
 * perf trace prints calls by name, without arguments that are zero, and so
 * nothing certain of any argument:
 *
 *   35.912 ( 0.010 ms): sh/29434 close(fd: 2)                 = -1 EBADF (Bad file descriptor)
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/policy.h"
#include "tracer/import_readers.h"
#include "tracer/imported.h"

static const char enter_mark[] = "sys_enter: NR ", exit_mark[] = "sys_exit: NR ";

/* The task stands before the processor: "comm 123 [001]" or "comm-123   [001]"; 0 where it is not told. */
static uint32_t pid_of(const char *line, const char *end)
{
	const char *at = memchr(line, '[', (size_t)(end - line));

	while (at && at < end && !(isdigit((unsigned char)at[1]) && at > line && at[-1] == ' '))
		at = memchr(at + 1, '[', (size_t)(end - at - 1));
	while (at && at > line && at[-1] == ' ')
		at--;
	if (!at || at >= end)
		return 0;
	while (at > line && isdigit((unsigned char)at[-1]))
		at--;
	return (uint32_t)strtoul(at, NULL, 10);
}

static bool number_of(const char **at, uint32_t *nr)
{
	char *end;

	errno = 0;
	long long number = strtoll(*at, &end, 10);
	if (end == *at || errno || number < -1 || number > (long long)UINT32_MAX)
		return false;
	*at = end;
	*nr = (uint32_t)number;
	return true;
}

/* "(0, 2000, 3, 22, ffffffff, 0)"; a line that is cut off tells fewer. */
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

static int enter_number(struct import *import, uint32_t nr, const char *registers)
{
	struct trace_call call;

	import->assumed = true;
	imported_begin(&call, import->native, nr);
	take_registers(&call, registers);
	return imported_enter(import, &call);
}

static bool read_enter(struct import *import, const char *line, const char *mark)
{
	const char *at = mark + sizeof(enter_mark) - 1;
	struct import_task *task = imported_task(import, pid_of(line, mark));
	uint32_t nr;

	if (!number_of(&at, &nr))
		return false;
	task->entry = enter_number(import, nr, at);
	return true;
}

/* A child's first event is the end of the call by which its parent made it. */
static bool is_birth(enum arch arch, uint32_t nr, int64_t result)
{
	int id = syscall_by_nr(arch, nr);

	return !result && (id == CALL_clone || id == CALL_clone3 || id == CALL_fork || id == CALL_vfork);
}

static bool is_entered(const struct import *import, const struct import_task *task, uint32_t nr)
{
	return task->entry != TRACE_NOWHERE && import->trace->calls[task->entry].nr == nr;
}

/* The end of a call whose beginning was not seen tells that it was made. That
 * of rt_sigreturn has no number any more: it restored that of another call. */
static bool read_exit(struct import *import, const char *line, const char *mark)
{
	const char *at = mark + sizeof(exit_mark) - 1;
	struct import_task *task = imported_task(import, pid_of(line, mark));
	uint32_t nr;

	if (!number_of(&at, &nr))
		return false;
	int64_t result = strtoll(at + strspn(at, " ="), NULL, 10);
	if (!is_entered(import, task, nr) && nr != UINT32_MAX && !is_birth(import->native, nr, result))
		task->entry = enter_number(import, nr, "");
	if (is_entered(import, task, nr))
		imported_result(import, task->entry, result);
	task->entry = TRACE_NOWHERE;
	return true;
}

/* Behind "35.912 ( 0.010 ms): " or "? (         ): ". */
static const char *behind_times(const char *line)
{
	const char *at = line + strspn(line, " ");
	size_t stamp = strspn(at, "0123456789.?");

	if (at == line || !stamp || strncmp(at + stamp, " (", 2))
		return NULL;
	at += stamp + 2;
	at += strspn(at, " 0123456789.ms");
	return strncmp(at, "): ", 3) ? NULL : at + 3;
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The call that is named before a parenthesis, which a task's name may have as well. */
static int named_call(const char *at)
{
	for (const char *open = strchr(at, '('); open; open = strchr(open + 1, '(')) {
		const char *name = open;
		while (name > at && is_name(name[-1]))
			name--;
		int id = name == at || name[-1] == ' ' ? imported_id(name, (size_t)(open - name)) : CALL_UNKNOWN;
		if (id != CALL_UNKNOWN)
			return id;
	}
	return CALL_UNKNOWN;
}

/* "= -1 ENOENT (No such file ...)" at the end of a line. */
static int named_errno(const char *line)
{
	const char *result = NULL;
	char name[32];

	for (const char *at = strstr(line, " = -1 E"); at; at = strstr(at + 1, " = -1 E"))
		result = at + 6;
	size_t length = result ? strcspn(result, " ") : 0;
	if (!length || length >= sizeof(name))
		return 0;
	memcpy(name, result, length);
	name[length] = '\0';
	return errno_by_name(name);
}

static bool read_named(struct import *import, const char *at)
{
	int id = named_call(at);
	struct trace_call call;

	if (id == CALL_UNKNOWN || !syscall_exists((enum syscall_id)id, import->native))
		return false;
	import->assumed = true;
	imported_begin(&call, import->native, (uint32_t)syscall_nr((enum syscall_id)id, import->native));
	imported_result(import, imported_enter(import, &call), -named_errno(at));
	return true;
}

bool import_perf_recognises(const char *line)
{
	return strstr(line, enter_mark) || strstr(line, exit_mark) ||
	       (behind_times(line) && named_call(behind_times(line)) != CALL_UNKNOWN);
}

bool import_perf_read(struct import *import, const char *line)
{
	const char *mark;

	if ((mark = strstr(line, enter_mark)))
		return read_enter(import, line, mark);
	if ((mark = strstr(line, exit_mark)))
		return read_exit(import, line, mark);
	return behind_times(line) && read_named(import, behind_times(line));
}
