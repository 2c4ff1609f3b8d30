/* SPDX-License-Identifier: Apache-2.0 */
#include "emit/scmp/model.h"

#include <stdlib.h>

#include "core/base/order.h"
#include "emit/scmp/blocks.h"

enum { STEPS_MOST = 50000 };                  /* for the diagram of one call; with thirty rules it takes some thousand */

static void keep_blocks(const struct blocks *from, struct scmp_blocks *to, unsigned id)
{
	for (size_t i = 0; to && i < from->count; i++) {
		const struct block *block = &from->at[i];
		if (block->before.word == NOTHING_LOADED)
			continue;
		to->at = mem_grow(to->at, to->count, &to->room, sizeof(*to->at));
		to->at[to->count++] = (struct scmp_block){ block->content, id, block->loads, block->relies };
	}
}

static bool add_all(struct scmp_tree *tree, const struct scmp_call *call)
{
	for (size_t i = 0; i < call->count && tree->steps < TREE_STEPS_MOST; i++)
		if (!tree_add(tree, &call->rules[i], call->narrow))
			return false;
	return true;
}

bool scmp_is_simple(const struct scmp_call *call)
{
	for (size_t i = 0; i < call->count; i++)
		for (size_t k = 0; k < call->rules[i].count; k++)
			if (call->rules[i].tests[k].op != SCMP_OP_EQ || call->rules[i].word != call->rules[0].word)
				return false;
	return true;
}

/* False: it takes too long. */
static bool answer(struct scmp_answers *answers, struct manager *manager, const struct blocks *blocks, unsigned first)
{
	size_t attempt = manager_attempt(manager, STEPS_MOST);

	answers->answers = blocks_run(manager, blocks, first);
	return manager_attempted(manager, attempt);
}

struct scmp_answers scmp_answers_of(const struct scmp_call *call, struct manager *manager, struct scmp_blocks *kept, unsigned id)
{
	struct scmp_answers answers = { 0 };
	struct scmp_tree tree = { .word = call->otherwise };
	struct blocks blocks = { 0 };

	answers.large = call->count > SCMP_RULES_MOST;
	if (answers.large)
		return answers;
	answers.refused = !add_all(&tree, call) && !tree.tangled && tree.steps < TREE_STEPS_MOST;
	answers.varies = tree.varies;
	answers.tangled = tree.tangled;
	answers.large = tree.steps >= TREE_STEPS_MOST;
	if (!answers.refused && !answers.tangled && !answers.large) {
		unsigned first = blocks_of(&blocks, &tree, call->otherwise);
		blocks_check(&blocks, first);
		answers.large = manager && !answer(&answers, manager, &blocks, first);
		keep_blocks(&blocks, kept, id);
	}
	arena_free(&tree.arena);
	blocks_free(&blocks);
	return answers;
}

static int by_content(const void *a, const void *b)
{
	const struct scmp_block *x = a, *y = b;
	int order = number_order(x->content, y->content);

	return order ? order : number_order(x->loads, y->loads);
}

void scmp_blocks_clash(struct scmp_blocks *blocks, void (*clash)(void *context, unsigned id), void *context)
{
	size_t end;

	if (blocks->count)
		qsort(blocks->at, blocks->count, sizeof(*blocks->at), by_content);
	for (size_t first = 0; first < blocks->count; first = end) {
		for (end = first + 1; end < blocks->count && blocks->at[end].content == blocks->at[first].content;)
			end++;
		for (size_t i = first; i < end && blocks->at[first].loads != blocks->at[end - 1].loads; i++)
			if (blocks->at[i].relies)
				clash(context, blocks->at[i].call);
	}
}
