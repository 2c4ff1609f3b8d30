/* SPDX-License-Identifier: Apache-2.0 */
/*
 * witness: a call that shows a difference, in words.
 */
#ifndef ANALYZER_WITNESS_H
#define ANALYZER_WITNESS_H

#include "core/policy/difference.h"
#include "core/base/mem.h"

/* "such as (prot PROT_WRITE|PROT_EXEC): now allow, before EPERM"; without its
 * first part where the arguments do not matter. */
void witness_words(const struct difference *difference, struct text *out);

/* "x86_64 mprotect": whose call it is; "arch 0x… call 7" for an arch that is in no table. */
void witness_call(const struct difference *difference, struct text *out);

#endif
