/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree: the comparisons that libseccomp keeps of the rules of one call.
 *
 * A node compares a word of an argument, and has another level of nodes, an answer or nothing on either side. A level
 * is a list, in a fixed order; where a level ends without an answer, what follows is the next node of the level above.
 */
#ifndef EMIT_SCMP_TREE_H
#define EMIT_SCMP_TREE_H

#include "core/base/mem.h"
#include "emit/scmp/model.h"

struct scmp_node {
	unsigned arg;
	bool high;                            /* the upper word of the argument */
	enum scmp_op op;                      /* EQ, MASKED, GT or GE */
	enum scmp_op written;                 /* as the rule has it */
	uint32_t mask, value;
	uint64_t whole;                       /* the value of both words */
	bool ends[2];                         /* for false and for true: whether the rule ends there, ... */
	uint32_t word[2];                     /* ... with this answer */
	struct scmp_node *next[2];                 /* any node of the level below, or NULL */
	struct scmp_node *before, *after;          /* on the level */
	unsigned held;                        /* links to it; 0: removed */
};

enum { TREE_STEPS_MOST = 1000000 };           /* of a tree: the search may take exponential time */

struct scmp_tree {
	struct arena arena;                   /* owns the nodes, also removed ones */
	struct scmp_node *top;                     /* NULL: any arguments get `word` */
	uint32_t word;
	bool begun;                           /* there is a rule */
	bool varies;                          /* releases differ in what they make of these rules */
	size_t steps;                         /* of the search for what rules make superfluous */
	bool tangled;                         /* a node came into two levels: libseccomp goes round in circles, or loses some */
};

/* False: libseccomp refuses the rule. After TREE_STEPS_MOST the tree is not what libseccomp makes. */
bool tree_add(struct scmp_tree *tree, const struct scmp_rule *rule, bool narrow);

/* The nodes of one rule, without neighbours; NULL if it has no tests that matter. */
struct scmp_node *tree_chain(struct scmp_tree *tree, const struct scmp_rule *rule, bool narrow);

struct scmp_node *tree_hold(struct scmp_node *node);

/* Give a link up, and what nothing links to any more. Return how many nodes were removed. The variable becomes a neighbour, or
 * NULL, if its node was removed. */
unsigned tree_drop(struct scmp_node **node);
unsigned tree_drop_level(struct scmp_node **node);

struct scmp_node *tree_first(struct scmp_node *node);   /* of its level */
bool tree_same(const struct scmp_node *a, const struct scmp_node *b);
bool tree_is_after(const struct scmp_node *a, const struct scmp_node *b);     /* on a level */
bool tree_is_leaf(const struct scmp_node *node);

/* Whether all answers from the level on are this one. */
bool tree_answers(struct scmp_node *level, uint32_t word);

/* Removes what the rule makes superfluous, and returns how many nodes; *superfluous: the rule itself is. */
unsigned tree_prune(struct scmp_tree *tree, struct scmp_node *rule, uint32_t word, bool *superfluous);

#endif
