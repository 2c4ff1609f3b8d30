/* SPDX-License-Identifier: Apache-2.0 */
/*
 * column: prints words separated by commas, and wraps full lines.
 */
#ifndef ANALYZER_COLUMN_H
#define ANALYZER_COLUMN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/mem.h"

struct column {
	struct text *out;
	size_t start, at;                     /* offset of the column, and of the next word */
	bool empty;
};

void column_add(struct column *column, const char *words);

#endif
