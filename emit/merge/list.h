/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list: what several policies answer one number, as one list of rows.
 *
 * A policy that no row of its rule speaks for is silent; what its silence is
 * worth the caller says. Diagrams decide what a row holds for, so every list
 * here is exact.
 */
#ifndef EMIT_MERGE_LIST_H
#define EMIT_MERGE_LIST_H

#include "core/policy/difference.h"
#include "emit/proof/bdd.h"
#include "emit/merge/rows.h"

struct merge_number {                         /* what a list is for */
	enum arch arch;
	enum syscall_id id;
	uint32_t nr;
};

struct merge_space {                          /* zeroed to begin with */
	struct manager *manager;
	bool failed;                          /* something was too intricate: nothing here may be believed */
};
void merge_space_end(struct merge_space *manager);
#define AUTO_MERGE_SPACE __attribute__((cleanup(merge_space_end)))

/* A rule's rows as a set in which answers win as said: where an earlier row of the rule would not win, later
 * rows are cut back by it. Rows that never hold are left out. */
void merge_list_as_set(struct merge_space *manager, struct merge_rows *set, const struct rule *rule,
                       const struct merge_number *number, enum merge_way way);

/* What to make of the answers of two policies; `silent` is of one that no row speaks for. */
struct merge_answer {
	struct verdict verdict;
	bool silent;
};
typedef struct verdict merge_join(const void *context, struct merge_answer a, struct merge_answer b);

/* The list that answers as `join` says of both, in the order of a rule. Where neither speaks the result is silent,
 * which is answered `otherwise`; no row is kept that changes nothing. */
void merge_list_product(struct merge_space *manager, struct merge_rows *out, const struct merge_rows *a, const struct merge_rows *b,
                        const struct verdict silent[2], struct verdict otherwise, const struct merge_number *number,
                        merge_join *join, const void *context);

/* Whether two lists answer a call each, and `clash` says of these answers that they cannot stand together; *found
 * then has the least such call. The answer of a silent one counts where `silent` is not NULL. */
struct merge_side {
	const struct merge_rows *rows;        /* in the order of a rule */
	const struct verdict *silent;
};
typedef bool merge_clash(struct verdict a, struct verdict b);
bool merge_list_clash(struct merge_space *manager, struct merge_side a, struct merge_side b,
                      const struct merge_number *number, merge_clash *clash, struct difference *found);

#endif
