/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ancestors that are over are dropped from the chain when it is walked, so it is
 * no longer than the tree is deep.
 */
#include "tracer/follow/lineage.h"

#include <stdlib.h>

#include "core/base/mem.h"

static void release(struct lineage *lineage)
{
	while (lineage && !--lineage->references) {
		struct lineage *parent = lineage->parent;
		free(lineage);
		lineage = parent;
	}
}

static struct lineage *reference(struct lineage *lineage)
{
	if (lineage)
		lineage->references++;
	return lineage;
}

/* The nearest ancestor that lives. */
static struct lineage *parent_of(struct lineage *lineage)
{
	while (lineage->parent && !lineage->parent->tasks) {
		struct lineage *over = lineage->parent;
		lineage->parent = reference(over->parent);
		release(over);
	}
	return lineage->parent;
}

struct lineage *lineage_new(struct lineage *parent, pid_t tgid)
{
	struct lineage *lineage = mem_alloc(sizeof(*lineage));

	*lineage = (struct lineage){ .references = 1, .tasks = 1, .parent = reference(parent), .tgid = tgid };
	if (parent) {
		lineage->loaded = parent->loaded;
		lineage->plain = parent->plain;
		lineage->listened = parent->listened;
	}
	return lineage;
}

struct lineage *lineage_join(struct lineage *lineage)
{
	lineage->tasks++;
	return reference(lineage);
}

void lineage_leave(struct lineage *lineage)
{
	if (!lineage)
		return;
	struct lineage *parent = parent_of(lineage);
	if (!--lineage->tasks && parent)
		parent->quiet += lineage->quiet < LINEAGE_CHILD ? lineage->quiet : LINEAGE_CHILD;
	release(lineage);
}

void lineage_call(struct lineage *lineage, bool news)
{
	lineage->calls++;
	lineage->calls_loaded += lineage->loaded;
	lineage->quiet++;
	for (; news && lineage; lineage = parent_of(lineage)) {
		lineage->quiet = 0;
		lineage->last_new = lineage->calls;
	}
}

void lineage_wait(struct lineage *lineage)
{
	lineage->quiet -= lineage->quiet < LINEAGE_WAIT ? lineage->quiet : LINEAGE_WAIT;
	lineage->eager = false;
}

void lineage_listens(struct lineage *lineage)
{
	lineage->listened = true;
	lineage->quiet = 0;
}

bool lineage_is_ready(const struct lineage *lineage, bool server)
{
	if (!lineage || lineage->loaded || lineage->plain)
		return false;
	uint64_t least = server && !lineage->listened ? LINEAGE_SERVER : LINEAGE_QUIET;
	return lineage->eager || (lineage->quiet >= least && lineage->quiet >= lineage->last_new / LINEAGE_PART);
}
