/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cover_parts: what emit/lift/cover.c is made of; private to it.
 */
#ifndef EMIT_COVER_PARTS_H
#define EMIT_COVER_PARTS_H

#include "emit/lift/cover.h"
#include "emit/lift/shape_parts.h"

struct cover {
	struct space *space;                  /* its own: what is found for one condition costs by its size */
	unsigned count;                       /* names, as in struct names */
	struct job job[2];
};

struct forms {
	struct condition at[COVER_TERMS];
	unsigned count;
};

/* The condition that a form holds. */
diagram cover_form_diagram(const struct cover *c, const struct condition *form);

/* One form that holds where it must and nowhere that it may not. */
bool cover_whole(const struct cover *c, struct wanted wanted, struct condition *out);

/* Forms of which one holds wherever one must, and none where none may. False where they are too many. */
bool cover_forms(const struct cover *c, struct wanted wanted, struct forms *out);

/* For which values of what the name looks at a condition holds, whatever the other bits are. */
diagram cover_seen(const struct cover *c, unsigned name, diagram condition);

/* The name under which these bits are looked at. */
unsigned cover_name_of(const struct cover *c, uint64_t bits);

#endif
