/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listing: a disassembled filter, an instruction a line.
 */
#ifndef EMIT_LISTING_H
#define EMIT_LISTING_H

#include "core/base/mem.h"
#include "emit/filter/filter.h"

struct listing_line {
	const char *text;                     /* "if nr == socket goto L12" */
	const char *note;                     /* additional information, or "" */
	bool target;                          /* a jump target, which needs a label L<index> */
};

/* One line, in the arena, for each instruction of a filter that filter_check
 * accepts. Instructions that filter_compile does not generate are shown as
 * numbers. */
struct listing_line *listing_of(const struct filter *filter, struct arena *arena);

#endif
