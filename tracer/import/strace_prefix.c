/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What strace prints before a call: task, time, number, address, security
 * context. Options and versions decide which of them are printed and in which
 * order, so each is recognised by its form alone.
 */
#include <stdlib.h>
#include <string.h>

#include "tracer/import/strace_text.h"

typedef const char *prefix_reader(const char *at, struct strace_prefix *out);

/* After "<comm>" of -Y, if present; strace escapes < and > in names. */
static const char *behind_comm(const char *at)
{
	const char *close = *at == '<' ? strchr(at, '>') : NULL;

	return close ? close + 1 : at;
}

/* "[pid 29365] ", "[pid 29365<comm>] ". */
static const char *pid_bracket(const char *at, struct strace_prefix *out)
{
	size_t skip = strncmp(at, "[pid ", 5) ? 0 : 5 + strspn(at + 5, " ");
	size_t digits = skip ? strspn(at + skip, "0123456789") : 0;

	if (!digits)
		return NULL;
	const char *close = behind_comm(at + skip + digits);
	if (strncmp(close, "] ", 2))
		return NULL;
	out->pid = (uint32_t)strtoul(at + skip, NULL, 10);
	return close + 2;
}

/* "[00007f8e9fd49ad7] " of -i, as wide as an address; "[????????????????] ". */
static const char *ip_bracket(const char *at, struct strace_prefix *out)
{
	(void)out;
	size_t length = *at == '[' ? strspn(at + 1, "0123456789abcdef?") : 0;

	return (length == 8 || length == 16) && !strncmp(at + 1 + length, "] ", 2) ? at + length + 3 : NULL;
}

/* "[  59] " of -n. */
static const char *nr_bracket(const char *at, struct strace_prefix *out)
{
	size_t spaces = *at == '[' ? strspn(at + 1, " ") : 0;
	size_t length = *at == '[' ? strspn(at + 1 + spaces, "0123456789") : 0;

	if (!length || length > 10 || strncmp(at + 1 + spaces + length, "] ", 2))
		return NULL;
	unsigned long long nr = strtoull(at + 1, NULL, 10);
	out->has_nr = nr <= UINT32_MAX;
	out->nr = (uint32_t)nr;
	return at + spaces + length + 3;
}

/* "[unconfined_u:unconfined_r:unconfined_t:s0] " of --secontext, which may contain blanks. */
static const char *context_bracket(const char *at, struct strace_prefix *out)
{
	(void)out;
	const char *close = *at == '[' && at[1] != ' ' ? strstr(at, "] ") : NULL;

	return close && !memchr(at, '"', (size_t)(close - at)) ? close + 2 : NULL;
}

/* "(+     0.000000) " of -t with -r. */
static const char *relative(const char *at, struct strace_prefix *out)
{
	(void)out;
	const char *close = strncmp(at, "(+", 2) ? NULL : strstr(at, ") ");

	return close ? close + 2 : NULL;
}

/* A process of -f with -o ("29365 ", "29365<comm> "), or a time ("19:44:19.202558 "). */
static const char *number(const char *at, struct strace_prefix *out)
{
	size_t digits = strspn(at, "0123456789"), whole = strspn(at, "0123456789.:");
	const char *end = at + whole;

	if (!digits)
		return NULL;
	end = behind_comm(end);
	if (*end != ' ')
		return NULL;
	if (digits == whole && !out->pid)
		out->pid = (uint32_t)strtoul(at, NULL, 10);
	return end + 1;
}

void strace_prefix(const char *line, struct strace_prefix *out)
{
	static prefix_reader *const readers[] = { pid_bracket, ip_bracket, nr_bracket, context_bracket, relative, number };
	const char *at = line;

	*out = (struct strace_prefix){0};
	while (at) {
		out->rest = at + strspn(at, " ");
		at = NULL;
		for (size_t i = 0; i < COUNT_OF(readers) && !at; i++)
			at = readers[i](out->rest, out);
	}
}
