/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cover_parts: internal to emit/lift/cover.c and its parts.
 */
#ifndef EMIT_COVER_PARTS_H
#define EMIT_COVER_PARTS_H

#include "emit/lift/cover.h"
#include "emit/lift/shape_parts.h"

struct cover {
	struct manager *manager;              /* private: the cost of one condition depends on its size */
	unsigned count;                       /* of names, as in struct argument_names */
	struct job job[2];
};

struct forms {
	struct condition at[COVER_TERMS];
	unsigned count;
};

/* The condition that a form holds. */
bdd cover_form_bdd(const struct cover *c, const struct condition *form);

/* One form that covers `must` and stays within `may`. */
bool cover_whole(const struct cover *c, struct cover_bounds wanted, struct condition *out);

/* Forms that together cover `must` and stay within `may`. False if there are too many. */
bool cover_forms(const struct cover *c, struct cover_bounds wanted, struct forms *out);

/* The values, under the bits of the name, that satisfy a condition for all other bits. */
bdd cover_seen(const struct cover *c, unsigned name, bdd condition);

/* The name that covers these bits. */
unsigned cover_name_of(const struct cover *c, uint64_t bits);

#endif
