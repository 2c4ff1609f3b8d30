/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decision: a policy or a filter with its decision diagram, which answers every
 * call: what `check` and `show` ask.
 */
#ifndef CLI_DECISION_H
#define CLI_DECISION_H

#include "analyzer/check/check.h"
#include "emit/filter/filter.h"
#include "emit/proof/box_answers.h"

struct decision {
	const struct policy *policy;          /* NULL: use the filter */
	const struct filter *filter;
	const struct policy *but;             /* or NULL: a call passes only if this does not let it pass */
	struct manager *manager;
	struct box_answers answers;
	struct box_answers *marked;           /* `answers`, whose marks a question changes */
	struct check_by by;                   /* for analyzer/; valid as long as the decision */
};

/* `decision` has its policy or filter; the rest is filled. `name` is for messages. */
int decision_begin(struct decision *decision, const char *name, struct err *err);

/* Only lists the answers of a diagram of somebody else's manager, which must stay unchanged. */
void decision_borrow(struct decision *decision, const struct manager *manager, bdd answers);
void decision_free(struct decision *decision);
#define AUTO_DECISION __attribute__((cleanup(decision_free)))

#endif
