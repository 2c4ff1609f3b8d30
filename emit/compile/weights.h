/* SPDX-License-Identifier: Apache-2.0 */
/*
 * weights: how often calls are made, so that a filter tests frequent ones
 * first. Weights do not change the meaning of a filter.
 */
#ifndef EMIT_WEIGHTS_H
#define EMIT_WEIGHTS_H

#include "core/policy/policy.h"
#include "core/trace/trace.h"

/* Gives each rule the count of its calls in a trace. */
void weights_of_trace(struct policy *policy, const struct trace *trace);

/* Whether a rule has a weight; without one, typical use is the best estimate.
 * */
bool weights_given(const struct policy *policy);
uint64_t weight_at_large(int id);             /* enum syscall_id or CALL_UNKNOWN */

#endif
