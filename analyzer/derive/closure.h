/* SPDX-License-Identifier: Apache-2.0 */
/*
 * closure: adds related calls, by equivalence sets and by what the kernel and libc
 * do on the program's behalf.
 */
#ifndef ANALYZER_CLOSURE_H
#define ANALYZER_CLOSURE_H

#include <stdbool.h>

#include "analyzer/derive/draft.h"
#include "core/libc/equivalence.h"

/* Whether to close a set, or a multiplexed row. */
bool closure_set_is_on(const struct derive_options *options, const struct equivalence *set);
bool closure_row_is_on(const struct derive_options *options, const struct multiplexed *row);

/* Numbers the classes of calls that the sets join, regardless of arch. */
void closure_components(const struct derive_options *options, int component[CALL_COUNT]);

/* Whether a recorded multiplexer call may have been this row. */
bool closure_row_was_meant(const struct trace_call *call, const struct multiplexed *row);

/* Adds implied and, unless exact, equivalent calls, to a fixed point. */
void closure_arch(struct draft *draft, enum arch arch);

#endif
