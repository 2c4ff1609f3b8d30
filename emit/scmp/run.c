/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answers of blocks, run with whatever is loaded where one is reached, which is not always what it expects.
 */
#include <linux/filter.h>
#include <stdlib.h>

#include "emit/proof/bitvector.h"
#include "emit/scmp/blocks.h"

struct entrance {                              /* at a block, with this loaded */
	struct loaded with;
	bdd answers;
};

struct reached { struct entrance *at; size_t count, room; };

static struct entrance *find(const struct reached *of, struct loaded with)
{
	for (size_t i = 0; i < of->count; i++)
		if (of->at[i].with.word == with.word && of->at[i].with.mask == with.mask)
			return &of->at[i];
	return NULL;
}

static void arrive(struct reached *at, struct loaded with)
{
	if (find(at, with))
		return;
	at->at = mem_grow(at->at, at->count, &at->room, sizeof(*at->at));
	at->at[at->count++] = (struct entrance){ with, BDD_NO };
}

/* What the block compares, and leaves loaded. */
static struct loaded compared(const struct block *block, struct loaded with)
{
	if (block->ends)
		return (struct loaded){ NOTHING_LOADED, 0 };
	if (block->loads)
		with = block->before;
	if (block->load)
		with = (struct loaded){ block->after.word, UINT32_MAX };
	with.mask &= block->masks ? block->after.mask : UINT32_MAX;
	return with;
}

static void go_on(const struct blocks *blocks, struct reached *all, size_t from)
{
	const struct block *block = &blocks->at[from];

	for (size_t i = 0; i < all[from].count; i++)
		for (int side = 0; side < 2 && !block->ends; side++)
			arrive(&all[block->to[side]], compared(block, all[from].at[i].with));
}

static bdd answers_of(struct manager *manager, const struct blocks *blocks, const struct reached *all, size_t at, struct loaded with)
{
	static const uint16_t ops[] = { [SCMP_OP_EQ] = BPF_JEQ, [SCMP_OP_GT] = BPF_JGT, [SCMP_OP_GE] = BPF_JGE };
	const struct block *block = &blocks->at[at];
	struct loaded loaded = compared(block, with);

	if (block->ends)
		return bdd_word(manager, block->answer);
	enum data_word which = (enum data_word)(DATA_ARG_HIGH + (loaded.word ^ 1));     /* the upper word comes first there */
	struct bitvector word = bitvector_of_data(manager, which), mask = bitvector_constant(loaded.mask), value = bitvector_constant(block->value);
	word = bitvector_calculate(manager, BPF_AND, &word, &mask);
	return bdd_choose(manager, bitvector_compare(manager, ops[block->op], &word, &value), find(&all[block->to[true]], loaded)->answers,
	                  find(&all[block->to[false]], loaded)->answers);
}

bdd blocks_run(struct manager *manager, const struct blocks *blocks, unsigned first)
{
	struct reached *all = mem_alloc((blocks->count + 1) * sizeof(*all));
	bdd answers = BDD_NO;

	arrive(&all[first], (struct loaded){ NOTHING_LOADED, UINT32_MAX });
	for (size_t i = first + 1; i--;)
		go_on(blocks, all, i);
	for (size_t i = 0; i <= first; i++)
		for (size_t k = 0; k < all[i].count; k++)
			answers = all[i].at[k].answers = answers_of(manager, blocks, all, i, all[i].at[k].with);
	for (size_t i = 0; i <= first; i++)
		free(all[i].at);
	free(all);
	return answers;
}
