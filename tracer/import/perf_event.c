/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel's system call tracepoints, as printed by three tools:
 *
 *   sh 443 [001]  6045.3: raw_syscalls:sys_enter: NR 12 (0, 7fff42d2f4ec, 0, 37f, 0, 0)      perf script
 *   sh 443 [001]  6045.3: syscalls:sys_enter_close: fd: 0x00000003
 *   sh-443   [001] .....  6045.3: sys_exit: NR 12 = -2                                       trace_pipe
 *   sh-443   [001] .....  6045.3: sys_close(fd: 3)
 *   sh-443   [001] .....  6045.3: sys_close -> 0x0
 *   33.464 sh/443 raw_syscalls:sys_exit(id: 21, ret: -2)                                     perf trace -e
 *   15.250 sh/443 syscalls:sys_enter_close(fd: 3)
 *
 * perf trace omits zeros. Only the first form has all registers.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "tracer/import/perf_lines.h"

/* "comm 123 [001]", "comm-123   [001]": the task precedes the processor. */
static uint32_t before_processor(const char *line, const char *end)
{
	const char *at = memchr(line, '[', (size_t)(end - line));

	while (at && !(isdigit((unsigned char)at[1]) && at > line && at[-1] == ' '))
		at = memchr(at + 1, '[', (size_t)(end - at - 1));
	while (at && at > line && at[-1] == ' ')
		at--;
	if (!at)
		return 0;
	while (at > line && isdigit((unsigned char)at[-1]))
		at--;
	return (uint32_t)strtoul(at, NULL, 10);
}

/* "comm 123/124", "comm/124": without a processor. */
static uint32_t behind_slash(const char *line, const char *end)
{
	for (const char *at = end; at > line; at--)
		if (at[-1] == '/' && isdigit((unsigned char)*at))
			return (uint32_t)strtoul(at, NULL, 10);
	return 0;
}

static bool number_of(const char *at, uint32_t *nr, const char **behind)
{
	char *end;

	errno = 0;
	long long number = strtoll(at, &end, 10);
	if (end == at || errno || number < -1 || number > (long long)UINT32_MAX)
		return false;
	*nr = (uint32_t)number;
	*behind = end;
	return true;
}

/* "sys_enter: NR 12 (…)", "sys_exit: NR 12 = -2". */
static bool by_number(const char *at, struct perf_event *out)
{
	const char *behind;

	if (!number_of(at, &out->nr, &behind) || *behind != ' ')
		return false;
	behind += strspn(behind, " ");
	out->registers = behind;
	out->result = *behind == '=' ? strtoll(behind + 1, NULL, 10) : 0;
	return true;
}

/* The value after "ret: "; negative numbers may be in hexadecimal. */
static int64_t result_in(const char *at, const char *key)
{
	const char *found = strstr(at, key);

	if (!found)
		return 0;
	found += strlen(key);
	found += strspn(found, " ");
	return *found == '-' ? strtoll(found, NULL, 0) : (int64_t)strtoull(found, NULL, 0);
}

/* "sys_enter(id: 12, args: 140)", "sys_exit(id: 12, ret: -2)"; read is 0 and has no id. */
static bool by_id(const char *at, struct perf_event *out)
{
	static const char key[] = "id: ";
	const char *behind;

	out->nr = 0;
	if (!strncmp(at, key, sizeof(key) - 1) &&
	    (!number_of(at + sizeof(key) - 1, &out->nr, &behind) || (*behind != ',' && *behind != ')')))
		return false;
	if (!strchr(at, ')'))                                         /* cut off, perhaps before its number */
		return false;
	out->result = result_in(at, "ret: ");
	return true;
}

static bool name_of(const char *at, struct perf_event *out)
{
	out->name = at;
	out->length = strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
	return out->length > 0;
}

/* "sys_enter_close: fd: 3", "sys_enter_close(fd: 3)", "sys_exit_close: 0x0", "sys_exit_close(ret: -9)". */
static bool by_name(const char *at, struct perf_event *out)
{
	if (!name_of(at, out))
		return false;
	const char *behind = at + out->length;
	if (*behind == ':')
		out->result = result_in(behind, ":");
	if (*behind == '(')
		out->result = result_in(behind, "ret: ");
	return *behind == ':' || *behind == '(';
}

/* "sys_close(fd: 3)", "sys_close -> 0x0" of trace_pipe. */
static bool by_short_name(const char *at, struct perf_event *out)
{
	static const char arrow[] = " -> ";

	if (!name_of(at, out))
		return false;
	out->exit = !strncmp(at + out->length, arrow, sizeof(arrow) - 1);
	if (out->exit)
		out->result = result_in(at + out->length, arrow);
	return out->exit || at[out->length] == '(';
}

static const struct {
	const char *mark;
	bool exit;
	bool (*read)(const char *at, struct perf_event *out);
} marks[] = {
	{ "sys_enter: NR ", false, by_number },
	{ "sys_exit: NR ",  true,  by_number },
	{ "raw_syscalls:sys_enter(", false, by_id },
	{ "raw_syscalls:sys_exit(",  true,  by_id },
	{ "sys_enter_", false, by_name },
	{ "sys_exit_",  true,  by_name },
	{ ": sys_", false, by_short_name },
};

static uint32_t pid_of(const char *line, const char *end)
{
	uint32_t pid = before_processor(line, end);

	return pid ? pid : behind_slash(line, end);
}

bool perf_event(const char *line, struct perf_event *out)
{
	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		const char *at = strstr(line, marks[i].mark);
		if (!at || memchr(line, '"', (size_t)(at - line)))
			continue;
		*out = (struct perf_event){ .exit = marks[i].exit, .registers = "", .pid = pid_of(line, at) };
		if (marks[i].read(at + strlen(marks[i].mark), out))
			return true;
	}
	return false;
}
