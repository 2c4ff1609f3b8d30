/* SPDX-License-Identifier: Apache-2.0 */
/*
 * atoms: what two lists of rows admit differently, in words.
 */
#ifndef ANALYZER_ATOMS_H
#define ANALYZER_ATOMS_H

#include <stdbool.h>

#include "analyzer/rows.h"

/* Writes the difference; nothing, and false, where both mean the same. */
bool atoms_difference(const struct rule *before, const struct rule *after, struct text *out);

/* "only domain AF_UNIX, socktype SOCK_STREAM; or ..."; nothing for a rule without rows. */
void atoms_only(const struct rule *rule, struct text *out);

#endif
