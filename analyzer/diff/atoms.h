/* SPDX-License-Identifier: Apache-2.0 */
/*
 * atoms: what two lists of rows admit differently, in words.
 *
 * Words only: whether they differ is decided elsewhere, and where the words
 * find nothing to say a call that shows it is told.
 */
#ifndef ANALYZER_ATOMS_H
#define ANALYZER_ATOMS_H

#include <stdbool.h>

#include "analyzer/rows/judge.h"
#include "analyzer/rows/rows.h"

/* Who says which row another one covers. */
struct atoms {
	const struct judge *judge;
	enum arch arch;
	bool deep;                            /* the rules' rows are deep rows */
};

/* Writes the difference; nothing, and false, where no row has more on one side than all have on the other. */
bool atoms_difference(const struct atoms *atoms, const struct rule *before, const struct rule *after, struct text *out);

/* "only domain AF_UNIX, socktype SOCK_STREAM; or ..."; nothing for a rule without rows. */
void atoms_only(const struct rule *rule, struct text *out);

/* Of a rule that does not merely allow some arguments: "EPERM for domain AF_UNIX; else allow for ...". */
void atoms_answers(const struct rule *rule, struct text *out);

#endif
