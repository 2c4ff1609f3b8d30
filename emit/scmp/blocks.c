/* SPDX-License-Identifier: Apache-2.0 */
#include "emit/scmp/blocks.h"

#include <stdlib.h>

static bool same_loaded(struct loaded a, struct loaded b)
{
	return a.word == b.word && a.mask == b.mask;
}

static bool same_block(const struct block *a, const struct block *b)
{
	return a->ends == b->ends && a->answer == b->answer && a->load == b->load && a->masks == b->masks && a->op == b->op &&
	       a->value == b->value && a->to[0] == b->to[0] && a->to[1] == b->to[1] && same_loaded(a->before, b->before) &&
	       same_loaded(a->after, b->after);
}

static uint64_t content_of(const struct blocks *blocks, const struct block *block)
{
	const uint64_t words[] = {
		block->ends, block->answer, block->load, block->masks, block->op, block->value, block->before.word, block->before.mask,
		block->after.word, block->after.mask, block->ends ? 0 : blocks->at[block->to[0]].content, block->ends ? 0 : blocks->at[block->to[1]].content,
	};
	uint64_t hash = 0;

	for (size_t i = 0; i < COUNT_OF(words); i++)
		hash = hash_mix(hash, words[i]);
	return hash;
}

static bool is_at(const void *owner, size_t entry, const void *key)
{
	return same_block(&((const struct blocks *)owner)->at[entry], key);
}

static unsigned intern(struct blocks *blocks, struct block block)
{
	block.content = content_of(blocks, &block);
	int64_t found = hash_find(&blocks->table, block.content, is_at, blocks, &block);
	if (found >= 0)
		return (unsigned)found;
	hash_add(&blocks->table, block.content, blocks->count);
	blocks->at = mem_grow(blocks->at, blocks->count, &blocks->room, sizeof(block));
	blocks->at[blocks->count] = block;
	return (unsigned)blocks->count++;
}

static unsigned answer(struct blocks *blocks, uint32_t word)
{
	const struct loaded nothing = { NOTHING_LOADED, UINT32_MAX };

	return intern(blocks, (struct block){ .ends = true, .answer = word, .before = nothing, .after = nothing });
}

/* What the block has to do for the comparison. */
static struct block begin(const struct scmp_node *node, struct loaded *loaded)
{
	struct block block = { .before = *loaded, .op = node->op == SCMP_OP_MASKED ? SCMP_OP_EQ : node->op, .value = node->value };
	unsigned word = node->arg * 2 + node->high;

	if (word != loaded->word || (node->mask & loaded->mask) != node->mask) {
		*loaded = (struct loaded){ word, UINT32_MAX };
		block.load = true;
		block.before = (struct loaded){ NOTHING_LOADED, UINT32_MAX };
	}
	block.masks = node->mask != loaded->mask;
	loaded->mask = node->mask;
	block.after = *loaded;
	return block;
}

/* Backwards, as each node may go on to the next one. */
static unsigned level_of(struct blocks *blocks, struct scmp_node *level, unsigned next, struct loaded loaded)
{
	struct block *made = NULL;
	struct scmp_node **nodes = NULL;
	size_t count = 0, room = 0, more = 0;

	for (struct scmp_node *node = tree_first(level); node; node = node->after) {
		made = mem_grow(made, count, &room, sizeof(*made));
		nodes = mem_grow(nodes, count, &more, sizeof(*nodes));
		nodes[count] = node;
		made[count++] = begin(node, &loaded);
	}
	while (count--) {
		for (int side = 1; side >= 0; side--) {
			if (nodes[count]->next[side])
				made[count].to[side] = level_of(blocks, nodes[count]->next[side], next, made[count].after);
			else
				made[count].to[side] = nodes[count]->ends[side] ? answer(blocks, nodes[count]->word[side]) : next;
		}
		next = intern(blocks, made[count]);
	}
	free(made);
	free(nodes);
	return next;
}

unsigned blocks_of(struct blocks *blocks, struct scmp_tree *tree, uint32_t otherwise)
{
	if (!tree->top)
		return answer(blocks, tree->word);
	return level_of(blocks, tree->top, answer(blocks, otherwise), (struct loaded){ NOTHING_LOADED, UINT32_MAX });
}

struct jump { unsigned from, to; };

static void look_at(struct block *to, const struct block *from)
{
	if (to->before.word == NOTHING_LOADED)
		return;
	bool differs = !same_loaded(from->after, to->before);
	to->loads |= !to->seen && differs;
	to->relies |= differs;
}

/* Depth first, and where the comparison holds first. */
void blocks_check(struct blocks *blocks, unsigned first)
{
	struct jump *left = NULL;
	size_t count = 0, room = 0;

	for (struct jump jump = { first, first };; jump = left[--count]) {
		struct block *to = &blocks->at[jump.to];
		bool again = to->seen;
		if (jump.from != jump.to)
			look_at(to, &blocks->at[jump.from]);
		to->seen = true;
		for (int side = 0; side < 2 && !again && !to->ends; side++) {
			left = mem_grow(left, count, &room, sizeof(*left));
			left[count++] = (struct jump){ jump.to, to->to[side] };
		}
		if (!count)
			break;
	}
	free(left);
}

void blocks_free(struct blocks *blocks)
{
	hash_free(&blocks->table);
	free(blocks->at);
}
