/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names of the threads that made a call: a set that collapses when it is
 * full, since a program can make names without end and each new one is a line
 * of the journal.
 */
#include <string.h>

#include "core/trace.h"

static bool collapse(struct trace_call *into)
{
	bool grew = !into->many_threads;

	into->many_threads = true;
	memset(into->threads, 0, sizeof(into->threads));
	return grew;
}

static bool add(struct trace_call *into, const char *name)
{
	unsigned at = 0;

	while (at < TRACE_THREADS && *into->threads[at] && strcmp(into->threads[at], name) < 0)
		at++;
	if (!*name || into->many_threads || (at < TRACE_THREADS && !strcmp(into->threads[at], name)))
		return false;
	if (*into->threads[TRACE_THREADS - 1])
		return collapse(into);
	memmove(into->threads[at + 1], into->threads[at], (TRACE_THREADS - 1 - at) * TRACE_THREAD_NAME);
	memcpy(into->threads[at], name, TRACE_THREAD_NAME);
	return true;
}

bool trace_threads_join(struct trace_call *into, const struct trace_call *from)
{
	bool grew = false;

	if (from->many_threads)
		return collapse(into);
	for (unsigned i = 0; i < TRACE_THREADS && *from->threads[i]; i++)
		grew |= add(into, from->threads[i]);
	return grew;
}
