/* SPDX-License-Identifier: Apache-2.0 */
/*
 * weights: how often calls are made, so that a filter finds the frequent ones
 * first. No weight changes what a filter means.
 */
#ifndef EMIT_WEIGHTS_H
#define EMIT_WEIGHTS_H

#include "core/policy/policy.h"
#include "core/trace/trace.h"

/* Gives each rule the count that a trace has for its calls. */
void weights_of_trace(struct policy *policy, const struct trace *trace);

/* Whether a rule has a weight; where none has, what programs at large do is
 * the best guess. */
bool weights_given(const struct policy *policy);
uint64_t weight_at_large(int id);             /* enum syscall_id or CALL_UNKNOWN */

#endif
