/* SPDX-License-Identifier: Apache-2.0 */
/*
 * capability: the names of capabilities, rows of core/kernel/capabilities.def.
 */
#ifndef CORE_CAPABILITY_H
#define CORE_CAPABILITY_H

#include <stdint.h>

#include "core/base/err.h"

typedef uint64_t cap_set;                     /* bit n: capability number n */
#define CAPS_ALL UINT64_MAX                   /* perhaps also those of later kernels */

/* "CAP_SYS_ADMIN"; NULL past the last. */
const char *capability_name(unsigned nr);
/* The number of a name in exactly this form, or -1. */
int capability_by_name(const char *name);

/* Adds to *set what a user wrote: "none", "all", or names separated by commas, with or without CAP_, in any case. */
int capability_parse(cap_set *set, const char *list, struct err *err);

/* "none", "all" and the names; NULL past the last. */
const char *capability_word_at(unsigned i);

#endif
