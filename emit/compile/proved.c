/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A filter that is not what its policy says is a defect of the compiler, and
 * the call that shows it goes into the message.
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
	return err_set(err, "a defect of seccord, please report it: filter and policy differ on %s", call.at);
}
