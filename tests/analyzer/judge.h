/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A judge based on policy_eval, for tests of analyzer/ that do not link emit/.
 */
#ifndef TESTS_ANALYZER_JUDGE_H
#define TESTS_ANALYZER_JUDGE_H

#include "analyzer/rows/judge.h"

struct test_sides {
	const struct policy *before, *after;
};

/* Sides that may be the same: the numbers decide. */
struct judge test_judge(struct test_sides *sides, bool same);

#endif
