/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reflow: breaks lines of a report that are longer than the terminal is wide.
 */
#ifndef CORE_REFLOW_H
#define CORE_REFLOW_H

#include <stddef.h>

#include "core/base/mem.h"

/* Appends the text, with its marks. Lines break at blanks and go on in the column of their words; a word that is longer
 * than a line stays whole. */
void reflow(struct text *out, const struct text *from, size_t width);

#endif
