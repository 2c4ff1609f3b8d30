/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The comparisons of one rule. A test of 64 bits is two or three nodes; a rule that goes on does so from each node
 * that decides that the test holds.
 */
#include <stdlib.h>

#include "emit/scmp/tree.h"

enum { ARGUMENTS = 6, EXITS = 2 };

struct stage {                                /* the nodes of a test */
	struct scmp_node *first;
	struct { struct scmp_node *node; bool side; } exit[EXITS];     /* where it holds */
	unsigned exits;
};

static struct scmp_node *make(struct scmp_tree *tree, const struct scmp_test *test, bool high, enum scmp_op op)
{
	struct scmp_node *node = arena_alloc(&tree->arena, sizeof(*node));

	node->arg = test->arg;
	node->high = high;
	node->op = op;
	node->written = test->op;
	node->mask = (uint32_t)(high ? test->mask >> 32 : test->mask);
	node->value = (uint32_t)(high ? test->value >> 32 : test->value) & node->mask;
	node->whole = test->value;
	return node;
}

static void leave(struct stage *stage, struct scmp_node *node, bool side)
{
	stage->exit[stage->exits].node = node;
	stage->exit[stage->exits++].side = side;
}

static bool is_ordered(enum scmp_op op)
{
	return op == SCMP_OP_LT || op == SCMP_OP_LE || op == SCMP_OP_GT || op == SCMP_OP_GE;
}

/* Whether the test holds where the comparison of the lower word does not. */
static bool is_negated(enum scmp_op op)
{
	return op == SCMP_OP_NE || op == SCMP_OP_LT || op == SCMP_OP_LE;
}

static enum scmp_op compared(enum scmp_op op)
{
	static const enum scmp_op as[] = {
		[SCMP_OP_EQ] = SCMP_OP_EQ, [SCMP_OP_MASKED] = SCMP_OP_MASKED, [SCMP_OP_NE] = SCMP_OP_EQ, [SCMP_OP_LT] = SCMP_OP_GE,
		[SCMP_OP_LE] = SCMP_OP_GT, [SCMP_OP_GT] = SCMP_OP_GT, [SCMP_OP_GE] = SCMP_OP_GE,
	};
	return as[op];
}

/* The upper word is greater; or else equal, and the lower one decides. */
static struct stage ordered(struct scmp_tree *tree, const struct scmp_test *test)
{
	bool negated = is_negated(test->op);
	struct scmp_node *greater = make(tree, test, true, SCMP_OP_GT), *equal = make(tree, test, true, SCMP_OP_EQ);
	struct scmp_node *low = make(tree, test, false, compared(test->op));
	struct stage stage = { .first = greater };

	greater->next[false] = tree_hold(equal);
	equal->next[true] = tree_hold(low);
	if (negated)
		leave(&stage, equal, false);
	else
		leave(&stage, greater, true);
	leave(&stage, low, !negated);
	return stage;
}

static struct stage wide(struct scmp_tree *tree, const struct scmp_test *test)
{
	if (is_ordered(test->op))
		return ordered(tree, test);
	bool negated = is_negated(test->op);
	struct scmp_node *high = make(tree, test, true, compared(test->op)), *low = make(tree, test, false, compared(test->op));
	struct stage stage = { .first = high };

	high->next[true] = tree_hold(low);
	if (negated)
		leave(&stage, high, false);
	leave(&stage, low, !negated);
	return stage;
}

static struct stage stage_of(struct scmp_tree *tree, const struct scmp_test *test, bool narrow)
{
	struct stage stage = { 0 };

	if (!narrow)
		return wide(tree, test);
	stage.first = make(tree, test, false, compared(test->op));
	leave(&stage, stage.first, !is_negated(test->op));
	return stage;
}

static const struct scmp_test *test_of(const struct scmp_rule *rule, unsigned arg, bool narrow)
{
	uint64_t width = narrow ? UINT32_MAX : UINT64_MAX;

	for (size_t i = 0; i < rule->count; i++)
		if (rule->tests[i].arg == arg)
			return rule->tests[i].op == SCMP_OP_MASKED && !(rule->tests[i].mask & width) ? NULL : &rule->tests[i];
	return NULL;
}

struct scmp_node *tree_chain(struct scmp_tree *tree, const struct scmp_rule *rule, bool narrow)
{
	struct stage last = { 0 };
	struct scmp_node *top = NULL;

	for (unsigned arg = 0; arg < ARGUMENTS; arg++) {
		const struct scmp_test *test = test_of(rule, arg, narrow);
		if (!test)
			continue;
		struct stage stage = stage_of(tree, test, narrow);
		for (unsigned i = 0; i < last.exits; i++)
			last.exit[i].node->next[last.exit[i].side] = tree_hold(stage.first);
		top = top ? top : tree_hold(stage.first);
		last = stage;
	}
	for (unsigned i = 0; i < last.exits; i++) {
		last.exit[i].node->ends[last.exit[i].side] = true;
		last.exit[i].node->word[last.exit[i].side] = rule->word;
	}
	return top;
}
