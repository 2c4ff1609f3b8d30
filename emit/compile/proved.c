/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A filter that differs from its policy is a compiler bug, and the error names
 * a call that shows it.
 */
#include "emit/compile/proved.h"

#include "emit/compile/compile.h"
#include "emit/proof/prove.h"

int proved_policy(const struct policy *policy, struct err *err)
{
	AUTO_FILTER struct filter filter = { 0 };
	AUTO_TEXT struct text call = { 0 };
	struct proof proof;

	if (filter_compile(&filter, policy, err) < 0)
		return -1;
	if (prove(&proof, (struct side){ .filter = &filter }, (struct side){ .policy = policy }, CLAIM_EQUAL, err) < 0)
		return err_context(err, "the filter cannot be proved; --no-verify writes it without a proof");
	if (proof.holds)
		return 0;
	prove_call_text(&proof, &call);
	return err_set(err, "internal error, please report it: filter and policy differ on %s", call.at);
}
