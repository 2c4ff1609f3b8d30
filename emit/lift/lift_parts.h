/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_parts: what emit/lift/lift_rows.c is made of; private to it.
 *
 * Two ways to write one call's answers as rows: rows that are apart from each
 * other (lift_apart.c), which people like to read, and an ordered list
 * (lift_ordered.c), in which an earlier row takes calls away from later ones.
 */
#ifndef EMIT_LIFT_PARTS_H
#define EMIT_LIFT_PARTS_H

#include "core/policy/policy.h"
#include "emit/lift/cover.h"
#include "emit/lift/shape.h"

struct making {
	struct space *space;
	struct arena *arena;
	struct rule *rule;
	enum arch arch;
	uint32_t otherwise, common;           /* returned: by the policy's default, and by the rule unless a row differs */
	size_t room;                          /* for rows */
	struct shape *scratch;                /* SHAPES_MOST of them */
};

/* A row in the making: what each argument must be. */
struct draft_row {
	struct shape argument[SYSCALL_ARGS];
	size_t count;
	bool total;                           /* rows for all calls that it admits, also where they get the default: others follow */
};

/* Adds a row that answers `ret`; false where there are POLICY_ROWS_MOST. */
bool making_add_row(struct making *m, const struct draft_row *draft, uint32_t ret);

bool making_is_default(const struct making *m, diagram answers);

/* How an argument can be named: by its role, where it is the only one of that role, and as a register. */
struct names making_names(const struct making *m, unsigned arg);

/* Which argument is asked for first; SYSCALL_ARGS where what is asked for is no argument. */
unsigned making_argument(const struct making *m, diagram answers);

/* Both false where it takes too many rows, too much work, or looks at what is no argument: then the rows are of no use. */
bool lift_apart(struct making *m, diagram answers);
bool lift_ordered(struct making *m, diagram answers);

#endif
