/* SPDX-License-Identifier: Apache-2.0 */
/* A filter's bytes are compared directly, so only policies have entries that count. */
#include "analyzer/review/doubt.h"

#include <string.h>

enum { BEFORE, AFTER };

static bool counts(const struct diff *diff, int side)
{
	return !diff->side[side].is_filter;
}

/* Whether a side was read exactly as far as a call is concerned; NULL: any call. */
static bool is_exact(const struct diff *diff, int side, const char *call)
{
	const struct policy *policy = diff->side[side].policy;

	for (size_t i = 0; i < policy->inexact_count && counts(diff, side); i++)
		if (!call || !policy->inexact[i].call || !strcmp(policy->inexact[i].call, call))
			return false;
	return true;
}

static bool may_pass(const struct policy *policy, enum arch arch, uint32_t nr)
{
	const struct rule *rule = policy_find(policy, arch, nr);
	struct verdict otherwise = syscall_is_newer(arch, nr) ? policy->newer : policy->otherwise;

	if (!(policy->archs & ARCH_BIT(arch)))
		return verdict_may_pass(policy->foreign);
	if (!rule)
		return verdict_may_pass(otherwise);
	return verdict_may_pass(rule_laxest(rule)) || (rule->row_count && verdict_may_pass(otherwise));
}

/* Whether a side certainly refuses a call on every arch that one of the sides lists. */
static bool refuses(const struct diff *diff, int side, const char *call)
{
	int id = call ? syscall_by_name(call) : CALL_UNKNOWN;

	if (id == CALL_UNKNOWN || !is_exact(diff, side, call))
		return false;
	arch_each(arch, diff->both | diff->gained | diff->lost)
		if (syscall_exists((enum syscall_id)id, arch) &&
		    may_pass(diff->side[side].policy, arch, (uint32_t)syscall_nr((enum syscall_id)id, arch)))
			return false;
	return true;
}

const struct inexact *doubt_find(const struct diff *diff, enum doubt_about about, int *side)
{
	for (*side = 0; *side < 2; ++*side) {
		const struct policy *policy = diff->side[*side].policy;
		for (size_t i = 0; i < policy->inexact_count && counts(diff, *side); i++)
			if (!refuses(diff, about == DOUBT_MORE ? AFTER : BEFORE, policy->inexact[i].call))
				return &policy->inexact[i];
	}
	return NULL;
}

static bool is_of(const struct danger_found *found, const char *call)
{
	return !call || (found->first != CALL_UNKNOWN && !strcmp(syscall_name(found->first), call)) ||
	       (found->second != CALL_UNKNOWN && !strcmp(syscall_name(found->second), call));
}

static bool is_dangerous(const struct danger_report *danger, int class, const char *call)
{
	for (size_t i = 0; i < danger->count; i++)
		if (danger_found_is_grave(&danger->found[i]) && is_of(&danger->found[i], call) &&
		    (class == DANGER_CLASSES || (int)danger_found_class(&danger->found[i]) == class))
			return true;
	return false;
}

/* What was read inexactly of the new side may be dangerous if the call can be. */
static bool may_be_dangerous(const struct diff *diff, const struct danger_report *danger, int class, const char *call)
{
	int id = call ? syscall_by_name(call) : CALL_UNKNOWN;

	if (!is_exact(diff, AFTER, call) && (id == CALL_UNKNOWN || danger_is_listed((enum syscall_id)id)))
		return true;
	return is_dangerous(danger, class, call);
}

const struct inexact *doubt_of_danger(const struct diff *diff, const struct danger_report *danger, int class, int *side)
{
	for (*side = 0; *side < 2; ++*side) {
		const struct policy *policy = diff->side[*side].policy;
		for (size_t i = 0; i < policy->inexact_count && counts(diff, *side); i++)
			if (may_be_dangerous(diff, danger, class, policy->inexact[i].call))
				return &policy->inexact[i];
	}
	return NULL;
}
