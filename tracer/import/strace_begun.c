/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places are found by process number. What is kept is text, so that the joined
 * line is read as if the call had not been interrupted.
 */
#include "tracer/import/strace_begun.h"

#include <string.h>

#include "tracer/import/strace_describe.h"

static struct import_begun *place_of(struct import *import, uint32_t pid)
{
	return &import->begun[pid % IMPORT_BEGUN];
}

/* If it is resumed after all, its task knows the entry. */
static void enter(struct import *import, struct import_begun *begun)
{
	struct import_task *task = &import->task[begun->pid % IMPORT_TASKS];
	AUTO_TEXT struct text whole = {0};
	struct strace_args args;
	struct trace_call call;

	if (!begun->used)
		return;
	begun->used = false;
	text_format(&whole, "%s <unfinished ...>", begun->args);
	strace_args(whole.at, &args);
	strace_describe(&call, &begun->meant, &args);
	int entry = imported_enter(import, &call);
	if (task->pid == begun->pid)
		task->entry = entry;
}

bool strace_begun_keep(struct import *import, uint32_t pid, const struct strace_meant *meant, const char *args, size_t length)
{
	struct import_begun *begun = place_of(import, pid);

	if (length >= sizeof(begun->args))
		return false;
	enter(import, begun);
	*begun = (struct import_begun){ .used = true, .pid = pid, .meant = *meant };
	memcpy(begun->args, args, length);
	return true;
}

bool strace_begun_take(struct import *import, uint32_t pid, uint32_t nr, struct strace_meant *meant, struct text *args)
{
	struct import_begun *begun = place_of(import, pid);

	if (!begun->used || begun->pid != pid || begun->meant.nr != nr)
		return false;
	begun->used = false;
	*meant = begun->meant;
	text_add(args, begun->args);
	return true;
}

void strace_begun_enter(struct import *import, uint32_t pid)
{
	struct import_begun *begun = place_of(import, pid);

	if (begun->pid == pid)
		enter(import, begun);
}

void strace_begun_enter_all(struct import *import)
{
	for (unsigned i = 0; i < IMPORT_BEGUN; i++)
		enter(import, &import->begun[i]);
}
