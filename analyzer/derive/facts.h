/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts: what is known of the arguments of each call of a draft, a row each: the
 * recorded combinations, carried on to the calls that they allow.
 *
 * A row has conditions only on arguments that policies judge (core/libc/operation_group.h)
 * or that decide which purpose a call has on other archs (core/libc/projection.h),
 * and none on one whose value is not known.
 */
#ifndef ANALYZER_FACTS_H
#define ANALYZER_FACTS_H

#include "analyzer/derive/draft.h"
#include "analyzer/derive/relations.h"

/* Adds the arguments of a recorded call, by its index in the trace, to those of its
 * call on `arch`. */
void facts_observe(struct draft *draft, size_t call, enum arch arch);

/* Adds a row; false if it is there. Past a bound the call is one of unknown arguments. */
bool facts_add(struct draft *draft, enum arch arch, int id, const struct row *row);

/* Adds a call of unknown arguments, or with only these known: IMPLIED_CONDITIONS, padded with ROLE__. */
bool facts_add_known(struct draft *draft, enum arch arch, int id, const struct condition *known);

/* Whether the arguments may meet a condition; ROLE__: any do. */
bool fact_meets(const struct row *fact, const struct condition *when, uint64_t mask);

/* Carries a row over a relation. The caller owns nothing: it lies in the arena. */
struct row fact_carried(struct draft *draft, const struct row *fact, const struct relation *relation);

#endif
