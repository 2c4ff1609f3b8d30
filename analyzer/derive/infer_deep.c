/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row per call: a struct has no selector that chooses among operations. An
 * equivalent that was not seen gets no row, since its struct was not seen. If the
 * kernel accepted a struct with unknown fields, no row can describe it.
 */
#include "analyzer/derive/infer_deep.h"

#include "analyzer/rows/deep_row.h"

static struct deep taken(const struct draft *draft, enum arch arch, int id)
{
	struct deep deep = {0};

	for (size_t i = 0; i < draft->trace->call_count; i++)
		if (draft->id[i] == id && draft_carries(draft, draft->trace->calls[i].arch, arch))
			deep_take(&deep, &draft->trace->calls[i]);
	return deep;
}

static void infer_struct(struct draft *draft, enum arch arch, int id)
{
	struct draft_entry *entry = draft_entry(draft, arch, id);
	struct deep deep = taken(draft, arch, id);
	struct row row = deep_row(&draft->policy->arena, &deep, id, draft->options->level == LEVEL_EXACT);

	if (deep.tail || !row.count)
		return;
	entry->deep = arena_alloc(&draft->policy->arena, sizeof(*entry->deep));
	entry->deep[0] = row;
	entry->deep_count = 1;
}

void infer_deep(struct draft *draft, enum arch arch)
{
	for (size_t i = 0; i < struct_count(); i++)
		if (draft_rules(draft, arch, (int)struct_at(i)->call))
			infer_struct(draft, arch, (int)struct_at(i)->call);
}
