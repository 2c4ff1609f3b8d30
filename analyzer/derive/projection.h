/* SPDX-License-Identifier: Apache-2.0 */
/*
 * projection: an arch's counterparts of calls that another arch makes for the same
 * purpose (core/libc/projection.h). A draft's entry for a call that the arch lacks
 * was carried from another.
 */
#ifndef ANALYZER_PROJECTION_H
#define ANALYZER_PROJECTION_H

#include "analyzer/derive/draft.h"

/* Adds the counterparts of what the draft has; false if there was nothing to add. */
bool projection_add(struct draft *draft, enum arch arch);

/* Whether the arch reaches every purpose for which `id` was recorded, by another
 * call or without one. */
bool projection_serves(const struct draft *draft, enum arch arch, int id);

#endif
