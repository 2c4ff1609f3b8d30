/* SPDX-License-Identifier: Apache-2.0 */
/*
 * numbering: archs whose numbers for an argument differ from those of x86, rows of
 * core/kernel/numbering.def.
 */
#ifndef CORE_NUMBERING_H
#define CORE_NUMBERING_H

#include "core/kernel/arch.h"
#include "core/kernel/role.h"

/* The bits of values that mean something else on `arch` than on x86_64: 0 if none,
 * all ones if no value carries over. */
uint64_t numbering_own(enum role role, enum arch arch);

/* The same between two archs. */
uint64_t numbering_differs(enum role role, enum arch a, enum arch b);

#endif
