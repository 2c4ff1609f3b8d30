/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff: what one policy allows that another does not, and the reverse.
 *
 * Per arch, grouped by category; members of one equivalence set that change
 * together are one line.
 */
#ifndef ANALYZER_DIFF_H
#define ANALYZER_DIFF_H

#include <stdbool.h>

#include "core/mem.h"
#include "core/policy.h"

/* Each writes the differences and returns whether there are any. */
bool diff_text(const struct policy *before, const struct policy *after, struct text *out);
bool diff_json(const struct policy *before, const struct policy *after, struct text *out);

#endif
