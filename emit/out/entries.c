/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The OR of a rule's rows becomes several entries: each call is split into
 * (name, entry) pairs, and equal entries are merged.
 */
#include "emit/out/entries.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "core/libc/support.h"

void entries_free(struct entries *entries)
{
	free(entries->at);
}

const char *entries_action(enum action action)
{
	static const char *const actions[] = {
		[ACTION_ALLOW] = "SCMP_ACT_ALLOW",
		[ACTION_LOG] = "SCMP_ACT_LOG",
		[ACTION_TRACE] = "SCMP_ACT_TRACE",
		[ACTION_NOTIFY] = "SCMP_ACT_NOTIFY",
		[ACTION_ERRNO] = "SCMP_ACT_ERRNO",
		[ACTION_TRAP] = "SCMP_ACT_TRAP",
		[ACTION_KILL_THREAD] = "SCMP_ACT_KILL_THREAD",
		[ACTION_KILL] = "SCMP_ACT_KILL_PROCESS",
	};
	return actions[action];
}

bool entries_is_masked(const struct comparison *c)
{
	return c->mask != UINT64_MAX;
}

const char *entries_operator(const struct comparison *c)
{
	static const char *const operators[] = {
		[COMPARE_EQ] = "SCMP_CMP_EQ", [COMPARE_NE] = "SCMP_CMP_NE", [COMPARE_LE] = "SCMP_CMP_LE", [COMPARE_GE] = "SCMP_CMP_GE",
	};
	return entries_is_masked(c) ? "SCMP_CMP_MASKED_EQ" : operators[c->op];
}

bool entries_has_number(enum action action)
{
	return action == ACTION_ERRNO || action == ACTION_TRACE;
}

static void take_apart(struct entries *entries, const struct lowered_call *call, const char *name)
{
	for (size_t i = 0; i < call->any.count; i++) {
		entries->at = mem_grow(entries->at, entries->count, &entries->room, sizeof(*entries->at));
		entries->at[entries->count++] = (struct entry_name){ name, call->verdict, call->any.at[i], NULL };
	}
}

/* On some archs libseccomp has another name for the call. */
static void take_calls(struct entries *entries, const struct lowered *lowered)
{
	for (size_t i = 0; i < lowered->count; i++) {
		const struct lowered_call *call = &lowered->call[i];
		take_apart(entries, call, call->name);
		arch_each(arch, call->id == CALL_UNKNOWN ? 0 : lowered->policy.archs) {
			enum syscall_id name = support_library_call(arch, call->id);
			if (name != call->id)
				take_apart(entries, call, syscall_name(name));
		}
	}
}

static int compare_entries(const struct entry_name *a, const struct entry_name *b)
{
	if (a->verdict.action != b->verdict.action)
		return (int)a->verdict.action - (int)b->verdict.action;
	if (a->verdict.data != b->verdict.data)
		return a->verdict.data - b->verdict.data;
	return comparisons_order(&a->all, &b->all);
}

static int by_entry(const void *a, const void *b)
{
	const struct entry_name *x = a, *y = b;
	int order = compare_entries(x, y);
	return order ? order : strcmp(x->name, y->name);
}

/* Order in the file: entries without conditions first, then by name and comparisons. */
static int by_place(const void *a, const void *b)
{
	const struct entry_name *x = a, *y = b;
	int order = (x->all.count != 0) - (y->all.count != 0);
	order = order ? order : strcmp(x->leader, y->leader);
	order = order ? order : comparisons_order(&x->all, &y->all);
	return order ? order : by_entry(a, b);
}

/* Drops duplicates and sets the leader of each entry. */
static void put_together(struct entries *entries)
{
	size_t kept = 0;

	if (!entries->count)
		return;
	qsort(entries->at, entries->count, sizeof(*entries->at), by_entry);
	for (size_t i = 0; i < entries->count; i++) {
		struct entry_name *one = &entries->at[i], *last = kept ? &entries->at[kept - 1] : NULL;
		bool joins = last && !compare_entries(last, one);
		if (joins && !strcmp(last->name, one->name))
			continue;
		one->leader = joins ? last->leader : one->name;
		entries->at[kept++] = *one;
	}
	entries->count = kept;
	qsort(entries->at, entries->count, sizeof(*entries->at), by_place);
}

void entries_of(struct entries *entries, const struct lowered *lowered)
{
	take_calls(entries, lowered);
	put_together(entries);
}

static int by_name(const void *a, const void *b)
{
	const struct entry_name *x = a, *y = b;
	int order = strcmp(x->name, y->name);
	return order ? order : comparisons_order(&x->all, &y->all);
}

void entries_by_name(struct entries *entries, const struct lowered *lowered)
{
	take_calls(entries, lowered);
	if (entries->count)
		qsort(entries->at, entries->count, sizeof(*entries->at), by_name);
}

size_t entries_names(const struct entries *entries, size_t first)
{
	size_t names = 1;

	while (first + names < entries->count && !compare_entries(&entries->at[first], &entries->at[first + names]))
		names++;
	return names;
}

void entries_add_args(struct text *out, const struct comparisons *all, void (*put)(struct text *out, const struct comparison *c))
{
	if (!all->count)
		return;
	json_add_key(out, "args");
	text_add(out, "[");
	for (size_t i = 0; i < all->count; i++)
		put(out, &all->at[i]);
	text_add(out, "]");
}
