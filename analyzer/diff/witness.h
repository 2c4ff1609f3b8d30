/* SPDX-License-Identifier: Apache-2.0 */
/*
 * witness: prints an example call that shows a difference.
 */
#ifndef ANALYZER_WITNESS_H
#define ANALYZER_WITNESS_H

#include "core/policy/difference.h"
#include "core/base/mem.h"

/* "such as (prot PROT_WRITE|PROT_EXEC): now allow, before EPERM"; without the
 * first part if the arguments do not matter. */
void witness_words(const struct difference *difference, struct text *out);

/* "x86_64 mprotect": arch and call; "arch 0x… call 7" for an unknown arch. */
void witness_call(const struct difference *difference, struct text *out);

#endif
