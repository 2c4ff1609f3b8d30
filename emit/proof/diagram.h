/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diagram: a function from the 512 bits of a system call to a word.
 *
 * A node asks for one bit and has two successors; every way down asks for bits
 * in the same order, and equal nodes are one. So two functions are equal if
 * and only if they are the same node, whatever programs they came from: this
 * is what makes a comparison of filters a proof. A condition is a function
 * whose words are 0 and 1. (Multi-terminal binary decision diagrams: Bryant,
 * 1986; Fujita, McGeer and Yang, 1997.)
 */
#ifndef EMIT_DIAGRAM_H
#define EMIT_DIAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t diagram;                     /* valid as long as its space */

enum { DIAGRAM_NO, DIAGRAM_YES };             /* in every space: the words 0 and 1 */
enum { DIAGRAM_BITS = 16 * 32 };              /* of struct seccomp_data */

struct space;                                 /* private to emit/proof/diagram.c */
enum { SPACE_NODES = 1000000 };               /* 70 MB at most; a filter of a hundred rules takes some ten thousand */
enum { STEPS_PER_NODE = 12, SPACE_STEPS = STEPS_PER_NODE * SPACE_NODES };   /* about a second */
struct space *space_begin(size_t most_nodes);
void space_drop(struct space **space);
#define AUTO_SPACE __attribute__((cleanup(space_drop)))

/* A function can need more nodes, and more steps to find, than any machine
 * has. Once a space is full, or somebody gave up, every operation returns at
 * once, its result is wrong, and whoever asked must look here before using one.
 * Steps are counted, not timed: the same comparison fails everywhere or nowhere. */
bool space_is_full(const struct space *space);
void space_give_up(struct space *space);
bool space_charge(struct space *space, size_t steps);        /* work beside the operations; false if full */
size_t space_size(const struct space *space);                /* nodes */
size_t space_steps(const struct space *space);               /* that were taken */
size_t space_left(const struct space *space);                /* that may still be taken */
void space_allow(struct space *space, size_t steps);         /* more than it was begun with */

/* What may fail without harm: at most so many steps, and whether they were
 * enough. What was found meanwhile is right only then. */
size_t space_attempt(struct space *space, size_t steps);
bool space_attempted(struct space *space, size_t attempt);

diagram diagram_word(struct space *space, uint32_t word);     /* a constant */
diagram diagram_bit(struct space *space, unsigned bit);       /* the condition that it is set */

/* Where `condition` holds `yes`, elsewhere `no`. */
diagram diagram_choose(struct space *space, diagram condition, diagram yes, diagram no);
diagram diagram_not(struct space *space, diagram condition);
diagram diagram_and(struct space *space, diagram a, diagram b);
diagram diagram_or(struct space *space, diagram a, diagram b);
diagram diagram_xor(struct space *space, diagram a, diagram b);

/* Asks for a bit that comes before every bit of the two. */
diagram diagram_ask(struct space *space, uint32_t bit, diagram clear, diagram set);

/* The condition, on the bits before `end`, that what follows of `f` and `g` is
 * not the same and passes a test. No two tests share an id. */
enum { BESIDE_DIFFER, BESIDE_OTHERS };        /* ids: ours, and the first for others */
struct beside {
	unsigned end, id;
	bool (*test)(struct space *space, diagram f, diagram g);
	bool anywhere;                        /* only whether there is such a place: the result is YES or NO */
};
diagram diagram_beside(struct space *space, diagram f, diagram g, const struct beside *how);

/* The condition that `f` and `g` give different words, and that `f` gives one
 * that `which` says yes to. */
diagram diagram_differ(struct space *space, diagram f, diagram g);
diagram diagram_where(struct space *space, diagram f, bool (*which)(uint32_t word));

/* A condition without the bits of `free`, which are laid out as in
 * diagram_answer(): it holds where `c` holds for any of their values, or for all. */
enum quantity { FOR_ANY, FOR_ALL };
diagram diagram_quantify(struct space *space, diagram c, const uint32_t free[DIAGRAM_BITS / 32], enum quantity how);

/* The same function in another space. */
diagram diagram_copy(struct space *to, const struct space *from, diagram f);

/* Adds the bits that a function asks for, laid out as in diagram_answer(). */
void diagram_support(struct space *space, diagram f, uint32_t asked[DIAGRAM_BITS / 32]);

/* What is left where a whole word is known. No word before it may be asked for. */
diagram diagram_given(const struct space *space, diagram f, unsigned word, uint32_t value);

/* What follows once all bits before `end` are known: each different function
 * once. How many, or -1 for more than `most`. */
int diagram_exits(struct space *space, diagram f, unsigned end, diagram *exits, int most);

/* The condition, on the bits before `end`, that what follows is `exit`. */
diagram diagram_leads_to(struct space *space, diagram f, unsigned end, diagram exit);

/* Of a condition on the bits of one word alone: the least value of it for which
 * it holds, not below `from`, or -1; and how many there are. */
int64_t diagram_least(const struct space *space, diagram c, unsigned word, uint32_t from);
uint64_t diagram_count(struct space *space, diagram c, unsigned word);

/* The condition that it gives this word. */
diagram diagram_is(struct space *space, diagram f, uint32_t word);

bool diagram_is_constant(const struct space *space, diagram f);
uint32_t diagram_constant(const struct space *space, diagram f);         /* of one that is */

/* The bit that is asked first, and what follows its being clear or set. */
unsigned diagram_top(const struct space *space, diagram f);
diagram diagram_follow(const struct space *space, diagram f, bool set);

/* The word that it gives for these bits, the first the most significant of word[0]. */
uint32_t diagram_answer(const struct space *space, diagram f, const uint32_t word[DIAGRAM_BITS / 32]);

#endif
