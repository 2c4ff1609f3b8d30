/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rows: an OR of ANDs, as a list to build and compare.
 *
 * A condition that is absent from a row admits anything. Rows, conditions and
 * the list itself belong to the given arena.
 */
#ifndef ANALYZER_ROWS_H
#define ANALYZER_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/mem.h"
#include "core/policy/policy.h"

struct rows {
	struct arena *arena;
	struct row *at;
	size_t count, room;
};

/* The first condition of a row on a role, or NULL: anything. */
const struct condition *row_condition(const struct row *row, enum role role);

/* Adds a condition, or replaces the one on its role. The row has room for it. */
void row_put(struct row *row, struct condition condition);
struct row row_copy(struct arena *arena, const struct row *row);

/* Adds a copy, unless an equal row exists. */
void rows_add(struct rows *rows, const struct row *row);

/* Removes the condition on a role from every row. */
void rows_forget(struct rows *rows, enum role role);

/* Joins rows that differ in one role only, as long as a set can hold their
 * values: the same meaning in fewer rows, in a canonical order. (A union of BITS
 * admits more, which is the purpose of BITS.) */
void rows_merge(struct rows *rows);

/* Removes rows that another row certainly covers. */
void rows_drop_covered(struct rows *rows);

/* "domain AF_INET or AF_INET6, socktype SOCK_STREAM", "clone_flags with none of CLONE_NEWUSER, arg1 not 0" */
void row_words(const struct row *row, struct text *out);

#endif
