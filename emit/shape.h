/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape: a condition on one argument, in the words of a policy.
 */
#ifndef EMIT_SHAPE_H
#define EMIT_SHAPE_H

#include "core/values.h"
#include "emit/diagram.h"

enum { SHAPES_MOST = 256 };

/* The values for which `condition`, which asks for bits of argument `arg`
 * within `mask` alone, holds: the values of one of `out`. How many there
 * are, or -1 where it takes more than SHAPES_MOST. */
int shape_of(struct space *space, diagram condition, unsigned arg, uint64_t mask, struct values out[SHAPES_MOST]);

#endif
