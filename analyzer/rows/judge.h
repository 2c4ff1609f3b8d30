/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge: what decides whether two sides answer alike.
 *
 * The diagrams of the proof do, in emit/compare; a room does not include the
 * one beside it, so the decision comes as functions, as check's does. A side
 * may be a filter's bytes: the policies that analyzer/ has are then only what
 * is read off it.
 */
#ifndef ANALYZER_JUDGE_H
#define ANALYZER_JUDGE_H

#include "core/policy/difference.h"

struct judge {
	void *context;
	bool same;                            /* every call is answered alike */

	/* Of the numbers of an arch from `nr` on. Where the first side answers `before` and the second `after`
	 * that is no difference: it is reported of the default. */
	struct difference (*number)(void *context, enum arch arch, uint32_t nr, struct verdict before, struct verdict after);

	/* Of all archs but these. */
	struct difference (*elsewhere)(void *context, arch_set but, struct verdict before, struct verdict after);

	/* Whether the rows of a rule together admit all that a row does, on an arch. */
	bool (*covers)(void *context, const struct rule *rule, enum arch arch, const struct row *row);
};

#endif
