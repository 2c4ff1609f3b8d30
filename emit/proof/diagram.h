/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diagram: a function from the 512 bits of a system call to a word.
 *
 * A node tests one bit and has two successors; every path tests bits in the
 * same order, and equal nodes are shared. So two functions are equal if and
 * only if they are the same node, whatever programs they came from, which makes
 * a comparison of filters a proof. A condition is a function with the words 0
 * and 1. (Multi-terminal binary decision diagrams: Bryant, 1986; Fujita, McGeer
 * and Yang, 1997.)
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
enum { SPACE_NODES = 1000000 };               /* at most 70 MB; a filter of a hundred rules needs some ten thousand */
enum { STEPS_PER_NODE = 12, SPACE_STEPS = STEPS_PER_NODE * SPACE_NODES };   /* about a second */
struct space *space_begin(size_t most_nodes);
void space_drop(struct space **space);
#define AUTO_SPACE __attribute__((cleanup(space_drop)))

/* A function may need more nodes or steps than are available. Once a space is full,
 * or given up, every operation returns at once with a wrong result, so callers
 * check this before they use one. Steps are counted, not timed: a comparison fails
 * on every machine or on none. */
bool space_is_full(const struct space *space);
void space_give_up(struct space *space);
bool space_charge(struct space *space, size_t steps);        /* for work besides the operations; false if full */
size_t space_size(const struct space *space);                /* nodes */
size_t space_steps(const struct space *space);               /* taken so far */
size_t space_left(const struct space *space);                /* remaining */
void space_allow(struct space *space, size_t steps);         /* in addition to the initial number */

/* For work that may fail: limits it to so many steps; returns whether they
 * sufficed. Results are valid only then. */
size_t space_attempt(struct space *space, size_t steps);
bool space_attempted(struct space *space, size_t attempt);

diagram diagram_word(struct space *space, uint32_t word);     /* a constant */
diagram diagram_bit(struct space *space, unsigned bit);       /* the condition that it is set */

/* `yes` where `condition` holds, elsewhere `no`. */
diagram diagram_choose(struct space *space, diagram condition, diagram yes, diagram no);
diagram diagram_not(struct space *space, diagram condition);
diagram diagram_and(struct space *space, diagram a, diagram b);
diagram diagram_or(struct space *space, diagram a, diagram b);
diagram diagram_xor(struct space *space, diagram a, diagram b);

/* Tests a bit that comes before every bit of the two. */
diagram diagram_ask(struct space *space, uint32_t bit, diagram clear, diagram set);

/* The condition, on the bits before `end`, that the remainders of `f` and `g`
 * differ and pass a test. Test ids are unique. */
enum { BESIDE_DIFFER, BESIDE_OTHERS };        /* ours, and the first for others */
struct beside {
	unsigned end, id;
	bool (*test)(struct space *space, diagram f, diagram g);
	bool anywhere;                        /* only whether such a place exists: the result is YES or NO */
};
diagram diagram_beside(struct space *space, diagram f, diagram g, const struct beside *how);

/* The condition that `f` and `g` give different words, and that `which` accepts
 * the word of `f`. */
diagram diagram_differ(struct space *space, diagram f, diagram g);
diagram diagram_where(struct space *space, diagram f, bool (*which)(uint32_t word));

/* Quantifies the bits of `free` (laid out as in diagram_answer()): holds if `c`
 * holds for any of their values, or for all. */
enum quantity { FOR_ANY, FOR_ALL };
diagram diagram_quantify(struct space *space, diagram c, const uint32_t free[DIAGRAM_BITS / 32], enum quantity how);

/* The same function in another space. */
diagram diagram_copy(struct space *to, const struct space *from, diagram f);

/* Adds the bits that a function tests, laid out as in diagram_answer(). */
void diagram_support(struct space *space, diagram f, uint32_t asked[DIAGRAM_BITS / 32]);

/* The remainder once a whole word is known. No earlier word may be tested. */
diagram diagram_given(const struct space *space, diagram f, unsigned word, uint32_t value);

/* The distinct remainders once all bits before `end` are known. Returns their
 * number, or -1 if more than `most`. */
int diagram_exits(struct space *space, diagram f, unsigned end, diagram *exits, int most);

/* The condition, on the bits before `end`, that the remainder is `exit`. */
diagram diagram_leads_to(struct space *space, diagram f, unsigned end, diagram exit);

/* For a condition on the bits of one word: its least value, not below `from`,
 * that satisfies it, or -1; and the number of such values. */
int64_t diagram_least(const struct space *space, diagram c, unsigned word, uint32_t from);
uint64_t diagram_count(struct space *space, diagram c, unsigned word);

/* The condition that the function gives this word. */
diagram diagram_is(struct space *space, diagram f, uint32_t word);

bool diagram_is_constant(const struct space *space, diagram f);
uint32_t diagram_constant(const struct space *space, diagram f);         /* of a constant function */

/* The first bit tested, and the remainders for 0 and 1. */
unsigned diagram_top(const struct space *space, diagram f);
diagram diagram_follow(const struct space *space, diagram f, bool set);

/* The word for these bits; the first bit is the most significant of word[0]. */
uint32_t diagram_answer(const struct space *space, diagram f, const uint32_t word[DIAGRAM_BITS / 32]);

#endif
