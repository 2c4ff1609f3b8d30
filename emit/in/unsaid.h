/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unsaid: whether conditions that a file leaves open (capabilities, the
 * kernel version) affect the answers to a call.
 */
#ifndef EMIT_IN_UNSAID_H
#define EMIT_IN_UNSAID_H

#include "emit/proof/bdd.h"
#include "emit/in/source.h"

/* The conditions that hold as the source is read. */
uint64_t in_unsaid_held(const struct in_source *source);

/* Those bits of `used` that change an answer for some state of the others; `held` is how the source is read. If
 * there are too many to try, all of them. */
uint64_t in_unsaid_matters(uint64_t used, uint64_t held, bdd (*answers)(void *context, uint64_t holds), void *context);

/* The `inexact` entry for a rule's call whose answers depend on these; none if there are none. */
void in_unsaid_report(const struct in_source *source, uint64_t matters, const struct in_rule *rule, struct policy *policy);

#endif
