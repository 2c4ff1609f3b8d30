/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overlay_advice: what a policy that was laid over another one has no effect on,
 * one fact per line.
 */
#ifndef ANALYZER_OVERLAY_ADVICE_H
#define ANALYZER_OVERLAY_ADVICE_H

#include "core/base/mem.h"
#include "core/policy/policy.h"

/* The default of `over`, the file `name`, if it is not that of the policy: only rules are laid over. */
void overlay_advice_default(const struct policy *policy, const struct policy *over, const char *name, struct text *notes);

/* Likewise its answers to newer calls and other archs. */
void overlay_advice_others(const struct policy *policy, const struct policy *over, const char *name, struct text *notes);

#endif
