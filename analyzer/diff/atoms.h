/* SPDX-License-Identifier: Apache-2.0 */
/*
 * atoms: describes how two lists of rows differ.
 *
 * Words only: whether they differ is decided elsewhere, and if the words show no
 * difference, an example call is printed.
 */
#ifndef ANALYZER_ATOMS_H
#define ANALYZER_ATOMS_H

#include <stdbool.h>

#include "analyzer/rows/judge.h"
#include "analyzer/rows/rows.h"

/* Decides whether one row covers another. */
struct atoms {
	const struct judge *judge;
	enum arch arch;
	bool deep;                            /* the rules' rows are deep rows */
};

/* Writes the difference; nothing, and false, if no row of either side exceeds all rows of the other. */
bool atoms_difference(const struct atoms *atoms, const struct rule *before, const struct rule *after, struct text *out);

/* "only domain AF_UNIX, socktype SOCK_STREAM; or ..."; nothing for a rule without rows. */
void atoms_only(const struct rule *rule, struct text *out);

/* For a rule that does more than allow some arguments: "EPERM for domain AF_UNIX; else allow for ...". */
void atoms_answers(const struct rule *rule, struct text *out);

#endif
