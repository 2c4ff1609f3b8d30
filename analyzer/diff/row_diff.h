/* SPDX-License-Identifier: Apache-2.0 */
/*
 * row_diff: describes how two lists of rows differ.
 *
 * Words only: whether they differ is decided elsewhere, and if the words show no
 * difference, an example call is printed.
 */
#ifndef ANALYZER_ROW_DIFF_H
#define ANALYZER_ROW_DIFF_H

#include <stdbool.h>

#include "analyzer/rows/judge.h"
#include "analyzer/rows/rows.h"

/* Decides whether one row covers another. */
struct row_diff {
	const struct judge *judge;
	enum arch arch;
	bool deep;                            /* the rules' rows are deep rows */
};

/* Writes the difference; nothing, and false, if no row of either side exceeds all rows of the other. */
bool row_diff_difference(const struct row_diff *atoms, const struct rule *before, const struct rule *after, struct text *out);

/* "only domain AF_UNIX, socktype SOCK_STREAM; or ..."; nothing for a rule without rows. */
void row_diff_only(const struct rule *rule, struct text *out);

#endif
