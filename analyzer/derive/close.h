/* SPDX-License-Identifier: Apache-2.0 */
/*
 * close: which calls come with which, by equivalence sets and by what the
 * kernel and libc do in the program's name.
 */
#ifndef ANALYZER_CLOSE_H
#define ANALYZER_CLOSE_H

#include <stdbool.h>

#include "analyzer/derive/draft.h"
#include "core/libc/equivalence.h"

/* Whether a set, or a multiplexed row, is to be closed. */
bool close_set_is_on(const struct derive_options *options, const struct equivalence *set);
bool close_row_is_on(const struct derive_options *options, const struct multiplexed *row);

/* Numbers the classes of calls that the sets join, with no regard to arch. */
void close_components(const struct derive_options *options, int component[CALL_COUNT]);

/* Whether a recorded call of a multiplexer may have been this row of it. */
bool close_row_was_meant(const struct trace_call *call, const struct multiplexed *row);

/* Adds what is implied and, unless exact, what is equivalent, until nothing more comes. */
void close_arch(struct draft *draft, enum arch arch);

#endif
