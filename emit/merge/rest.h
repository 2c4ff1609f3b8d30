/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest: what a merge answers to the numbers of an arch that no rule names.
 *
 * Where all policies are for the arch that is the default, or `newer`. For a
 * policy that is not for it each of its calls is foreign, and the defaults of
 * others are no matter; so the rest may get another answer there than on other
 * archs, and then has rules: ranges.
 */
#ifndef EMIT_MERGE_REST_H
#define EMIT_MERGE_REST_H

#include "emit/merge/number.h"

/* What the result answers on an arch where no policy speaks: the default, or `newer`, of those that are for the arch. */
struct verdict merge_silence_of(const struct merge *m, enum arch arch, bool newer);

/* To be asked once the result's general answers are there. */
struct merge_rest merge_rest_of(const struct merge *m, enum arch arch);

/* Whether the silence of a policy that has no row for a call counts as this answer. */
bool merge_silence_speaks(const struct merge *m, struct verdict silent);

/* Whether the arch is foreign to one of the policies, and so may be to the result. */
bool merge_is_partial(const struct merge *m, enum arch arch);

#endif
