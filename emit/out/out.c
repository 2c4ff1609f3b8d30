/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Helpers shared by several outputs.
 */
#include "emit/out/out.h"

#include "core/base/version.h"

enum { RECENT = 48 };                         /* of the numbers that all archs share, from 424 on */

bool out_is_recent(enum syscall_id id, enum arch arch)
{
	int64_t nr = syscall_nr(id, arch), newest = arch_info(arch)->newest;
	return (nr > newest - RECENT && nr <= newest) || version_is_after(syscall_since(id), (struct version){ { 5, 1 } });
}

static void archs(const struct policy *policy, struct text *out)
{
	text_add(out, policy->archs ? " " : " none");
	arch_list(policy->archs, " ", out);
	text_add(out, "\n");
}

static void answer(const char *prefix, const char *whom, struct verdict verdict, struct text *out)
{
	text_format(out, "%s%s ", prefix, whom);
	verdict_text(verdict, out);
	text_add(out, "\n");
}

/* The most lenient answer a call may get: its rule's or the default, for any arguments. */
static bool may_be_allowed(const struct policy *policy, enum arch arch, uint32_t nr)
{
	const struct rule *rule = policy_find(policy, arch, nr);

	return (rule && rule_laxest(rule).action == ACTION_ALLOW) ||
	       ((!rule || rule->row_count) && policy->otherwise.action == ACTION_ALLOW);
}

/* The kernel's bitmap covers numbers from 0 to its newest: x32's and arm's
 * private calls are above it, and mips, whose numbers do not start at 0 either,
 * has no bitmap (Linux 5.11 to 7.3). */
static bool has_bit(enum arch arch, uint32_t nr)
{
	return !arch_info(arch)->base && nr <= arch_info(arch)->newest;
}

static void cached(const struct policy *policy, const struct filter *filter, const char *prefix, struct text *out)
{
	unsigned allowed = 0, constant = 0;

	for (int i = 0; i < (int)ARCH_COUNT * (int)CALL_COUNT; i++) {
		enum arch arch = (enum arch)(i / CALL_COUNT);
		uint32_t nr = (uint32_t)syscall_nr((enum syscall_id)(i % CALL_COUNT), arch);
		if (!(policy->archs & ARCH_BIT(arch)) || !syscall_exists((enum syscall_id)(i % CALL_COUNT), arch) ||
		    !may_be_allowed(policy, arch, nr))
			continue;
		allowed++;
		constant += has_bit(arch, nr) && filter_is_constant_allow(filter, arch_info(arch)->audit, nr);
	}
	text_format(out, "%sallowed: %u calls, %u of them cached by the kernel\n", prefix, allowed, constant);
}

void out_summary(const struct policy *policy, const struct filter *filter, const char *prefix, struct text *out)
{
	text_format(out, "%sarchs:  ", prefix);
	archs(policy, out);
	answer(prefix, "default:", policy->otherwise, out);
	answer(prefix, "newer:  ", policy->newer, out);
	answer(prefix, "foreign:", policy->foreign, out);
	text_format(out, "%srules: %zu, instructions: %zu\n", prefix, policy->rule_count, filter->length);
	if (policy->inexact_count)
		text_format(out, "%sinexact: %zu; the filter may differ from the file that was read\n", prefix, policy->inexact_count);
	cached(policy, filter, prefix, out);
}
