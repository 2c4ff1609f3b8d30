/* SPDX-License-Identifier: Apache-2.0 */
/*
 * in_unsaid: whether what a file does not say (who has a capability, which
 * kernel) makes a difference to a call's answers.
 */
#ifndef EMIT_IN_UNSAID_H
#define EMIT_IN_UNSAID_H

#include "emit/proof/diagram.h"
#include "emit/in/source.h"

/* What holds as the source is read. */
uint64_t in_unsaid_held(const struct in_source *source);

/* Those bits of `used` that change an answer, wherever the others stand; `held` is how the source is read. Where
 * there are too many to try, all of them. */
uint64_t in_unsaid_matters(uint64_t used, uint64_t held, diagram (*answers)(void *context, uint64_t holds), void *context);

/* The entry of `inexact` for the call of a rule whose answers depend on these; none where there is nothing. */
void in_unsaid_report(const struct in_source *source, uint64_t matters, const struct in_rule *rule, struct policy *policy);

#endif
