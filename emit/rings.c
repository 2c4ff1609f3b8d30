/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ring is not of an arch, so what the rules say for several is joined. A deep
 * row without a condition on what was submitted says nothing of that: with
 * SQPOLL it stands with io_uring_setup, else with io_uring_enter.
 */
#include "emit/rings.h"

#include <string.h>

static bool is_of_rings(const struct rule *rule)
{
	return (rule->id == CALL_io_uring_setup || rule->id == CALL_io_uring_enter) && verdict_may_pass(rule->verdict);
}

/* The bits that a condition admits; false where it is no set of flags. */
static bool bits_of(const struct values *values, uint64_t *bits)
{
	*bits = values->kind == VALUES_BITS ? values->v[0] : 0;
	for (unsigned i = 0; values->kind == VALUES_SET && i < values->count; i++)
		*bits |= values->v[i];
	return values->kind <= VALUES_BITS;
}

static void ask(struct rings *rings, enum role role, uint64_t bits)
{
	for (unsigned opcode = 0; opcode < URING_OPCODES; opcode++)
		rings->asked[opcode] |= uring_role(opcode) == role && bits & uring_bit(opcode);
}

/* False where the condition admits anything. */
static bool take_condition(struct rings *rings, const struct condition *condition)
{
	bool submits = condition->role == ROLE_uring_submit || condition->role == ROLE_uring_submit_high;
	uint64_t bits;

	if (!submits && condition->role != ROLE_uring_setup)
		return true;
	bool known = bits_of(&condition->values, &bits);
	if (submits)
		ask(rings, condition->role, bits);
	else
		rings->setup |= bits;
	return known || !submits;
}

static bool take_rule(struct rings *rings, const struct rule *rule)
{
	bool known = true;

	for (size_t i = 0; i < rule->deep_count; i++)
		for (size_t n = 0; n < rule->deep[i].count; n++)
			known &= take_condition(rings, &rule->deep[i].condition[n]);
	return known;
}

static void take_registers(struct rings *rings, const struct rule *rule)
{
	rings->registers_any |= !rule->row_count;
	for (size_t i = 0; i < rule->row_count; i++)
		rings->registers_any |= !rows_look_at(&rule->rows[i], 1, ROLE_uring_op);
	for (unsigned op = 0; op < RINGS_REGISTER_OPS; op++) {
		uint64_t args[SYSCALL_ARGS] = { 0, op };
		for (size_t i = 0; i < rule->row_count; i++)
			for (int arch = 0; arch < ARCH_COUNT; arch++)
				rings->registers[op] |= rule->archs & ARCH_BIT(arch) &&
				                        row_admits(&rule->rows[i], rule->id, (enum arch)arch, args);
	}
}

static bool asks_for_something(const struct rings *rings)
{
	return memchr(rings->asked, true, sizeof(rings->asked)) != NULL;
}

int rings_of(struct rings *rings, const struct policy *policy, struct err *err)
{
	bool allowed = false, known = true;

	*rings = (struct rings){ 0 };
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		if (is_of_rings(rule))
			known &= take_rule(rings, rule);
		if (rule->id == CALL_io_uring_register && verdict_may_pass(rule->verdict))
			take_registers(rings, rule);
		allowed |= is_of_rings(rule) && rule->id == CALL_io_uring_setup;
	}
	if (!allowed)
		return err_set(err, "the policy allows no io_uring_setup: there is no ring to restrict");
	if (!known || !asks_for_something(rings))
		return err_set(err, "the policy does not say what rings are asked to do; it stands in the deep rows of "
		               "io_uring_enter and io_uring_setup, if the recorded program used one");
	return 0;
}
