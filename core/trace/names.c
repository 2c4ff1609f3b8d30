/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names of the threads that made a call, and of the drivers that an ioctl
 * went to: sets that collapse when full, since a program can make up names
 * without end and each new one is a line in the journal.
 */
#include <string.h>

#include "core/trace/trace.h"

struct names {
	char *at;                             /* ascending, padded with "" */
	size_t most, size;                    /* names, and the bytes of one with its final NUL */
	bool *many;                           /* there were more, so none is kept */
};

static struct names threads_of(struct trace_call *call)
{
	return (struct names){ call->threads[0], TRACE_THREADS, TRACE_THREAD_NAME, &call->many_threads };
}

static struct names drivers_of(struct trace_call *call)
{
	return (struct names){ call->drivers[0], TRACE_DRIVERS, TRACE_DRIVER_NAME, &call->many_drivers };
}

static char *name_at(struct names names, size_t index)
{
	return names.at + index * names.size;
}

static bool collapse(struct names into)
{
	bool grew = !*into.many;

	*into.many = true;
	memset(into.at, 0, into.most * into.size);
	return grew;
}

static bool add(struct names into, const char *name)
{
	size_t at = 0;

	while (at < into.most && *name_at(into, at) && strcmp(name_at(into, at), name) < 0)
		at++;
	if (!*name || *into.many || (at < into.most && !strcmp(name_at(into, at), name)))
		return false;
	if (*name_at(into, into.most - 1))
		return collapse(into);
	memmove(name_at(into, at + 1), name_at(into, at), (into.most - 1 - at) * into.size);
	memcpy(name_at(into, at), name, into.size);
	return true;
}

static bool join(struct names into, const char *from, bool many)
{
	bool grew = false;

	if (many)
		return collapse(into);
	for (size_t i = 0; i < into.most && from[i * into.size]; i++)
		grew |= add(into, from + i * into.size);
	return grew;
}

bool trace_threads_join(struct trace_call *into, const struct trace_call *from)
{
	return join(threads_of(into), from->threads[0], from->many_threads);
}

bool trace_drivers_join(struct trace_call *into, const struct trace_call *from)
{
	return join(drivers_of(into), from->drivers[0], from->many_drivers);
}
