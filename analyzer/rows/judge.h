/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge: decides whether two sides answer alike.
 *
 * The proof in emit/proof/compare decides; since rooms do not include each other, the
 * caller passes the decision as functions, as for check. A side may be a filter's
 * bytes: analyzer/ then only has the policy decompiled from it.
 */
#ifndef ANALYZER_JUDGE_H
#define ANALYZER_JUDGE_H

#include "core/policy/difference.h"

struct judge {
	void *context;
	bool same;                            /* every call gets the same answer */

	/* The numbers of an arch from `nr` on. Answers `before` on the first side and `after` on the second
	 * are not a difference: they are reported for the default. */
	struct difference (*number)(void *context, enum arch arch, uint32_t nr, struct verdict before, struct verdict after);

	/* All calls of an arch, whatever the defaults. */
	struct difference (*arch)(void *context, enum arch arch);

	/* All archs but these. */
	struct difference (*elsewhere)(void *context, arch_set but, struct verdict before, struct verdict after);

	/* Whether the rows of a rule together admit everything that a row does, on an arch. */
	bool (*covers)(void *context, const struct rule *rule, enum arch arch, const struct row *row);
};

#endif
