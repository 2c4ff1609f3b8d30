/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare: where two filters or policies differ, number by number.
 *
 * The proof decides whether there is a difference; this finds all of them.
 * Complete over arguments and instruction pointer, like the proof.
 */
#ifndef EMIT_COMPARE_H
#define EMIT_COMPARE_H

#include "core/policy/difference.h"
#include "emit/proof/bdd.h"
#include "emit/proof/prove.h"

struct compare;                               /* private to emit/proof/compare.c */
struct compare *compare_begin(struct side before, struct side after, struct err *err);   /* NULL: not possible */
void compare_drop(struct compare **compare);
#define AUTO_COMPARE __attribute__((cleanup(compare_drop)))

/* Whether every call gets the same answer. */
bool compare_is_same(const struct compare *compare);

/* Whether calls of a number of an arch get different answers. If the first answers `before` and the
 * second `after` there is no difference: that one was reported for the default as a whole. Numbers of
 * another arch are ignored. */
struct difference compare_number(struct compare *compare, enum arch arch, uint32_t nr, struct verdict before,
                                 struct verdict after);

/* The same for all calls of an arch, whatever the defaults; `passed` and `passes` are `closes` and `opens`. */
struct difference compare_arch(struct compare *compare, enum arch arch);

/* The same for calls of all archs but these. */
struct difference compare_elsewhere(struct compare *compare, arch_set but, struct verdict before, struct verdict after);

/* Whether each call of the rule's id that meets `row` on an arch also meets a row of the rule. */
bool compare_covers(struct compare *compare, const struct rule *rule, enum arch arch, const struct row *row);

/* Lets those calls pass that may do more after than before, and kills all others. No further question may be asked
 * while it is in use. */
bdd compare_widened(struct compare *compare, const struct manager **manager);

/* Fails if one of the answers above could not be computed. */
int compare_check(const struct compare *compare, struct err *err);

#endif
