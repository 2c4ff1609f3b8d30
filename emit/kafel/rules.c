/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From policies to rules. The first rule for a call whose condition holds decides, so
 * the blocks of a used policy are added where it is first used.
 */
#include <stdlib.h>

#include "emit/kafel/program.h"

static int add_rule(struct kafel *kafel, const struct kafel_filter *filter, const struct kafel_all *all, struct err *err)
{
	struct in_source *source = kafel->source;
	arch_set arch = ARCH_BIT(kafel->arch);
	const struct in_test *tests = all ? all->test : NULL;
	size_t count = all ? all->count : 0;

	if (filter->id != CALL_UNKNOWN)
		return in_source_add(source, syscall_name(filter->id), arch, filter->verdict, tests, count, err);
	if (kafel->arch == ARCH_X86_64 && filter->nr & X32_BIT && filter->nr != UINT32_MAX) {
		arch = ARCH_BIT(ARCH_X32);
		source->archs |= arch;
	}
	return in_source_add_number(source, filter->nr, arch, filter->verdict, tests, count, err);
}

/* Of a condition that no rule can express, the stricter outcome is read. */
static int add_unknown(struct kafel *kafel, const struct kafel_filter *filter, struct err *err)
{
	const char *name = filter->id == CALL_UNKNOWN ? NULL : syscall_name(filter->id);

	in_source_inexact(kafel->source, filter->line, name, "a condition compares two arguments; read as the stricter outcome");
	return filter->verdict.action == ACTION_ALLOW ? 0 : add_rule(kafel, filter, NULL, err);
}

static int add_filter(struct kafel *kafel, const struct kafel_filter *filter, struct err *err)
{
	kafel->source->line = filter->line;
	if (!filter->conditional)
		return add_rule(kafel, filter, NULL, err);
	if (filter->any.unknown)
		return add_unknown(kafel, filter, err);
	for (size_t i = 0; i < filter->any.count; i++)
		if (add_rule(kafel, filter, &filter->any.at[i], err))
			return -1;
	return 0;
}

/* Only the first use of a policy counts. Policies use those above them, so the depth is bounded by DEPTH. */
enum { DEPTH = 1000 };
static int add_policy(struct kafel *kafel, struct kafel_policy *policy, unsigned depth, struct err *err)
{
	if (depth > DEPTH)
		return err_set(err, "policies use each other more than %d levels deep", DEPTH);
	for (size_t i = 0; i < policy->count; i++) {
		struct kafel_policy *used = policy->at[i].uses;
		if (used && used->used)
			continue;
		if (used)
			used->used = true;
		if (used ? add_policy(kafel, used, depth + 1, err) : add_filter(kafel, &policy->at[i].filter, err))
			return -1;
	}
	return 0;
}

static void free_policy(struct kafel_policy *policy)
{
	for (size_t i = 0; i < policy->count; i++)
		free(policy->at[i].filter.any.at);
	free(policy->at);
}

int kafel_rules(struct kafel *kafel, struct err *err)
{
	return add_policy(kafel, &kafel->main, 0, err);
}

void kafel_free_policies(struct kafel *kafel)
{
	for (struct kafel_policy *policy = kafel->policies; policy; policy = policy->next)
		free_policy(policy);
	free_policy(&kafel->main);
}
