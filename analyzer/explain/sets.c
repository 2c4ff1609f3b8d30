/* SPDX-License-Identifier: Apache-2.0 */
/* A set can have rows in several tables, which share its name; it is one line all the same. */
#include "analyzer/explain/sets.h"

#include <string.h>

#include "core/libc/equivalence.h"
#include "core/libc/implied.h"
#include "core/libc/projection.h"

struct set {
	const char *name, *what;
	enum level level;                     /* the first that extends it */
	bool call[CALL_COUNT];
};

static void add_call(struct set *set, int id)
{
	if (id != CALL_UNKNOWN)
		set->call[id] = true;
}

static void add_row(struct set *set, enum level level, const char *what)
{
	set->level = level < set->level ? level : set->level;
	set->what = set->what ? set->what : what;
}

static void add_equivalences(struct set *set)
{
	for (size_t i = 0; i < equivalence_count(); i++) {
		const struct equivalence *row = equivalence_at(i);
		if (strcmp(row->name, set->name) != 0)
			continue;
		add_row(set, row->level, row->what);
		for (size_t m = 0; m < EQUIVALENCE_MEMBERS; m++)
			add_call(set, row->member[m]);
	}
}

static void add_cases(struct set *set)
{
	for (size_t i = 0; i < special_case_count(); i++) {
		const struct special_case *row = special_case_at(i);
		if (strcmp(row->name, set->name) != 0)
			continue;
		add_row(set, row->level, row->what);
		add_call(set, row->call);
		add_call(set, row->of);
	}
}

static void add_multiplexed(struct set *set)
{
	for (size_t i = 0; i < multiplexed_count(); i++) {
		const struct multiplexed *row = multiplexed_at(i);
		if (strcmp(row->name, set->name) != 0)
			continue;
		add_row(set, LEVEL_LIBC, row->what);
		add_call(set, row->multiplexer);
		add_call(set, row->direct);
	}
}

static void add_counterparts(struct set *set)
{
	for (size_t i = 0; i < counterpart_count(); i++) {
		if (strcmp(counterpart_at(i)->purpose, set->name) != 0)
			continue;
		add_row(set, LEVEL_EXACT, "what other archs have for it");
		add_call(set, counterpart_at(i)->call);
	}
}

static void add_implied(struct set *set)
{
	for (size_t i = 0; i < implied_count(); i++) {
		const struct implied *row = implied_at(i);
		if (!row->set || strcmp(row->set, set->name) != 0)
			continue;
		add_row(set, row->level, row->by);
		add_call(set, row->call);
	}
}

static void set_text(const struct set *set, struct text *out)
{
	const char *before = ": ";

	text_add(out, set->name);
	if (set->level < LEVEL_COUNT)
		text_format(out, " [level %s]", level_name(set->level));
	else
		text_add(out, " [with --set]");
	if (set->what)
		text_format(out, " %s", set->what);
	for (int id = 0; id < CALL_COUNT; id++)
		if (set->call[id]) {
			text_format(out, "%s%s", before, syscall_name((enum syscall_id)id));
			before = ", ";
		}
	text_add(out, "\n");
}

static bool is_earlier(unsigned until, const char *name)
{
	for (unsigned i = 0; i < until; i++)
		if (!strcmp(equivalence_name_at(i), name))
			return true;
	return false;
}

void explain_sets_text(struct text *out)
{
	const char *name;

	for (unsigned i = 0; (name = equivalence_name_at(i)); i++) {
		struct set set = { .name = name, .level = LEVEL_ASK };
		if (is_earlier(i, name))
			continue;
		add_equivalences(&set);
		add_cases(&set);
		add_multiplexed(&set);
		add_counterparts(&set);
		add_implied(&set);
		set_text(&set, out);
	}
}
