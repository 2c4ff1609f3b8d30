/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A second implementation of the specification, from core/policy/policy.c and the
 * tables alone: it must not rely on emit/compile/compile.c, which it verifies.
 * Each function here has a counterpart there; tests compare the two on millions
 * of calls.
 */
#include "emit/proof/meaning.h"

#include <linux/filter.h>

#include "emit/proof/word.h"

diagram data_is(struct space *space, unsigned data_word, uint32_t value)
{
	struct word word = word_of_data(space, data_word), with = word_constant(value);
	return word_compare(space, BPF_JEQ, &word, &with);
}

diagram arch_diagram(struct space *space, enum arch arch)
{
	diagram audit = data_is(space, DATA_ARCH, arch_info(arch)->audit);
	diagram minus_one = data_is(space, DATA_NR, UINT32_MAX);
	struct word nr = word_of_data(space, DATA_NR), bit = word_constant(X32_BIT);
	diagram x32 = diagram_and(space, word_compare(space, BPF_JSET, &nr, &bit), diagram_not(space, minus_one));

	if (arch == ARCH_X32)
		return diagram_and(space, audit, x32);
	if (arch == ARCH_X86_64)
		return diagram_and(space, audit, diagram_not(space, x32));
	return audit;
}

/* Two words, compared under a mask. */
struct wide {
	struct word high, low;
};

static struct word masked_word(struct space *space, enum data_word which, uint32_t mask)
{
	struct word word = word_of_data(space, which), with = word_constant(mask);
	return word_calculate(space, BPF_AND, &word, &with);
}

static struct wide masked_argument(struct space *space, unsigned arg, uint64_t mask)
{
	return (struct wide){ masked_word(space, DATA_ARG_HIGH + 2 * arg, (uint32_t)(mask >> 32)),
	                      masked_word(space, DATA_ARG_LOW + 2 * arg, (uint32_t)mask) };
}

static diagram wide_is(struct space *space, const struct wide *a, uint64_t value)
{
	struct word high = word_constant((uint32_t)(value >> 32)), low = word_constant((uint32_t)value);

	return diagram_and(space, word_compare(space, BPF_JEQ, &a->high, &high),
	                   word_compare(space, BPF_JEQ, &a->low, &low));
}

static diagram wide_has(struct space *space, const struct wide *a, uint64_t bits)
{
	struct word high = word_constant((uint32_t)(bits >> 32)), low = word_constant((uint32_t)bits);

	return diagram_or(space, word_compare(space, BPF_JSET, &a->high, &high),
	                  word_compare(space, BPF_JSET, &a->low, &low));
}

static diagram wide_at_least(struct space *space, const struct wide *a, uint64_t value)
{
	struct word high = word_constant((uint32_t)(value >> 32)), low = word_constant((uint32_t)value);
	diagram same = word_compare(space, BPF_JEQ, &a->high, &high);

	return diagram_choose(space, same, word_compare(space, BPF_JGE, &a->low, &low),
	                      word_compare(space, BPF_JGT, &a->high, &high));
}

static diagram wide_at_most(struct space *space, const struct wide *a, uint64_t value)
{
	return value == UINT64_MAX ? DIAGRAM_YES : diagram_not(space, wide_at_least(space, a, value + 1));
}

diagram argument_is(struct space *space, unsigned arg, uint64_t mask, uint64_t value)
{
	struct wide argument = masked_argument(space, arg, mask);
	return wide_is(space, &argument, value);
}

diagram argument_at_least(struct space *space, unsigned arg, uint64_t mask, uint64_t value)
{
	struct wide argument = masked_argument(space, arg, mask);
	return wide_at_least(space, &argument, value);
}

static diagram wide_masked_is(struct space *space, const struct wide *a, uint64_t mask, uint64_t value)
{
	struct word high = word_constant((uint32_t)(mask >> 32)), low = word_constant((uint32_t)mask);
	struct wide part = { word_calculate(space, BPF_AND, &a->high, &high), word_calculate(space, BPF_AND, &a->low, &low) };

	return wide_is(space, &part, value);
}

static diagram kind_diagram(struct space *space, const struct values *values, const struct wide *a)
{
	const uint64_t *v = values->v;
	diagram any = DIAGRAM_NO;

	switch (values->kind) {
	case VALUES_SET:
		for (unsigned i = 0; i < values->count; i++)
			any = diagram_or(space, any, wide_is(space, a, v[i]));
		return any;
	case VALUES_BITS:
		return diagram_not(space, wide_has(space, a, ~v[0]));
	case VALUES_RANGE:
		return diagram_and(space, wide_at_least(space, a, v[0]), wide_at_most(space, a, v[1]));
	case VALUES_HAS_ALL:
		return wide_masked_is(space, a, v[0], v[0]);
	case VALUES_HAS_ANY:
		return wide_has(space, a, v[0]);
	case VALUES_MASKED:
		return wide_masked_is(space, a, v[0], v[1]);
	case VALUES_ANY:
		return DIAGRAM_YES;
	}
	return DIAGRAM_NO;
}

diagram values_diagram(struct space *space, const struct values *values, unsigned arg, uint64_t mask)
{
	struct wide argument = masked_argument(space, arg, mask);
	return kind_diagram(space, values, &argument);
}

static diagram condition_diagram(struct space *space, const struct condition *condition, enum syscall_id id,
                                 enum arch arch)
{
	int arg = syscall_arg(id, arch, condition->role);

	if (arg < 0)
		return DIAGRAM_NO;
	diagram holds = values_diagram(space, &condition->values, (unsigned)arg, syscall_mask(id, arch, condition->role));
	return condition->values.negated ? diagram_not(space, holds) : holds;
}

static diagram row_diagram(struct space *space, const struct row *row, enum syscall_id id, enum arch arch)
{
	diagram all = DIAGRAM_YES;

	for (size_t i = 0; i < row->count; i++)
		all = diagram_and(space, all, condition_diagram(space, &row->condition[i], id, arch));
	return all;
}

static diagram verdict_diagram(struct space *space, struct verdict verdict)
{
	return diagram_word(space, verdict_ret(verdict));
}

/* The first row that holds decides, so later rows are overlaid by earlier ones.
 * */
diagram rule_diagram(struct space *space, const struct rule *rule, enum arch arch, struct verdict otherwise)
{
	diagram out = verdict_diagram(space, rule->row_count ? otherwise : rule->verdict);

	for (size_t i = rule->row_count; i-- > 0 && !space_is_full(space);)
		out = diagram_choose(space, row_diagram(space, &rule->rows[i], rule->id, arch),
		                     verdict_diagram(space, row_verdict(rule, &rule->rows[i])), out);
	return out;
}

/* Numbers without a rule. */
static diagram nameless_diagram(struct space *space, const struct policy *policy, enum arch arch)
{
	struct word nr = word_of_data(space, DATA_NR), newest = word_constant(arch_info(arch)->newest);
	diagram otherwise = verdict_diagram(space, policy->otherwise);
	diagram out = diagram_choose(space, word_compare(space, BPF_JGT, &nr, &newest),
	                             verdict_diagram(space, policy->newer), otherwise);

	for (int id = 0; id < CALL_COUNT; id++) {
		int64_t known = syscall_nr((enum syscall_id)id, arch);
		if (known > arch_info(arch)->newest)
			out = diagram_choose(space, data_is(space, DATA_NR, (uint32_t)known), otherwise, out);
	}
	return out;
}

static diagram nr_within(struct space *space, uint32_t from, uint32_t to)
{
	struct word nr = word_of_data(space, DATA_NR), least = word_constant(from), most = word_constant(to);

	return diagram_and(space, word_compare(space, BPF_JGE, &nr, &least),
	                   diagram_not(space, word_compare(space, BPF_JGT, &nr, &most)));
}

static diagram number_diagram(struct space *space, const struct rule *rule, enum arch arch)
{
	if (rule_is_range(rule))
		return nr_within(space, rule->nr, rule->last);
	int64_t nr = rule->id == CALL_UNKNOWN ? rule->nr : syscall_nr(rule->id, arch);
	return data_is(space, DATA_NR, (uint32_t)nr);
}

/* The diagram of rows that name only registers is the same for every call, and rules for many calls often
 * share it. */
struct shared {
	const struct rule *rule;
	diagram answers;
};

static bool names_registers_alone(const struct rule *rule)
{
	for (size_t i = 0; i < rule->row_count; i++)
		for (size_t k = 0; k < rule->rows[i].count; k++)
			if (!role_is_register(rule->rows[i].condition[k].role))
				return false;
	return rule->row_count;
}

static diagram shared_diagram(struct space *space, const struct rule *rule, enum arch arch, struct verdict otherwise,
                              struct shared *last)
{
	if (!names_registers_alone(rule))
		return rule_diagram(space, rule, arch, otherwise);
	if (!last->rule || !verdict_equal(last->rule->verdict, rule->verdict) ||
	    !rows_equal(last->rule->rows, last->rule->row_count, rule->rows, rule->row_count))
		*last = (struct shared){ rule, rule_diagram(space, rule, arch, otherwise) };
	return last->answers;
}

/* The first rule for a number counts, so later rules are overlaid by earlier ones. */
static diagram lay_rules(struct space *space, const struct policy *policy, enum arch arch, bool ranges, diagram out)
{
	struct shared last = { NULL, DIAGRAM_NO };

	for (size_t i = policy->rule_count; i-- > 0 && !space_is_full(space);) {
		const struct rule *rule = &policy->rules[i];
		if (rule->archs & ARCH_BIT(arch) && rule_is_range(rule) == ranges)
			out = diagram_choose(space, number_diagram(space, rule, arch),
			                     shared_diagram(space, rule, arch, policy->otherwise, &last), out);
	}
	return out;
}

/* Ranges are overlaid by the rules for single numbers. */
static diagram numbers_diagram(struct space *space, const struct policy *policy, enum arch arch)
{
	diagram ranges = lay_rules(space, policy, arch, true, nameless_diagram(space, policy, arch));

	return lay_rules(space, policy, arch, false, ranges);
}

diagram policy_diagram(struct space *space, const struct policy *policy)
{
	diagram out = verdict_diagram(space, policy->foreign);

	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (policy->archs & ARCH_BIT(arch))
			out = diagram_choose(space, arch_diagram(space, (enum arch)arch),
			                     numbers_diagram(space, policy, (enum arch)arch), out);
	return out;
}
