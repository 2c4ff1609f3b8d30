/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gaps: what makes an answer incomplete.
 */
#ifndef TRACER_REACH_GAPS_H
#define TRACER_REACH_GAPS_H

#include "tracer/reach/answer.h"
#include "tracer/reach/number.h"

/* `reached`: the nodes that anything but the loader comes to. */
void gaps_find(struct answer *answer, const struct graph *graph, const bool *reached);

/* A constant protection of memory that allows execution, at an mmap or mprotect outside of libc. */
void gaps_find_jit(struct answer *answer, struct number_search *search, uint32_t node, size_t step, const bool *reached);

#endif
