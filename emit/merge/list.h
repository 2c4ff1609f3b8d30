/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list: the answers of several policies for one number, as one list of rows.
 *
 * A policy is silent on a call if no row of its rule matches; the caller decides
 * what that means. Diagrams decide which calls a row matches, so every list
 * here is exact.
 */
#ifndef EMIT_MERGE_LIST_H
#define EMIT_MERGE_LIST_H

#include "core/policy/difference.h"
#include "emit/proof/bdd.h"
#include "emit/merge/rows.h"

struct merge_number {                         /* the call of a list */
	enum arch arch;
	enum syscall_id id;
	uint32_t nr;
};

struct merge_space {                          /* zeroed at first */
	struct manager *manager;
	bool failed;                          /* something was too intricate: no result is valid */
};
void merge_space_end(struct merge_space *manager);
#define AUTO_MERGE_SPACE __attribute__((cleanup(merge_space_end)))

/* Converts the rows of a rule to a set, in which the answer that comes first in `way` wins. If an earlier row of the rule would
 * not win, its calls are removed from later rows. Rows that never match are left out. */
void merge_list_as_set(struct merge_space *manager, struct merge_rows *set, const struct rule *rule,
                       const struct merge_number *number, enum merge_way way);

/* Combines the answers of two policies; `silent`: no row matched, and this is the default answer. */
struct merge_answer {
	struct verdict verdict;
	bool silent;
};
typedef struct verdict merge_join(const void *context, struct merge_answer a, struct merge_answer b);

/* The list that answers with the `join` of both answers, in the order of a rule. If no row of either matches, the answer is
 * `otherwise`. Rows that change nothing are left out. */
void merge_list_product(struct merge_space *manager, struct merge_rows *out, const struct merge_rows *a, const struct merge_rows *b,
                        const struct verdict silent[2], struct verdict otherwise, const struct merge_number *number,
                        merge_join *join, const void *context);

/* Whether there is a call whose answers from the two lists conflict according to `clash`; *found is then the smallest such
 * call. If no row of a list matches, its `silent` is the answer, or the list has none if that is NULL. */
struct merge_side {
	const struct merge_rows *rows;        /* in the order of a rule */
	const struct verdict *silent;
};
typedef bool merge_clash(struct verdict a, struct verdict b);
bool merge_list_clash(struct merge_space *manager, struct merge_side a, struct merge_side b,
                      const struct merge_number *number, merge_clash *clash, struct difference *found);

#endif
