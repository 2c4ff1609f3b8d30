/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mark: what parts of a text mean.
 *
 * Marks lie beside the bytes of a text, so no string can contain one, and widths and
 * files are the same with them. They are lost where the bytes are copied, which costs a
 * colour and nothing else. cli/terminal/colour shows them.
 */
#ifndef CORE_MARK_H
#define CORE_MARK_H

#include <stddef.h>

#include "core/base/mem.h"

enum mark {
	MARK_NONE,
	MARK_HEAD,                            /* a heading */
	MARK_DANGER,                          /* dangerous, refused, or not what it should be */
	MARK_GAINED,
	MARK_LOST,
	MARK_CHANGED,
	MARK_FINE,                            /* as it should be */
	MARK_REASON,                          /* why; where from; what else is known */
	MARKS
};

struct text_mark {
	size_t at;                            /* offset in the text; from here on: */
	enum mark mark;
};

/* What is added from now on means this; MARK_NONE ends it. */
void mark_begin(struct text *text, enum mark mark);
void mark_end(struct text *text);

/* Adds words that mean this. */
void mark_add(struct text *text, enum mark mark, const char *words);

/* Adds a text with its marks. */
void mark_add_text(struct text *text, const struct text *from);

/* The marks in order; NULL and a count of 0 if there are none. */
const struct text_mark *mark_all(const struct text *text, size_t *count);

#endif
