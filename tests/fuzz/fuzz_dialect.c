/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a policy in another tool's format. A policy that is read must be
 * written and read back the same; an error is one line.
 */
#include <stdlib.h>
#include <string.h>

#include "emit/in/in.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void read_again(const struct policy *policy)
{
	AUTO_TEXT struct text first = {0};
	AUTO_TEXT struct text second = {0};
	struct policy again = {0};
	struct err err;

	policy_write(policy, &first);
	if (policy_read_bytes(&again, first.at, first.length, "fuzz", &err))
		abort();
	policy_write(&again, &second);
	if (strcmp(first.at, second.at))
		abort();
	policy_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	AUTO_TEXT struct text copy = {0};
	AUTO_TEXT struct text notes = {0};
	struct policy policy = {0};
	struct err err = {""};

	text_add_bytes(&copy, bytes, size);
	const struct in_dialect *dialect = copy.at ? in_recognise(copy.at, copy.length) : NULL;
	if (!dialect)
		return 0;
	if (!in_read_bytes(&policy, dialect, copy.at, copy.length, "fuzz", &notes, &err))
		read_again(&policy);
	else if (strchr(err.text, '\n') || policy.rule_count)
		abort();
	policy_free(&policy);
	return 0;
}
