/* SPDX-License-Identifier: Apache-2.0 */
/*
 * differences: where a claim about two functions is wrong.
 *
 * One item per arch and number, with its least call. Numbers without a name
 * share an item, as do unknown archs and archs that both sides treat alike
 * because neither names them.
 */
#ifndef EMIT_DIFFERENCES_H
#define EMIT_DIFFERENCES_H

#include <linux/seccomp.h>

#include "core/kernel/arch.h"
#include "emit/proof/bdd.h"

enum claim {
	CLAIM_EQUAL,                          /* the same answer to every call */
	CLAIM_SUBSET                          /* verdict_is_within(), for every call */
};

struct witness {
	struct seccomp_data call;             /* the least one of its arch and number */
	unsigned asked;                       /* as data_asked() gives */
	uint32_t left, right;                 /* the return values of both sides */
};

struct refutation {
	struct witness shown;
	bool whole;                           /* applies to every call of its arch */
	arch_set archs;                       /* other archs with the same result; in the first item of its arch */
	uint64_t more;                        /* further numbers or archs without a name */
};

struct differences {
	struct refutation *at;                /* free with differences_free */
	size_t count, room;
	size_t left_out;                      /* found beyond the first `most` */
};
void differences_free(struct differences *all);
#define AUTO_DIFFERENCES __attribute__((cleanup(differences_free)))

/* The condition that `left` allows more than `right`: not verdict_is_within(). */
bdd differences_beyond(struct manager *manager, bdd left, bdd right);

/* Known archs first, in table order, then by number. Check manager_is_full()
 * before using the result: no items mean that the claim holds. */
void differences_find(struct differences *all, struct manager *manager, bdd left, bdd right, enum claim claim,
                      size_t most);

#endif
