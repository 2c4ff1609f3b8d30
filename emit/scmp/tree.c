/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules are merged node by node: equal nodes become one, others stand side by side in the order of tree_is_after(). The nodes
 * of a rule can be linked to from two places, and a level that is reached from both is one list, so what is added from one
 * side is seen from the other: that is where libseccomp's result and the rules can part.
 */
#include "emit/scmp/tree.h"

struct scmp_node *tree_hold(struct scmp_node *node)
{
	if (node)
		node->held++;
	return node;
}

struct scmp_node *tree_first(struct scmp_node *node)
{
	while (node->before)
		node = node->before;
	return node;
}

/* A level to which nothing but its own nodes links. */
static unsigned drop_if_alone(struct scmp_node *node)
{
	unsigned gone = 0;

	node = tree_first(node);
	for (const struct scmp_node *at = node; at; at = at->after)
		if (at->held > (at->before != NULL) + (unsigned)(at->after != NULL))
			return 0;
	while (node)
		gone += tree_drop(&node);
	return gone;
}

unsigned tree_drop_level(struct scmp_node **node)
{
	unsigned gone = tree_drop(node);

	return *node ? gone + drop_if_alone(*node) : gone;
}

unsigned tree_drop(struct scmp_node **link)
{
	struct scmp_node *node = *link;
	unsigned gone = 1;

	if (!node || --node->held)
		return 0;
	struct scmp_node *before = node->before, *after = node->after, *below[2] = { node->next[false], node->next[true] };
	if (before)
		before->after = NULL;
	if (after)
		after->before = NULL;
	gone += tree_drop(&before);
	gone += tree_drop(&after);
	if (before)
		before->after = tree_hold(after);
	if (after)
		after->before = tree_hold(before);
	*link = before ? before : after;
	gone += tree_drop_level(&below[true]);
	gone += tree_drop_level(&below[false]);
	return gone;
}

static unsigned word_rank(const struct scmp_node *node)
{
	return node->arg * 2 + node->high;
}

static unsigned op_rank(enum scmp_op op)
{
	static const unsigned rank[] = {
		[SCMP_OP_EQ] = 3, [SCMP_OP_MASKED] = 3, [SCMP_OP_NE] = 3, [SCMP_OP_LT] = 2, [SCMP_OP_LE] = 2, [SCMP_OP_GT] = 1, [SCMP_OP_GE] = 1,
	};
	return rank[op];
}

/* Later arguments come first, upper words before lower ones, equality before order, and great values first but for "less". */
bool tree_is_after(const struct scmp_node *a, const struct scmp_node *b)
{
	if (word_rank(a) != word_rank(b))
		return word_rank(a) < word_rank(b);
	if (op_rank(a->written) != op_rank(b->written))
		return op_rank(a->written) < op_rank(b->written);
	bool less = a->written == SCMP_OP_LT || a->written == SCMP_OP_LE;
	return less ? a->value > b->value : a->value < b->value;
}

bool tree_same(const struct scmp_node *a, const struct scmp_node *b)
{
	return word_rank(a) == word_rank(b) && a->op == b->op && a->value == b->value && a->mask == b->mask;
}

bool tree_is_leaf(const struct scmp_node *node)
{
	return !node->next[true] && !node->next[false];
}

bool tree_answers(struct scmp_node *level, uint32_t word)
{
	for (struct scmp_node *node = level ? tree_first(level) : NULL; node; node = node->after)
		for (int side = 1; side >= 0; side--)
			if ((node->ends[side] && node->word[side] != word) || !tree_answers(node->next[side], word))
				return false;
	return true;
}

/* Both end on this side, with different answers. */
static bool settle(struct scmp_tree *tree, struct scmp_node *old, const struct scmp_node *new, bool side)
{
	bool overrides = new->high && (side ? new->whole > old->whole : new->whole < old->whole);

	tree->varies |= overrides && !side;   /* 2.6.1 mended it */
	if (overrides)
		old->word[true] = new->word[true];
	return !tree_is_leaf(old) && !tree_is_leaf(new);
}

/* The new rule ends on this side. False: it cannot be added. */
static bool end_here(struct scmp_tree *tree, struct scmp_node *old, const struct scmp_node *new, bool side)
{
	if (old->ends[side])
		return old->word[side] == new->word[side] || settle(tree, old, new, side);
	if (!tree_answers(old->next[side], new->word[side]))
		return false;
	tree_drop(&old->next[side]);
	old->next[side] = NULL;
	old->word[side] = new->word[side];
	old->ends[side] = true;
	return true;
}

static bool insert(struct scmp_tree *tree, struct scmp_node **at, struct scmp_node *new);

/* *done: the old rule ends where the new one would go on. */
static bool go_on(struct scmp_tree *tree, struct scmp_node *old, const struct scmp_node *new, bool side, bool *done)
{
	if (*done || !new->next[side])
		return true;
	if (old->next[side])
		return insert(tree, &old->next[side], new->next[side]);
	*done = old->ends[side];
	if (!*done)
		old->next[side] = tree_hold(new->next[side]);
	return true;
}

static bool join(struct scmp_tree *tree, struct scmp_node *old, const struct scmp_node *new)
{
	bool done = false;

	if ((new->ends[true] && !end_here(tree, old, new, true)) || (new->ends[false] && !end_here(tree, old, new, false)))
		return false;
	return go_on(tree, old, new, true, &done) && go_on(tree, old, new, false, &done);
}

/* A level may be reached from two places, and a rule come to both. */
static bool is_placed(struct scmp_tree *tree, const struct scmp_node *new)
{
	tree->tangled |= new->before || new->after;
	return tree->tangled;
}

static void put_before(struct scmp_node **at, struct scmp_node *old, struct scmp_node *new)
{
	struct scmp_node *before = old->before;

	if (before)
		before->after = tree_hold(new);
	new->before = before;
	old->before = tree_hold(new);
	new->after = before ? old : tree_hold(old);
	if (*at == old) {
		*at = tree_hold(new);
		tree_drop(&old);
	}
}

/* From *at on, which is not always the first of its level. */
static bool insert(struct scmp_tree *tree, struct scmp_node **at, struct scmp_node *new)
{
	struct scmp_node *old = *at;

	while (!tree_same(old, new) && !tree_is_after(old, new)) {
		if (!old->after) {
			if (is_placed(tree, new))
				return false;
			new->before = tree_hold(old);
			old->after = tree_hold(new);
			return true;
		}
		old = old->after;
	}
	if (tree_same(old, new))
		return join(tree, old, new);
	if (is_placed(tree, new))
		return false;
	put_before(at, old, new);
	return true;
}

static void take_over(struct scmp_tree *tree, struct scmp_node *chain, uint32_t word)
{
	tree->top = chain;
	tree->word = word;
	tree->begun = true;
}

bool tree_add(struct scmp_tree *tree, const struct scmp_rule *rule, bool narrow)
{
	struct scmp_node *chain = tree_chain(tree, rule, narrow);
	bool superfluous;

	if (!tree->begun || (tree->top && !chain))
		take_over(tree, chain, rule->word);
	if (!tree->top || tree->top == chain)
		return true;
	unsigned gone = tree_prune(tree, chain, rule->word, &superfluous);
	if (!tree->top)
		take_over(tree, chain, rule->word);
	else if (!gone && superfluous)
		tree_drop_level(&chain);
	else if (!insert(tree, &tree->top, chain))
		return false;
	else
		tree_drop_level(&chain);
	return true;
}
