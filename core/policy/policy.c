/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The meaning of a policy, and the names of its parts.
 *
 * policy_eval() defines what a policy means, for readers and for the tests of
 * filters: it is kept simple and scans the rules from the front.
 */
#include "core/policy/policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"

static const char *const whys[] = {
	[WHY_OBSERVED]   = "observed",
	[WHY_VDSO]       = "vdso",
	[WHY_EQUIVALENT] = "equivalent",
	[WHY_IMPLIED]    = "implied",
	[WHY_REACHABLE]  = "reachable",
	[WHY_FALLBACK]   = "fallback",
	[WHY_ENVELOPE]   = "envelope",
	[WHY_PLAN]       = "plan",
	[WHY_USER]       = "user",
};

const char *why_name(enum why why)
{
	return whys[why];
}

int why_by_name(const char *name)
{
	for (int i = 0; i < WHY_COUNT; i++)
		if (!strcmp(whys[i], name))
			return i;
	return -1;
}

void policy_defaults(struct policy *policy)
{
	policy->otherwise = (struct verdict){ ACTION_ERRNO, EPERM };
	policy->newer = (struct verdict){ ACTION_ERRNO, ENOSYS };
	policy->foreign = (struct verdict){ ACTION_KILL, 0 };
}

void policy_free(struct policy *policy)
{
	free(policy->rules);
	free(policy->inexact);
	arena_free(&policy->arena);
	*policy = (struct policy){0};
}

struct rule *policy_add(struct policy *policy)
{
	policy->rules = mem_grow(policy->rules, policy->rule_count, &policy->rule_room, sizeof(*policy->rules));
	struct rule *rule = &policy->rules[policy->rule_count++];

	*rule = (struct rule){0};
	return rule;
}

void policy_add_inexact(struct policy *policy, struct inexact entry)
{
	for (size_t i = 0; i < policy->inexact_count; i++) {
		const struct inexact *known = &policy->inexact[i];
		bool same_call = known->call && entry.call ? !strcmp(known->call, entry.call) : known->call == entry.call;
		if (known->line == entry.line && same_call && !strcmp(known->reason, entry.reason))
			return;
	}
	policy->inexact = mem_grow(policy->inexact, policy->inexact_count, &policy->inexact_room, sizeof(entry));
	entry.call = arena_string(&policy->arena, entry.call);
	entry.reason = arena_string(&policy->arena, entry.reason);
	policy->inexact[policy->inexact_count++] = entry;
}

/* Ids are in the order of their names; numbers come after them. */
static uint64_t sort_key(const struct rule *rule)
{
	uint64_t call = rule->id == CALL_UNKNOWN ? (UINT64_C(1) << 32) + rule->nr : (uint64_t)rule->id;

	return call << 16 | rule->archs;
}

static int compare_rules(const void *a, const void *b)
{
	return number_order(sort_key(a), sort_key(b));
}

void policy_sort(struct policy *policy)
{
	if (policy->rule_count)
		qsort(policy->rules, policy->rule_count, sizeof(*policy->rules), compare_rules);
}

arch_set policy_archs_of(const struct policy *policy, enum syscall_id id)
{
	arch_set archs = 0;

	arch_each(arch, policy->archs)
		if (syscall_exists(id, arch))
			archs |= ARCH_BIT(arch);
	return archs;
}

int policy_check_supervised(enum syscall_id id, struct err *err)
{
	if (id == CALL_openat2)
		return 0;
	return err_set(err, "a supervisor cannot make %s for another process: allow it or return ENOSYS",
	               id == CALL_UNKNOWN ? "a call without a name" : syscall_name(id));
}

void policy_keep_archs(struct policy *policy, arch_set archs)
{
	size_t kept = 0;

	policy->archs &= archs;
	for (size_t i = 0; i < policy->rule_count; i++) {
		policy->rules[kept] = policy->rules[i];
		policy->rules[kept].archs &= archs;
		kept += policy->rules[kept].archs != 0;
	}
	policy->rule_count = kept;
}

bool rule_is_range(const struct rule *rule)
{
	return rule->id == CALL_UNKNOWN && rule->last > rule->nr;
}

bool rule_names(const struct rule *rule, enum arch arch, uint32_t nr)
{
	if (!(rule->archs & ARCH_BIT(arch)))
		return false;
	if (rule_is_range(rule))
		return rule->nr <= nr && nr <= rule->last;
	return (rule->id == CALL_UNKNOWN ? (int64_t)rule->nr : syscall_nr(rule->id, arch)) == nr;
}

const struct rule *policy_find(const struct policy *policy, enum arch arch, uint32_t nr)
{
	const struct rule *range = NULL;

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		if (!rule_names(rule, arch, nr))
			continue;
		if (!rule_is_range(rule))
			return rule;
		range = range ? range : rule;
	}
	return range;
}

bool condition_equal(const struct condition *a, const struct condition *b)
{
	return a->role == b->role && values_equal(&a->values, &b->values);
}

int condition_order(const void *left, const void *right)
{
	const struct condition *a = left, *b = right;
	int order = number_order(a->role, b->role);

	return order ? order : values_order(&a->values, &b->values);
}

int conditions_order(const struct row *a, const struct row *b)
{
	int order = 0;

	for (size_t i = 0; !order && i < a->count && i < b->count; i++)
		order = condition_order(&a->condition[i], &b->condition[i]);
	return order ? order : number_order(a->count, b->count);
}

bool row_answers_equal(const struct row *a, const struct row *b)
{
	return a->answers == b->answers && (!a->answers || verdict_equal(a->verdict, b->verdict));
}

bool row_equal(const struct row *a, const struct row *b)
{
	if (a->count != b->count || !row_answers_equal(a, b))
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!condition_equal(&a->condition[i], &b->condition[i]))
			return false;
	return true;
}

bool rows_equal(const struct row *a, size_t a_count, const struct row *b, size_t b_count)
{
	if (a_count != b_count)
		return false;
	for (size_t i = 0; i < a_count; i++)
		if (!row_equal(&a[i], &b[i]))
			return false;
	return true;
}

bool rule_answers_equal(const struct rule *a, const struct rule *b)
{
	return verdict_equal(a->verdict, b->verdict) && rows_equal(a->rows, a->row_count, b->rows, b->row_count);
}

bool rule_content_equal(const struct rule *a, const struct rule *b)
{
	return rule_answers_equal(a, b) && rows_equal(a->deep, a->deep_count, b->deep, b->deep_count) && a->why == b->why &&
	       string_equal(a->by, b->by) && string_equal(a->of, b->of) && string_equal(a->set, b->set) &&
	       string_equal(a->note, b->note);
}

static bool condition_admits(const struct condition *condition, enum syscall_id id, enum arch arch,
                             const uint64_t args[6])
{
	int arg = syscall_arg(id, arch, condition->role);

	return arg >= 0 && values_admit(&condition->values, syscall_mask(id, arch, condition->role), args[arg]);
}

bool row_admits(const struct row *row, enum syscall_id id, enum arch arch, const uint64_t args[6])
{
	for (size_t i = 0; i < row->count; i++)
		if (!condition_admits(&row->condition[i], id, arch, args))
			return false;
	return true;
}

bool rows_look_at(const struct row *rows, size_t count, enum role role)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < rows[i].count; k++)
			if (rows[i].condition[k].role == role)
				return true;
	return false;
}

struct verdict row_verdict(const struct rule *rule, const struct row *row)
{
	return row->answers ? row->verdict : rule->verdict;
}

bool rule_passes(const struct rule *rule)
{
	bool passes = !rule->row_count && verdict_passes(rule->verdict);

	for (size_t i = 0; i < rule->row_count; i++)
		passes |= verdict_passes(row_verdict(rule, &rule->rows[i]));
	return passes;
}

bool rule_has_one_verdict(const struct rule *rule)
{
	for (size_t i = 0; i < rule->row_count; i++)
		if (!verdict_equal(row_verdict(rule, &rule->rows[i]), rule->verdict))
			return false;
	return true;
}

struct verdict rule_laxest(const struct rule *rule)
{
	struct verdict laxest = rule->row_count ? row_verdict(rule, &rule->rows[0]) : rule->verdict;

	for (size_t i = 1; i < rule->row_count; i++)
		if (row_verdict(rule, &rule->rows[i]).action < laxest.action)
			laxest = row_verdict(rule, &rule->rows[i]);
	return laxest;
}

struct verdict rule_eval(const struct rule *rule, enum arch arch, const uint64_t args[6], struct verdict otherwise)
{
	for (size_t i = 0; i < rule->row_count; i++)
		if (row_admits(&rule->rows[i], rule->id, arch, args))
			return row_verdict(rule, &rule->rows[i]);
	return rule->row_count ? otherwise : rule->verdict;
}

struct verdict policy_eval(const struct policy *policy, const struct seccomp_data *data)
{
	uint32_t nr = (uint32_t)data->nr;
	int arch = arch_of_call(data->arch, nr);

	if (arch < 0 || !(policy->archs & ARCH_BIT(arch)))
		return policy->foreign;

	const struct rule *rule = policy_find(policy, (enum arch)arch, nr);
	uint64_t args[SYSCALL_ARGS];

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		args[i] = data->args[i];
	if (rule)
		return rule_eval(rule, (enum arch)arch, args, policy->otherwise);
	return syscall_is_newer((enum arch)arch, nr) ? policy->newer : policy->otherwise;
}
