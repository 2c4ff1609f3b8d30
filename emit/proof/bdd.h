/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bdd: a function from the 512 bits of a system call to a word.
 *
 * A node tests one bit and has two successors; every path tests bits in the
 * same order, and equal nodes are shared. So two functions are equal if and
 * only if they are the same node, whatever programs they came from, which makes
 * a comparison of filters a proof. A condition is a function with the words 0
 * and 1. (Multi-terminal binary decision diagrams: Bryant, 1986; Fujita, McGeer
 * and Yang, 1997.)
 */
#ifndef EMIT_BDD_H
#define EMIT_BDD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"

typedef uint32_t bdd;                         /* valid as long as its manager */

enum { BDD_NO, BDD_YES };                     /* in every manager: the words 0 and 1 */
enum { BDD_BITS = 16 * 32 };                  /* of struct seccomp_data */

struct manager;                               /* private to emit/proof/bdd.c */
enum { MANAGER_NODES = 1000000 };             /* at most 70 MB; a filter of a hundred rules needs some ten thousand */
enum { STEPS_PER_NODE = 12, MANAGER_STEPS = STEPS_PER_NODE * MANAGER_NODES }; /* about a second */
struct manager *manager_begin(size_t most_nodes);
void manager_drop(struct manager **manager);
#define AUTO_MANAGER __attribute__((cleanup(manager_drop)))

/* A function may need more nodes or steps than are available. Once a manager is full,
 * or given up, every operation returns at once with a wrong result, so callers
 * check this before they use one. Steps are counted, not timed: a comparison fails
 * on every machine or on none. */
bool manager_is_full(const struct manager *manager);
void manager_give_up(struct manager *manager);
bool manager_charge(struct manager *manager, size_t steps);  /* for work besides the operations; false if full */
size_t manager_size(const struct manager *manager);          /* nodes */
void manager_show(struct manager *manager, struct progress *progress);  /* counts steps from now on; or NULL */
size_t manager_steps(const struct manager *manager);         /* taken so far */
size_t manager_left(const struct manager *manager);          /* remaining */
void manager_allow(struct manager *manager, size_t steps);   /* in addition to the initial number */

/* For work that may fail: limits it to so many steps; returns whether they
 * sufficed. Results are valid only then. */
size_t manager_attempt(struct manager *manager, size_t steps);
bool manager_attempted(struct manager *manager, size_t attempt);

bdd bdd_word(struct manager *manager, uint32_t word);         /* a constant */
bdd bdd_bit(struct manager *manager, unsigned bit);           /* the condition that it is set */

/* `yes` where `condition` holds, elsewhere `no`. */
bdd bdd_choose(struct manager *manager, bdd condition, bdd yes, bdd no);
bdd bdd_not(struct manager *manager, bdd condition);
bdd bdd_and(struct manager *manager, bdd a, bdd b);
bdd bdd_or(struct manager *manager, bdd a, bdd b);
bdd bdd_xor(struct manager *manager, bdd a, bdd b);

/* Tests a bit that comes before every bit of the two. */
bdd bdd_ask(struct manager *manager, uint32_t bit, bdd clear, bdd set);

/* The condition, on the bits before `end`, that the remainders of `f` and `g`
 * differ and pass a test. Test ids are unique. */
enum { BESIDE_DIFFER, BESIDE_OTHERS };        /* ours, and the first for others */
struct beside {
	unsigned end, id;
	bool (*test)(struct manager *manager, bdd f, bdd g);
	bool anywhere;                        /* only whether such a place exists: the result is YES or NO */
};
bdd bdd_beside(struct manager *manager, bdd f, bdd g, const struct beside *how);

/* The condition that `f` and `g` give different words, and that `which` accepts
 * the word of `f`. */
bdd bdd_differ(struct manager *manager, bdd f, bdd g);
bdd bdd_where(struct manager *manager, bdd f, bool (*which)(uint32_t word));

/* Quantifies the bits of `free` (laid out as in bdd_answer()): holds if `c`
 * holds for any of their values, or for all. */
enum quantity { FOR_ANY, FOR_ALL };
bdd bdd_quantify(struct manager *manager, bdd c, const uint32_t free[BDD_BITS / 32], enum quantity how);

/* The same function in another manager. */
bdd bdd_copy(struct manager *to, const struct manager *from, bdd f);

/* Adds the bits that a function tests, laid out as in bdd_answer(). */
void bdd_support(struct manager *manager, bdd f, uint32_t asked[BDD_BITS / 32]);

/* The remainder once a whole word is known. No earlier word may be tested. */
bdd bdd_given(const struct manager *manager, bdd f, unsigned word, uint32_t value);

/* The distinct remainders once all bits before `end` are known. Returns their
 * number, or -1 if more than `most`. */
int bdd_exits(struct manager *manager, bdd f, unsigned end, bdd *exits, int most);

/* The condition, on the bits before `end`, that the remainder is `exit`. */
bdd bdd_leads_to(struct manager *manager, bdd f, unsigned end, bdd exit);

/* For a condition on the bits of one word: its least value, not below `from`,
 * that satisfies it, or -1; and the number of such values. */
int64_t bdd_least(const struct manager *manager, bdd c, unsigned word, uint32_t from);
uint64_t bdd_count(struct manager *manager, bdd c, unsigned word);

/* The condition that the function gives this word. */
bdd bdd_is(struct manager *manager, bdd f, uint32_t word);

bool bdd_is_constant(const struct manager *manager, bdd f);
uint32_t bdd_constant(const struct manager *manager, bdd f);             /* of a constant function */

/* The first bit tested, and the remainders for 0 and 1. */
unsigned bdd_top(const struct manager *manager, bdd f);
bdd bdd_follow(const struct manager *manager, bdd f, bool set);

/* The word for these bits; the first bit is the most significant of word[0]. */
uint32_t bdd_answer(const struct manager *manager, bdd f, const uint32_t word[BDD_BITS / 32]);

#endif
