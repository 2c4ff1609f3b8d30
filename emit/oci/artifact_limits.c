/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The limits are the rows of artifact_limits.def. Beside them, the rows of a call with
 * different answers must have a form that libseccomp compiles exactly, whatever
 * their order: each compares one argument, and either all compare the same
 * one with different values, or there are two and one is the opposite of the other.
 */
#include "emit/oci/artifact_limits.h"

#include <stdlib.h>
#include <string.h>

struct limit {
	const char *what;
	size_t most;
	bool node;
};

enum {
#define LIMIT(id, most, node, what) LIMIT_##id,
#include "emit/oci/artifact_limits.def"
#undef LIMIT
};

static const struct limit limits[] = {
#define LIMIT(id, most, node, what) { what, most, node },
#include "emit/oci/artifact_limits.def"
#undef LIMIT
};

_Static_assert(CALL_COUNT <= 1024, "an entry may have 1024 names");

/* `who`: the call, or the whole profile. */
static int keep_limit(unsigned which, const char *who, size_t count, struct text *notes, struct err *err)
{
	const struct limit *limit = &limits[which];

	if (count <= limit->most)
		return 0;
	if (!limit->node)
		return err_set(err, "%s: %zu %s, but container runtimes accept at most %zu in an artifact; "
		               "simplify its conditions, or use -f oci", who, count, limit->what, limit->most);
	text_format(notes, "%s: %zu %s, but container runtimes accept at most %zu in an artifact, unless the node's configuration "
	            "allows more\n", who, count, limit->what, limit->most);
	return 0;
}

static bool same_argument(const struct comparison *a, const struct comparison *b)
{
	return a->arg == b->arg && a->mask == UINT64_MAX && b->mask == UINT64_MAX;
}

/* Registers of 32 bits compare only the low half. */
static bool are_apart(const struct comparison *a, const struct comparison *b)
{
	return same_argument(a, b) && a->op == COMPARE_EQ && b->op == COMPARE_EQ && (uint32_t)a->value != (uint32_t)b->value;
}

static bool are_opposite(const struct comparison *a, const struct comparison *b)
{
	return same_argument(a, b) && a->value == b->value &&
	       ((a->op == COMPARE_EQ && b->op == COMPARE_NE) || (a->op == COMPARE_NE && b->op == COMPARE_EQ));
}

static bool is_exact_form(const struct entry_name *const *rows, size_t count)
{
	bool apart = true;

	for (size_t i = 0; i < count; i++)
		if (rows[i]->all.count != 1)
			return false;
	for (size_t i = 0; i < count; i++)
		for (size_t n = 0; n < i; n++)
			apart &= are_apart(&rows[i]->all.at[0], &rows[n]->all.at[0]);
	return apart || (count == 2 && are_opposite(&rows[0]->all.at[0], &rows[1]->all.at[0]));
}

static bool has_one_answer(const struct entry_name *const *rows, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (!verdict_equal(rows[i]->verdict, rows[0]->verdict))
			return false;
	return true;
}

static int check_call(const struct entry_name *const *rows, size_t count, struct text *notes, struct err *err)
{
	if (keep_limit(LIMIT_entries, rows[0]->name, count, notes, err))
		return -1;
	if (!has_one_answer(rows, count) && !is_exact_form(rows, count))
		return err_set(err, "%s: its arguments get different answers, in a form that container runtimes refuse in an artifact, as "
		               "libseccomp may not compile it exactly; give it one answer beside the default, or use -f oci", rows[0]->name);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct entry_name *const *one = a, *const *other = b;

	return strcmp((*one)->name, (*other)->name);
}

static int check_calls(const struct entry_name **rows, size_t count, struct text *notes, struct err *err)
{
	size_t next;

	qsort(rows, count, sizeof(*rows), by_name);
	for (size_t i = 0; i < count; i = next) {
		for (next = i; next < count && !strcmp(rows[next]->name, rows[i]->name); next++)
			continue;
		if (check_call(rows + i, next - i, notes, err))
			return -1;
	}
	return 0;
}

int artifact_limits_check(const struct entries *entries, size_t size, struct text *notes, struct err *err)
{
	AUTO_FREE const struct entry_name **rows = mem_alloc((entries->count + 1) * sizeof(*rows));

	for (size_t i = 0; i < entries->count; i++)
		rows[i] = &entries->at[i];
	if (keep_limit(LIMIT_bytes, "the profile", size, notes, err) ||
	    keep_limit(LIMIT_rules, "the profile", entries->count, notes, err))
		return -1;
	return check_calls(rows, entries->count, notes, err);
}
