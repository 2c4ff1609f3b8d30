/* SPDX-License-Identifier: Apache-2.0 */
/*
 * differences: where a claim about two functions is wrong.
 *
 * One item for each arch and number, shown by the least call of it. What has
 * no name shares an item: numbers without one, and archs without one. So do
 * archs that both sides treat alike: those that neither names.
 */
#ifndef EMIT_DIFFERENCES_H
#define EMIT_DIFFERENCES_H

#include <linux/seccomp.h>

#include "core/kernel/arch.h"
#include "emit/proof/diagram.h"

enum claim {
	CLAIM_EQUAL,                          /* the same answer to every call */
	CLAIM_SUBSET                          /* verdict_is_within(), for every call */
};

struct witness {
	struct seccomp_data call;             /* the least one of its arch and number */
	unsigned asked;                       /* a bit for each of its arguments that matters */
	uint32_t left, right;                 /* and what the two return for it */
};

struct refutation {
	struct witness shown;
	bool whole;                           /* every call of its arch is answered so */
	arch_set archs;                       /* other archs on which all this is the same; in the first of its arch */
	uint64_t more;                        /* further numbers without a name, or archs without one */
};

struct differences {
	struct refutation *at;                /* free with differences_free */
	size_t count, room;
	size_t left_out;                      /* found when there were `most` already */
};
void differences_free(struct differences *all);
#define AUTO_DIFFERENCES __attribute__((cleanup(differences_free)))

/* Known archs first, in the order of their table, then by number. Look at
 * space_is_full() before believing it: none found means that the claim holds. */
void differences_find(struct differences *all, struct space *space, diagram left, diagram right, enum claim claim,
                      size_t most);

#endif
