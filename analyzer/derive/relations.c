/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A set becomes a relation for each ordered pair of its members, a one-way row one
 * for each call that allows its first, a special case and a multiplexed call two
 * each: with the argument's value there, and under its condition back, if it is not
 * one way.
 */
#include "analyzer/derive/relations.h"

#include <stdlib.h>

#include "core/libc/implied.h"
#include "core/libc/support.h"

static bool is_listed(const char *const *patterns, const char *name)
{
	for (; patterns && *patterns; patterns++)
		if (equivalence_matches(name, *patterns))
			return true;
	return false;
}

bool relations_use(const struct derive_options *options, const char *name, enum level level)
{
	if (name && is_listed(options->without_sets, name))
		return false;
	return level <= options->level || (name && options->level != LEVEL_EXACT && is_listed(options->with_sets, name));
}

static void add(struct relations *relations, struct relation relation)
{
	relations->at = mem_grow(relations->at, relations->count, &relations->room, sizeof(*relations->at));
	relations->at[relations->count++] = relation;
}

static void add_set(struct relations *relations, const struct equivalence *set)
{
	for (size_t to = 0; to < EQUIVALENCE_MEMBERS && set->member[to] != CALL_UNKNOWN; to++)
		for (size_t from = 0; from < EQUIVALENCE_MEMBERS && set->member[from] != CALL_UNKNOWN; from++)
			if (from != to && (!set->toward || to == 0))
				add(relations, (struct relation){ .from = set->member[from], .to = set->member[to], .set = set->name });
}

/* On a kernel without the first of two calls of a set, programs that fall back use the second: one way, whatever the
 * level. */
static void add_fallback(struct relations *relations, const struct fallback *row)
{
	for (size_t i = 0; i < equivalence_count() && row->instead != CALL_UNKNOWN; i++)
		if (equivalence_has(equivalence_at(i), row->call) && equivalence_has(equivalence_at(i), row->instead))
			add(relations, (struct relation){ .from = row->call, .to = row->instead, .set = equivalence_at(i)->name });
}

static void add_case(struct relations *relations, const struct special_case *row)
{
	add(relations, (struct relation){
		.from = row->call, .to = row->of, .set = row->name, .role = row->when.role, .value = row->value,
	});
	if (!row->toward)
		add(relations, (struct relation){ .from = row->of, .to = row->call, .set = row->name, .when = row->when });
}

static void add_multiplexed(struct relations *relations, const struct multiplexed *row)
{
	struct condition command = { row->selector, { .kind = VALUES_SET, .count = 1, .v = { row->command } } };

	add(relations, (struct relation){
		.from = row->direct, .to = row->multiplexer, .set = row->name, .role = row->selector, .value = row->command,
	});
	add(relations, (struct relation){ .from = row->multiplexer, .to = row->direct, .set = row->name, .when = command });
}

void relations_of(struct relations *relations, const struct derive_options *options)
{
	for (size_t i = 0; i < equivalence_count(); i++)
		if (relations_use(options, equivalence_at(i)->name, equivalence_at(i)->level))
			add_set(relations, equivalence_at(i));
	for (size_t i = 0; i < fallback_count() && options->has_kernel; i++)
		if (!support_kernel_has(options->kernel, fallback_at(i)->call))
			add_fallback(relations, fallback_at(i));
	for (size_t i = 0; i < special_case_count(); i++)
		if (relations_use(options, special_case_at(i)->name, special_case_at(i)->level))
			add_case(relations, special_case_at(i));
	for (size_t i = 0; i < multiplexed_count(); i++)
		if (relations_use(options, multiplexed_at(i)->name, LEVEL_LIBC))
			add_multiplexed(relations, multiplexed_at(i));
}

void relations_free(struct relations *relations)
{
	free(relations->at);
	*relations = (struct relations){0};
}

const char *relations_set(const struct relations *relations, int from, int to)
{
	for (size_t i = 0; i < relations->count; i++)
		if ((int)relations->at[i].from == from && (int)relations->at[i].to == to)
			return relations->at[i].set;
	return NULL;
}

static void component_rename(int component[CALL_COUNT], int from, int to)
{
	for (int id = 0; id < CALL_COUNT && from != to; id++)
		if (component[id] == from)
			component[id] = to;
}

void relations_components(const struct relations *relations, int component[CALL_COUNT])
{
	for (int id = 0; id < CALL_COUNT; id++)
		component[id] = id;
	for (size_t i = 0; i < relations->count; i++)
		if (!multiplexed_by(relations->at[i].from) && !multiplexed_by(relations->at[i].to))
			component_rename(component, component[relations->at[i].from], component[relations->at[i].to]);
}
