/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of several labels the lowest are kept, in any order of joins; `more` is set once
 * there were more names than that.
 */
#include "core/trace/labels.h"

#include <string.h>

#include "core/trace/trace.h"

static bool label_equals(const void *trace, size_t entry, const void *name)
{
	return !strcmp(((const struct trace *)trace)->labels[entry], name);
}

bool trace_has_label(const struct trace *trace, const char *name)
{
	return hash_find(&trace->index.labels, hash_mix_string(0, name), label_equals, trace, name) >= 0;
}

int trace_label(struct trace *trace, const char *name)
{
	uint64_t hash = hash_mix_string(0, name);
	int64_t found = hash_find(&trace->index.labels, hash, label_equals, trace, name);

	if (found >= 0)
		return (int)found;
	hash_add(&trace->index.labels, hash, trace->label_count);
	trace->labels = mem_grow(trace->labels, trace->label_count, &trace->label_room, sizeof(*trace->labels));
	trace->labels[trace->label_count] = arena_string(&trace->arena, name);
	return (int)trace->label_count++;
}

const char *trace_label_at(const struct trace *trace, const struct trace_labels *labels, int n)
{
	return n < TRACE_LABELS && labels->at[n] ? trace->labels[labels->at[n] - 1] : NULL;
}

bool trace_labels_add(const struct trace *trace, struct trace_labels *into, int label)
{
	const char *name = trace->labels[label], *other;
	int at = 0, order = -1;

	while ((other = trace_label_at(trace, into, at)) && (order = strcmp(other, name)) < 0)
		at++;
	if (other && !order)
		return false;
	bool lost = at == TRACE_LABELS || into->at[TRACE_LABELS - 1], grew = lost && !into->more;
	into->more |= lost;
	if (at == TRACE_LABELS)
		return grew;
	memmove(&into->at[at + 1], &into->at[at], (size_t)(TRACE_LABELS - 1 - at) * sizeof(*into->at));
	into->at[at] = 1 + label;
	return true;
}

bool trace_labels_join(const struct trace *trace, struct trace_labels *into, const struct trace_labels *from)
{
	bool grew = from->more && !into->more;

	into->more |= from->more;
	for (int i = 0; i < TRACE_LABELS && from->at[i]; i++)
		grew |= trace_labels_add(trace, into, from->at[i] - 1);
	return grew;
}

struct trace_labels trace_labels_take(struct trace *trace, const struct trace *from, const struct trace_labels *labels)
{
	struct trace_labels taken = { .more = labels->more };

	for (int i = 0; i < TRACE_LABELS && labels->at[i]; i++)
		taken.at[i] = 1 + trace_label(trace, from->labels[labels->at[i] - 1]);
	return taken;
}
