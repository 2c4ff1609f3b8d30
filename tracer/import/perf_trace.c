/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of perf trace: a time of any width, the duration of the call, the task,
 * and the call by name, without arguments that are zero.
 *
 *      35.912 ( 0.010 ms): sh/29434 close(fd: 2)                 = -1 EBADF (Bad file descriptor)
 *  100000.157 (         ): sh/29434 vfork()                      ...
 *           ? (         ): sh/29434  ... [continued]: execve())  = 0
 *
 * A task's name may be any fifteen bytes.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/policy/policy.h"
#include "tracer/import/perf_lines.h"
#include "tracer/import/call.h"

enum { COMM_MOST = 16 };

static const char *behind_stamp(const char *line)
{
	const char *at = line + strspn(line, " ");
	size_t stamp = strspn(at, "0123456789.?");

	return stamp && at[stamp] == ' ' ? at + stamp + 1 : NULL;
}

static const char *behind_duration(const char *at)
{
	if (!at || *at != '(')
		return NULL;
	at += 1 + strspn(at + 1, " 0123456789.ms");
	return strncmp(at, "): ", 3) ? NULL : at + 3;
}

static size_t name_length(const char *at)
{
	return strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
}

/* Reads the text after the task. */
typedef bool text_reader(const char *at, struct perf_call *out);

/* A "/" in a task's name may be followed by digits, so each is tried. Without a
 * task, the text is the whole line. */
static bool behind_task(const char *at, text_reader *read, struct perf_call *out)
{
	for (const char *slash = strchr(at, '/'); slash && slash - at <= COMM_MOST; slash = strchr(slash + 1, '/')) {
		size_t digits = strspn(slash + 1, "0123456789");
		const char *text = slash + 1 + digits;
		if (!digits || *text != ' ')
			continue;
		out->pid = (uint32_t)strtoul(slash + 1, NULL, 10);
		text += strspn(text, " ");
		if (read(text, out))
			return true;
		if (text[name_length(text)] == '(')           /* a call that we do not know, not preceded by a name */
			return false;
	}
	size_t digits = strspn(at, "0123456789");
	bool alone = digits && at[digits] == ' ';                     /* --no-comm */
	out->pid = alone ? (uint32_t)strtoul(at, NULL, 10) : 0;
	return read(alone ? at + digits + strspn(at + digits, " ") : at, out);
}

/* After the last " = ": a path or a task name may contain one too. */
static int64_t result_of(const char *at)
{
	const char *result = NULL;
	char name[32];

	for (const char *next = strstr(at, " = "); next; next = strstr(next + 1, " = "))
		result = next + 3;
	if (!result)
		return 0;
	if (strncmp(result, "-1 E", 4))
		return strtoll(result, NULL, 0);
	size_t length = strcspn(result + 3, " ");
	if (length >= sizeof(name))
		return 0;
	memcpy(name, result + 3, length);
	name[length] = '\0';
	int number = errno_by_name(name);
	return number < 0 ? 0 : -number;
}

static bool ends_in_dots(const char *at)
{
	size_t length = strlen(at);

	while (length && at[length - 1] == ' ')
		length--;
	return length >= 4 && !memcmp(at + length - 4, " ...", 4);
}

static bool read_named(const char *at, struct perf_call *out)
{
	static const char begin[] = "... [continued]: ";

	out->continued = !strncmp(at, begin, sizeof(begin) - 1);
	at += out->continued ? sizeof(begin) - 1 : 0;
	size_t length = name_length(at);
	if (!strstr(at, " = ") && !ends_in_dots(at))                  /* cut off: this may be part of the task's name */
		return false;
	out->id = at[length] == '(' ? imported_id(at, length) : CALL_UNKNOWN;
	out->unfinished = ends_in_dots(at);
	out->result = out->unfinished ? 0 : result_of(at);
	return out->id != CALL_UNKNOWN;
}

bool perf_call(const char *line, struct perf_call *out)
{
	const char *at = behind_duration(behind_stamp(line));

	return at && behind_task(at, read_named, out);
}

/* "sched:sched_switch(", "minfault [". */
static bool read_other(const char *at, struct perf_call *out)
{
	size_t group = name_length(at), event = at[group] == ':' ? name_length(at + group + 1) : 0;

	(void)out;
	if (!strncmp(at, "minfault [", 10) || !strncmp(at, "majfault [", 10))
		return true;
	return group && event && at[group + 1 + event] == '(' && !strstr(at, "sys_enter") && !strstr(at, "sys_exit");
}

bool perf_is_other(const char *line)
{
	const char *stamped = behind_stamp(line), *at = behind_duration(stamped);
	struct perf_call none;

	return stamped && behind_task(at ? at : stamped, read_other, &none);
}
