/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A second implementation of the specification, from core/policy/policy.c and the
 * tables alone: it must not rely on emit/compile/compile.c, which it verifies.
 * Each function here has a counterpart there; tests compare the two on millions
 * of calls.
 */
#include "emit/proof/policy_bdd.h"

#include <linux/filter.h>

#include "emit/proof/bitvector.h"

bdd data_is(struct manager *manager, unsigned data_word, uint32_t value)
{
	struct bitvector word = bitvector_of_data(manager, data_word), with = bitvector_constant(value);
	return bitvector_compare(manager, BPF_JEQ, &word, &with);
}

bdd arch_bdd(struct manager *manager, enum arch arch)
{
	bdd audit = data_is(manager, DATA_ARCH, arch_info(arch)->audit);
	bdd minus_one = data_is(manager, DATA_NR, UINT32_MAX);
	struct bitvector nr = bitvector_of_data(manager, DATA_NR), bit = bitvector_constant(X32_BIT);
	bdd x32 = bdd_and(manager, bitvector_compare(manager, BPF_JSET, &nr, &bit), bdd_not(manager, minus_one));

	if (arch == ARCH_X32)
		return bdd_and(manager, audit, x32);
	if (arch == ARCH_X86_64)
		return bdd_and(manager, audit, bdd_not(manager, x32));
	return audit;
}

/* Two words, compared under a mask. */
struct wide {
	struct bitvector high, low;
};

static struct bitvector masked_word(struct manager *manager, enum data_word which, uint32_t mask)
{
	struct bitvector word = bitvector_of_data(manager, which), with = bitvector_constant(mask);
	return bitvector_calculate(manager, BPF_AND, &word, &with);
}

static struct wide masked_argument(struct manager *manager, unsigned arg, uint64_t mask)
{
	return (struct wide){ masked_word(manager, DATA_ARG_HIGH + 2 * arg, (uint32_t)(mask >> 32)),
	                      masked_word(manager, DATA_ARG_LOW + 2 * arg, (uint32_t)mask) };
}

static bdd wide_is(struct manager *manager, const struct wide *a, uint64_t value)
{
	struct bitvector high = bitvector_constant((uint32_t)(value >> 32)), low = bitvector_constant((uint32_t)value);

	return bdd_and(manager, bitvector_compare(manager, BPF_JEQ, &a->high, &high),
	               bitvector_compare(manager, BPF_JEQ, &a->low, &low));
}

static bdd wide_has(struct manager *manager, const struct wide *a, uint64_t bits)
{
	struct bitvector high = bitvector_constant((uint32_t)(bits >> 32)), low = bitvector_constant((uint32_t)bits);

	return bdd_or(manager, bitvector_compare(manager, BPF_JSET, &a->high, &high),
	              bitvector_compare(manager, BPF_JSET, &a->low, &low));
}

static bdd wide_at_least(struct manager *manager, const struct wide *a, uint64_t value)
{
	struct bitvector high = bitvector_constant((uint32_t)(value >> 32)), low = bitvector_constant((uint32_t)value);
	bdd same = bitvector_compare(manager, BPF_JEQ, &a->high, &high);

	return bdd_choose(manager, same, bitvector_compare(manager, BPF_JGE, &a->low, &low),
	                  bitvector_compare(manager, BPF_JGT, &a->high, &high));
}

static bdd wide_at_most(struct manager *manager, const struct wide *a, uint64_t value)
{
	return value == UINT64_MAX ? BDD_YES : bdd_not(manager, wide_at_least(manager, a, value + 1));
}

bdd argument_is(struct manager *manager, unsigned arg, uint64_t mask, uint64_t value)
{
	struct wide argument = masked_argument(manager, arg, mask);
	return wide_is(manager, &argument, value);
}

bdd argument_at_least(struct manager *manager, unsigned arg, uint64_t mask, uint64_t value)
{
	struct wide argument = masked_argument(manager, arg, mask);
	return wide_at_least(manager, &argument, value);
}

static bdd wide_masked_is(struct manager *manager, const struct wide *a, uint64_t mask, uint64_t value)
{
	struct bitvector high = bitvector_constant((uint32_t)(mask >> 32)), low = bitvector_constant((uint32_t)mask);
	struct wide part = { bitvector_calculate(manager, BPF_AND, &a->high, &high), bitvector_calculate(manager, BPF_AND, &a->low, &low) };

	return wide_is(manager, &part, value);
}

static bdd kind_bdd(struct manager *manager, const struct values *values, const struct wide *a)
{
	const uint64_t *v = values->v;
	bdd any = BDD_NO;

	switch (values->kind) {
	case VALUES_SET:
		for (unsigned i = 0; i < values->count; i++)
			any = bdd_or(manager, any, wide_is(manager, a, v[i]));
		return any;
	case VALUES_BITS:
		return bdd_not(manager, wide_has(manager, a, ~v[0]));
	case VALUES_RANGE:
		return bdd_and(manager, wide_at_least(manager, a, v[0]), wide_at_most(manager, a, v[1]));
	case VALUES_HAS_ALL:
		return wide_masked_is(manager, a, v[0], v[0]);
	case VALUES_HAS_ANY:
		return wide_has(manager, a, v[0]);
	case VALUES_MASKED:
		return wide_masked_is(manager, a, v[0], v[1]);
	case VALUES_ANY:
		return BDD_YES;
	}
	return BDD_NO;
}

bdd values_bdd(struct manager *manager, const struct values *values, unsigned arg, uint64_t mask)
{
	struct wide argument = masked_argument(manager, arg, mask);
	return kind_bdd(manager, values, &argument);
}

static bdd condition_bdd(struct manager *manager, const struct condition *condition, enum syscall_id id,
                         enum arch arch)
{
	int arg = syscall_arg(id, arch, condition->role);

	if (arg < 0)
		return BDD_NO;
	bdd holds = values_bdd(manager, &condition->values, (unsigned)arg, syscall_mask(id, arch, condition->role));
	return condition->values.negated ? bdd_not(manager, holds) : holds;
}

static bdd row_bdd(struct manager *manager, const struct row *row, enum syscall_id id, enum arch arch)
{
	bdd all = BDD_YES;

	for (size_t i = 0; i < row->count; i++)
		all = bdd_and(manager, all, condition_bdd(manager, &row->condition[i], id, arch));
	return all;
}

static bdd verdict_bdd(struct manager *manager, struct verdict verdict)
{
	return bdd_word(manager, verdict_ret(verdict));
}

/* The first row that holds decides, so later rows are overlaid by earlier ones.
 * */
bdd rule_bdd(struct manager *manager, const struct rule *rule, enum arch arch, struct verdict otherwise)
{
	bdd out = verdict_bdd(manager, rule->row_count ? otherwise : rule->verdict);

	for (size_t i = rule->row_count; i-- > 0 && !manager_is_full(manager);)
		out = bdd_choose(manager, row_bdd(manager, &rule->rows[i], rule->id, arch),
		                 verdict_bdd(manager, row_verdict(rule, &rule->rows[i])), out);
	return out;
}

/* Numbers without a rule. */
static bdd nameless_bdd(struct manager *manager, const struct policy *policy, enum arch arch)
{
	struct bitvector nr = bitvector_of_data(manager, DATA_NR), newest = bitvector_constant(arch_info(arch)->newest);
	bdd otherwise = verdict_bdd(manager, policy->otherwise);
	bdd out = bdd_choose(manager, bitvector_compare(manager, BPF_JGT, &nr, &newest),
	                     verdict_bdd(manager, policy->newer), otherwise);

	for (int id = 0; id < CALL_COUNT; id++) {
		int64_t known = syscall_nr((enum syscall_id)id, arch);
		if (known > arch_info(arch)->newest)
			out = bdd_choose(manager, data_is(manager, DATA_NR, (uint32_t)known), otherwise, out);
	}
	return out;
}

static bdd nr_within(struct manager *manager, uint32_t from, uint32_t to)
{
	struct bitvector nr = bitvector_of_data(manager, DATA_NR), least = bitvector_constant(from), most = bitvector_constant(to);

	return bdd_and(manager, bitvector_compare(manager, BPF_JGE, &nr, &least),
	               bdd_not(manager, bitvector_compare(manager, BPF_JGT, &nr, &most)));
}

static bdd number_bdd(struct manager *manager, const struct rule *rule, enum arch arch)
{
	if (rule_is_range(rule))
		return nr_within(manager, rule->nr, rule->last);
	int64_t nr = rule->id == CALL_UNKNOWN ? rule->nr : syscall_nr(rule->id, arch);
	return data_is(manager, DATA_NR, (uint32_t)nr);
}

/* The diagram of rows that name only registers is the same for every call, and rules for many calls often
 * share it. */
struct shared {
	const struct rule *rule;
	bdd answers;
};

static bool names_registers_alone(const struct rule *rule)
{
	for (size_t i = 0; i < rule->row_count; i++)
		for (size_t k = 0; k < rule->rows[i].count; k++)
			if (!role_is_register(rule->rows[i].condition[k].role))
				return false;
	return rule->row_count;
}

static bdd shared_bdd(struct manager *manager, const struct rule *rule, enum arch arch, struct verdict otherwise,
                      struct shared *last)
{
	if (!names_registers_alone(rule))
		return rule_bdd(manager, rule, arch, otherwise);
	if (!last->rule || !verdict_equal(last->rule->verdict, rule->verdict) ||
	    !rows_equal(last->rule->rows, last->rule->row_count, rule->rows, rule->row_count))
		*last = (struct shared){ rule, rule_bdd(manager, rule, arch, otherwise) };
	return last->answers;
}

/* The first rule for a number counts, so later rules are overlaid by earlier ones. */
static bdd lay_rules(struct manager *manager, const struct policy *policy, enum arch arch, bool ranges, bdd out)
{
	struct shared last = { NULL, BDD_NO };

	for (size_t i = policy->rule_count; i-- > 0 && !manager_is_full(manager);) {
		const struct rule *rule = &policy->rules[i];
		if (rule->archs & ARCH_BIT(arch) && rule_is_range(rule) == ranges)
			out = bdd_choose(manager, number_bdd(manager, rule, arch),
			                 shared_bdd(manager, rule, arch, policy->otherwise, &last), out);
	}
	return out;
}

/* Ranges are overlaid by the rules for single numbers. */
static bdd numbers_bdd(struct manager *manager, const struct policy *policy, enum arch arch)
{
	bdd ranges = lay_rules(manager, policy, arch, true, nameless_bdd(manager, policy, arch));

	return lay_rules(manager, policy, arch, false, ranges);
}

bdd policy_bdd(struct manager *manager, const struct policy *policy)
{
	bdd out = verdict_bdd(manager, policy->foreign);

	arch_each(arch, policy->archs)
		out = bdd_choose(manager, arch_bdd(manager, arch),
		                 numbers_bdd(manager, policy, arch), out);
	return out;
}
