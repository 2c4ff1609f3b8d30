/* SPDX-License-Identifier: Apache-2.0 */
/*
 * round_trip SEED COUNT: compiles COUNT random policies of the whole language,
 * lifts each from its filter, writes it and reads it back, and proves at each
 * step that the function is the same. Prints a line with the seed of each
 * failure; a COUNT of 1 prints the policies too.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "tests/emit/round_trip.h"

static void print_pair(const struct policy *policy, const struct text *after)
{
	AUTO_TEXT struct text before = { 0 };

	policy_write(policy, &before);
	printf("%s\ncame back as\n%s\n", before.at, after->length ? after->at : "nothing");
}

/* Whether the policy of this seed came back. */
static bool try_seed(uint64_t seed, bool print, unsigned long *rules)
{
	AUTO_TEXT struct text after = { 0 };
	AUTO_POLICY struct policy policy = { 0 };
	struct err err = { "" };

	round_policy_of(seed, &policy);
	*rules += policy.rule_count;
	if (round_policy_comes_back(&policy, &after, &err))
		return true;
	if (print)
		print_pair(&policy, &after);
	printf("SEED=%" PRIu64 " COUNT=1: %s\n", seed, err.text);
	return false;
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	unsigned long count = argc > 2 ? strtoul(argv[2], NULL, 10) : 1, rules = 0, back = 0;

	for (unsigned long i = 0; i < count; i++)
		back += try_seed(seed + i, count == 1, &rules);
	printf("SEED=%" PRIu64 ": %lu of %lu random policies of %lu rules came back from their filters, proved\n", seed, back,
	       count, rules);
	return back < count;
}
