/* SPDX-License-Identifier: Apache-2.0 */
/*
 * closure: adds related calls, by the relations between calls and by what the
 * kernel and libc do on the program's behalf.
 */
#ifndef ANALYZER_CLOSURE_H
#define ANALYZER_CLOSURE_H

#include "analyzer/derive/draft.h"

/* Adds implied and related calls with their arguments, as far as the level
 * includes them, to a fixed point. */
void closure_arch(struct draft *draft, enum arch arch);

/* Adds the categories of the calls that the draft allows, without dangerous calls. */
void closure_categories(struct draft *draft, enum arch arch);

#endif
