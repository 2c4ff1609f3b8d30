/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Proves the result against the inputs. A refutation is a bug in seccord, and
 * nothing is written.
 */
#include "emit/merge/merge.h"

#include "emit/proof/prove.h"

static int prove_within(const struct policy *narrow, const char *narrow_name, const struct policy *wide,
                        const char *wide_name, struct err *err)
{
	AUTO_TEXT struct text call = {0};
	struct proof proof;

	if (prove(&proof, (struct side){.policy = narrow}, (struct side){.policy = wide}, CLAIM_SUBSET, err) < 0)
		return err_context(err, "%s and %s", narrow_name, wide_name);
	if (proof.holds)
		return 0;
	prove_call_text(&proof, &call);
	return err_set(err, "internal error, please report it: %s is not within %s: %s", narrow_name, wide_name, call.at);
}

int policy_merge_prove(const struct policy *merged, const struct merge_input *inputs, size_t count, const struct merge_options *how,
                struct err *err)
{
	bool claims = how->intersect || how->prefer != PREFER_REFUSE;

	for (size_t i = 0; i < count && claims; i++) {
		int failed = how->intersect ? prove_within(merged, "the intersection", inputs[i].policy, inputs[i].name, err) :
		             prove_within(inputs[i].policy, inputs[i].name, merged, "the union", err);
		if (failed)
			return -1;
	}
	return 0;
}
