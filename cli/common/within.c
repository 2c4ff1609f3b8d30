/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The result is proved directly against a baseline filter, so it does not matter
 * whether that could be read exactly as a policy.
 */
#include "cli/common/within.h"

#include "analyzer/diff/diff.h"
#include "cli/common/inexact.h"
#include "cli/common/input.h"
#include "cli/common/judge.h"
#include "emit/merge/merge.h"
#include "emit/proof/prove.h"

struct baseline {
	const char *name;
	struct input input;
	struct policy policy;
};

static void baseline_free(struct baseline *baseline)
{
	input_free(&baseline->input);
	policy_free(&baseline->policy);
}
#define AUTO_BASELINE __attribute__((cleanup(baseline_free)))

static int baseline_read(struct baseline *baseline, const char *name, const struct input_choice *choice, struct text *notes,
                         struct err *err)
{
	AUTO_TEXT struct text own = {0};

	baseline->name = name;
	if (input_read(&baseline->input, name, choice, err) < 0)
		return -1;
	if (baseline->input.kind == INPUT_TRACE)
		return err_set(err, "--within=%s: is a trace; run `seccord policy` on it first", name);
	if (input_to_policy(&baseline->policy, &baseline->input, name, &own, err) < 0)
		return -1;
	if (own.length)
		text_add(notes, own.at);
	if (baseline->input.kind != INPUT_FILTER)
		return inexact_check(&baseline->policy, name, "prove", err);
	inexact_report(&baseline->policy, name, notes);
	return 0;
}

static struct side side_of(const struct baseline *baseline)
{
	bool filter = baseline->input.kind == INPUT_FILTER;

	return (struct side){.filter = filter ? &baseline->input.filter : NULL, .policy = filter ? NULL : &baseline->policy};
}

static int prove_result(const struct policy *result, const struct baseline *baseline, struct err *err)
{
	AUTO_TEXT struct text call = {0};
	struct proof proof;

	if (prove(&proof, (struct side){.policy = result}, side_of(baseline), CLAIM_SUBSET, err) < 0)
		return err_context(err, "--within=%s", baseline->name);
	if (proof.holds)
		return 0;
	prove_call_text(&proof, &call);
	if (inexact_check(&baseline->policy, baseline->name, "prove", err) < 0)
		return -1;
	return err_set(err, "internal error, please report it: the result is not within %s: %s", baseline->name, call.at);
}

static int report_lost(const struct policy *before, const struct policy *after, const char *name, struct text *notes,
                     struct err *err)
{
	AUTO_COMPARE struct compare *compare = compare_begin((struct side){.policy = before}, (struct side){.policy = after}, err);
	AUTO_DIFF struct diff diff = {0};

	if (!compare)
		return -1;
	struct judge judge = judge_of(compare);
	diff_of(&diff, (struct change_side[]){{before, false}, {after, false}}, &judge);
	if (compare_check(compare, err) < 0)
		return -1;
	if (diff.different)
		text_format(notes, "removed because not within %s:\n", name);
	diff_text(&diff, NULL, notes);
	return 0;
}

int within_baseline(struct policy *policy, const char *name, const struct input_choice *choice, struct text *notes,
                    struct err *err)
{
	AUTO_BASELINE struct baseline baseline = {0};
	AUTO_POLICY struct policy result = {0};

	if (baseline_read(&baseline, name, choice, notes, err) < 0)
		return -1;
	const struct merge_input own = {policy, "the policy"}, base = {&baseline.policy, name};
	if (policy_merge_within(&result, &own, &base, err) < 0 || prove_result(&result, &baseline, err) < 0)
		return -1;
	if (report_lost(policy, &result, name, notes, err) < 0)
		return -1;
	struct policy before = *policy;
	*policy = result;
	result = before;
	return 0;
}
