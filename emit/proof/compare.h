/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare: where two things that answer system calls differ, number by number.
 *
 * The proof says whether there is a difference; this says where all of them
 * are. Complete over arguments and instruction pointer, as the proof is.
 */
#ifndef EMIT_COMPARE_H
#define EMIT_COMPARE_H

#include "core/policy/difference.h"
#include "emit/proof/prove.h"

struct compare;                               /* private to emit/proof/compare.c */
struct compare *compare_begin(struct side before, struct side after, struct err *err);   /* NULL: it cannot be done */
void compare_drop(struct compare **compare);
#define AUTO_COMPARE __attribute__((cleanup(compare_drop)))

/* Whether every call is answered alike. */
bool compare_is_same(const struct compare *compare);

/* Whether calls of a number of an arch are answered differently. Where the first answers `before` and the
 * second `after` that is no difference: it was reported of the default as a whole. Nothing is said of
 * numbers that belong to another arch. */
struct difference compare_number(struct compare *compare, enum arch arch, uint32_t nr, struct verdict before,
                                 struct verdict after);

/* The same for calls of all archs but these. */
struct difference compare_elsewhere(struct compare *compare, arch_set but, struct verdict before, struct verdict after);

/* Whether each call of the rule's id for which `row` holds on an arch is one for which a row of the rule does. */
bool compare_covers(struct compare *compare, const struct rule *rule, enum arch arch, const struct row *row);

/* Fails where one of the answers above was not to be had. */
int compare_check(const struct compare *compare, struct err *err);

#endif
