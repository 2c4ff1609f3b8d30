/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model: the answers that libseccomp's filter gives to one call, whose rules were added in this order: what libseccomp 2.5.0
 * to 2.6.1 does, also where that is not what the rules say.
 *
 * libseccomp merges the rules of a call into one tree of comparisons of 32-bit words (emit/scmp/tree.h), and makes blocks of
 * instructions of it, of which equal ones become one (emit/scmp/blocks.h). Both lose rules now and then. Compared with
 * libseccomp by tests/emit/test_in_multiplexed.c.
 */
#ifndef EMIT_SCMP_MODEL_H
#define EMIT_SCMP_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emit/proof/bdd.h"

enum scmp_op { SCMP_OP_EQ, SCMP_OP_MASKED, SCMP_OP_NE, SCMP_OP_LT, SCMP_OP_LE, SCMP_OP_GT, SCMP_OP_GE };

struct scmp_test { unsigned arg; enum scmp_op op; uint64_t mask, value; };

struct scmp_rule {
	uint32_t word;                        /* the filter's return value */
	const struct scmp_test *tests;        /* an AND, at most one test of an argument */
	size_t count;
};

struct scmp_call {
	const struct scmp_rule *rules;
	size_t count;
	uint32_t otherwise;
	bool narrow;                          /* registers have 32 bits */
};

/* A block that expects a word to be loaded. Where equal blocks of two calls differ in `loads`, it depends on the calls' order
 * whether it does. */
struct scmp_block {
	uint64_t content;                     /* equal for equal blocks */
	unsigned call;
	bool loads;                           /* it loads the word itself, as who jumps there first has another one */
	bool relies;                          /* someone jumps there who has another word */
};
struct scmp_blocks {                          /* of all calls of a filter; the caller frees `at` */
	struct scmp_block *at;
	size_t count, room;
};

enum { SCMP_RULES_MOST = 1024 };              /* of a call: adding one looks at all others */

struct scmp_answers {
	bdd answers;                          /* unless the call is refused, tangled or too large */
	bool large;                           /* more rules than are modelled */
	bool refused;                         /* libseccomp refuses a rule, which overlaps another one with a different answer */
	bool tangled;                         /* libseccomp does not come to an end with these rules, or loses some */
	bool varies;                          /* releases differ */
};

/* Whether all rules have one answer and test for equality alone, without masks: then the filter does what they say. */
bool scmp_is_simple(const struct scmp_call *call);

/* Adds the call's blocks to `blocks`, as those of `id`; or NULL. Without a manager the answers are not made. */
struct scmp_answers scmp_answers_of(const struct scmp_call *call, struct manager *manager, struct scmp_blocks *blocks, unsigned id);

/* For each call whose answers depend on that order. Sorts the blocks. */
void scmp_blocks_clash(struct scmp_blocks *blocks, void (*clash)(void *context, unsigned id), void *context);

#endif
