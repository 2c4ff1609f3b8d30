/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listing: a compiled filter in words, an instruction a line.
 */
#ifndef EMIT_LISTING_H
#define EMIT_LISTING_H

#include "core/base/mem.h"
#include "emit/filter/filter.h"

struct listing_line {
	const char *text;                     /* "if nr == socket goto L12" */
	const char *note;                     /* what more is known, or "" */
	bool target;                          /* something jumps here: a label L<index> is due */
};

/* One line for each instruction of a filter that filter_check accepts, in the
 * arena. Instructions that filter_compile does not make are shown as numbers. */
struct listing_line *listing_of(const struct filter *filter, struct arena *arena);

#endif
