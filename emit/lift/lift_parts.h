/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_parts: internal to emit/lift/lift_rows.c and its parts.
 *
 * Two ways to write one call's answers as rows: disjoint rows (lift_apart.c),
 * which are easier to read, and an ordered list (lift_ordered.c), in which
 * earlier rows take precedence.
 */
#ifndef EMIT_LIFT_PARTS_H
#define EMIT_LIFT_PARTS_H

#include "core/policy/policy.h"
#include "emit/lift/cover.h"
#include "emit/lift/shape.h"

struct making {
	struct manager *manager;
	struct arena *arena;
	struct rule *rule;
	enum arch arch;
	uint32_t otherwise, common;           /* return values: the policy's default, and the rule's unless a row differs */
	size_t room;                          /* for rows */
	struct shape *scratch;                /* SHAPES_MOST of them */
};

/* A row under construction: the conditions on each argument. */
struct draft_row {
	struct shape argument[SYSCALL_ARGS];
	size_t count;
	bool total;                           /* also write rows for calls that get the default, as other rows follow */
};

/* Adds a row that answers `ret`; false if there are already POLICY_ROWS_MOST.
 * */
bool making_add_row(struct making *m, const struct draft_row *draft, uint32_t ret);

bool making_is_default(const struct making *m, bdd answers);

/* The names of an argument: its role, if no other argument has it, and its register. */
struct argument_names making_names(const struct making *m, unsigned arg);

/* The argument tested first; SYSCALL_ARGS if something else is tested. */
unsigned making_argument(const struct making *m, bdd answers);

/* Both return false on too many rows, too much work, or a test of anything but an argument; the rows are then unusable. */
bool lift_apart(struct making *m, bdd answers);
bool lift_ordered(struct making *m, bdd answers);

#endif
