/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest: the answer of a merge to the numbers of an arch without a rule.
 *
 * If all policies name the arch, that is the default, or `newer`. For a policy
 * that does not name it, each of its calls is foreign; so the answer there can
 * differ from other archs, and the result then has rules for ranges.
 */
#ifndef EMIT_MERGE_REST_H
#define EMIT_MERGE_REST_H

#include "emit/merge/number.h"

/* The answer on an arch if no policy covers the call: the default, or `newer`, of the policies that name the arch. */
struct verdict merge_silence_of(const struct merge *m, enum arch arch, bool newer);

/* Requires that the default answers of the result are set. */
struct merge_rest merge_rest_of(const struct merge *m, enum arch arch);

/* Whether the default answer of a policy counts for calls that it does not cover. */
bool merge_silence_speaks(const struct merge *m, struct verdict silent);

/* Whether some policy does not name the arch, so that the result need not name it either. */
bool merge_is_partial(const struct merge *m, enum arch arch);

#endif
