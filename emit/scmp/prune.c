/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Before a rule is added, what it makes superfluous is removed: rules that test the same and something more. They are looked
 * for by walking both trees at once. Whether one is found is a matter of flags that are handed down and up again, and not of
 * the rules alone: it is done here as libseccomp does it.
 */
#include "emit/scmp/tree.h"

struct walk {
	bool match, matched;                  /* the nodes so far are the same; some were */
	bool old_ends, new_ends;
	bool old_longer, new_longer;          /* the tree, or the rule, has nodes before the same ones */
	uint32_t word;
	struct scmp_tree *tree;
};

enum onward { NEXT, STOP };

static void take_up(struct walk *to, const struct walk *from)
{
	to->match |= from->match;
	to->matched |= from->matched;
	to->old_ends |= from->old_ends;
	to->new_ends |= from->new_ends;
	to->old_longer |= from->old_longer;
	to->new_longer |= from->new_longer;
}

/* Removes the node, wherever in the tree it is, and a node that is left with nothing. */
static unsigned remove_node(struct scmp_node **level, const struct scmp_node *node)
{
	struct scmp_node *at = *level ? tree_first(*level) : NULL;
	unsigned gone = 0;

	for (; at && !gone && at != node; at = at->after) {
		gone += remove_node(&at->next[true], node);
		gone += remove_node(&at->next[false], node);
		if (tree_is_leaf(at) && !at->ends[true] && !at->ends[false])
			break;
		if (gone)
			return gone;
	}
	if (!at)
		return gone;
	if (at == *level)
		*level = at->before ? at->before : at->after;
	if (at->before)
		at->before->after = at->after;
	if (at->after)
		at->after->before = at->before;
	at->before = at->after = NULL;
	return gone + tree_drop(&at);
}

static unsigned prune(struct scmp_node *old, struct scmp_node *new, struct walk *walk);

/* Walks on below both. *old becomes a neighbour if it was removed meanwhile. */
static unsigned prune_both(struct scmp_node **old, const struct scmp_node *new, bool side, const struct walk *walk, struct walk *here)
{
	struct walk below = *walk;
	unsigned gone;

	if (!new->next[side])
		return 0;
	below.match = below.matched = true;
	tree_hold(*old);
	gone = prune((*old)->next[side], new->next[side], &below);
	gone += tree_drop(old);
	if (below.match)
		take_up(here, &below);
	return gone;
}

static bool leads_on(const struct scmp_node *node, bool side)
{
	return node->ends[side] || node->next[side];
}

static bool ends_alike(const struct scmp_node *a, const struct scmp_node *b)
{
	return a->ends[true] == b->ends[true] && a->word[true] == b->word[true] && a->ends[false] == b->ends[false] &&
	       a->word[false] == b->word[false];
}

/* Whether the old node may stay as it is. */
static bool must_stay(const struct scmp_node *old, const struct scmp_node *new, const struct walk *here)
{
	return (leads_on(old, true) && !leads_on(new, true)) || (leads_on(old, false) && !leads_on(new, false)) ||
	       (here->new_ends && here->old_ends && !ends_alike(old, new));
}

static enum onward prune_same(struct scmp_node *old, const struct scmp_node *new, const struct walk *walk, struct walk *here, unsigned *gone)
{
	here->match = here->matched = true;
	here->new_ends |= tree_is_leaf(new);
	here->old_ends |= tree_is_leaf(old);
	if (must_stay(old, new, here))
		return STOP;
	for (int side = 1; side >= 0; side--) {
		*gone += prune_both(&old, new, side, walk, here);
		if (!old)
			return NEXT;
	}
	if (!tree_answers(old, here->word) || !here->match)
		return NEXT;
	if (here->new_ends && here->old_longer) {
		*gone += remove_node(&here->tree->top, old);
		return here->tree->top ? NEXT : STOP;
	}
	return here->old_ends && here->new_longer ? STOP : NEXT;
}

/* Walks on below one of them, the tree or the rule. */
static enum onward prune_below(struct scmp_node *old, struct scmp_node *new, bool of_rule, const struct walk *walk, struct walk *here, unsigned *gone)
{
	if (of_rule ? walk->old_longer : walk->new_longer)
		return STOP;
	for (int side = 1; side >= 0 && old; side--) {
		struct walk below = *walk;
		if (!(of_rule ? new : old)->next[side])
			continue;
		below.match = false;
		*(of_rule ? &below.new_longer : &below.old_longer) = true;
		tree_hold(old);
		*gone += of_rule ? prune(old, new->next[side], &below) : prune(old->next[side], new, &below);
		*gone += tree_drop(&old);
		if (below.match) {
			take_up(here, &below);
			return STOP;
		}
	}
	return NEXT;
}

static enum onward prune_at(struct scmp_node *old, struct scmp_node *new, const struct walk *walk, struct walk *here, unsigned *gone)
{
	if (tree_same(old, new))
		return prune_same(old, new, walk, here, gone);
	return prune_below(old, new, !tree_is_after(old, new), walk, here, gone);
}

static unsigned prune(struct scmp_node *old, struct scmp_node *new, struct walk *walk)
{
	struct walk here = *walk;
	enum onward step = NEXT;
	unsigned gone = 0;

	if (walk->tree->steps < TREE_STEPS_MOST && old && new && (walk->match || !walk->matched)) {
		struct scmp_node *after;
		for (old = tree_first(old); old && step == NEXT; old = after) {
			after = old->after;
			walk->tree->steps++;
			step = prune_at(old, new, walk, &here, &gone);
		}
		here.match &= step == STOP;
	}
	if (here.match)
		take_up(walk, &here);
	else
		walk->match = false;
	return gone;
}

unsigned tree_prune(struct scmp_tree *tree, struct scmp_node *rule, uint32_t word, bool *superfluous)
{
	struct walk walk = { .word = word, .tree = tree };
	unsigned gone = prune(tree->top, rule, &walk);

	*superfluous = walk.match && walk.old_ends && walk.new_longer;
	return gone;
}
