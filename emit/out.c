/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words that more than one output uses.
 */
#include "emit/out.h"

void out_verdict(struct verdict verdict, struct text *out)
{
	const char *name = errno_name(verdict.data);

	text_add(out, action_name(verdict.action));
	if (verdict.action == ACTION_ERRNO && name)
		text_format(out, " %s", name);
	else if (verdict.action == ACTION_ERRNO || verdict.data)
		text_format(out, " %u", verdict.data);
}

enum { RECENT = 48 };                         /* of the numbers that all archs share, from 424 on */

bool out_is_recent(enum syscall_id id, enum arch arch)
{
	int64_t nr = syscall_nr(id, arch), newest = arch_info(arch)->newest;
	return nr > newest - RECENT && nr <= newest;
}

static void archs(const struct policy *policy, struct text *out)
{
	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (policy->archs & ARCH_BIT(arch))
			text_format(out, " %s", arch_info((enum arch)arch)->name);
	text_add(out, policy->archs ? "\n" : " none\n");
}

static void answer(const char *prefix, const char *whom, struct verdict verdict, struct text *out)
{
	text_format(out, "%s%s ", prefix, whom);
	out_verdict(verdict, out);
	text_add(out, "\n");
}

void out_summary(const struct policy *policy, const struct filter *filter, const char *prefix, struct text *out)
{
	text_format(out, "%sarchs:  ", prefix);
	archs(policy, out);
	answer(prefix, "default:", policy->otherwise, out);
	answer(prefix, "newer:  ", policy->newer, out);
	answer(prefix, "foreign:", policy->foreign, out);
	text_format(out, "%srules: %zu, instructions: %zu\n", prefix, policy->rule_count, filter->length);
}
