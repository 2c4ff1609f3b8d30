/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ring does not belong to an arch, so the rules of all archs are joined. A
 * deep row without a condition on submissions says nothing about them: with
 * SQPOLL they are part of io_uring_setup, otherwise of io_uring_enter.
 */
#include "emit/ring/rings.h"

#include <string.h>

#include "emit/terms/regions.h"

enum { OP_OF_NOBODY = 0x7fffffff };

static bool is_of_rings(const struct rule *rule)
{
	return (rule->id == CALL_io_uring_setup || rule->id == CALL_io_uring_enter) && verdict_may_pass(rule_laxest(rule));
}

/* The bits that a condition admits; all if it is not a set of flags. */
static uint64_t bits_of(const struct values *values)
{
	return values->kind <= VALUES_BITS && !values->negated ? values_bits(values) : UINT64_MAX;
}

/* The bits that all conditions of a row on a role admit; false if there is none. */
static bool bits_of_row(const struct row *row, enum role role, uint64_t *bits)
{
	bool any = false;

	*bits = UINT64_MAX;
	for (size_t i = 0; i < row->count; i++) {
		if (row->condition[i].role != role)
			continue;
		*bits &= bits_of(&row->condition[i].values);
		any = true;
	}
	return any;
}

static void ask(struct rings *rings, enum role role, uint64_t bits)
{
	for (unsigned opcode = 0; opcode < URING_OPCODES; opcode++)
		rings->asked[opcode] |= uring_role(opcode) == role && bits & uring_bit(opcode);
}

/* False if the row has a condition on it that admits anything. */
static bool take_submitted(struct rings *rings, const struct row *row, enum role role)
{
	uint64_t bits;

	if (!bits_of_row(row, role, &bits))
		return true;
	ask(rings, role, bits);
	return bits != UINT64_MAX;
}

static bool take_rule(struct rings *rings, const struct rule *rule)
{
	bool known = true;
	uint64_t setup;

	for (size_t i = 0; i < rule->deep_count; i++) {
		known &= take_submitted(rings, &rule->deep[i], ROLE_uring_submit);
		known &= take_submitted(rings, &rule->deep[i], ROLE_uring_submit_high);
		if (bits_of_row(&rule->deep[i], ROLE_uring_setup, &setup) && setup != UINT64_MAX)
			rings->setup |= setup;
	}
	return known;
}

static bool may_register(const struct regions *regions, unsigned op)
{
	const struct cube among = { .mask[1] = UINT64_MAX, .value[1] = op };

	return regions_may_pass(regions, &among);
}

/* io_uring_register has the same arguments on every arch. */
static void take_registers(struct rings *rings, const struct rule *rule)
{
	AUTO_REGIONS struct regions regions = { 0 };

	regions_of(&regions, rule, rule->archs);
	bool all = may_register(&regions, OP_OF_NOBODY);
	for (unsigned op = 0; op < RINGS_REGISTER_OPS; op++) {
		bool may = may_register(&regions, op);
		rings->registers[op] |= may;
		all &= may;
	}
	rings->registers_any |= all;
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
		if (rule->id == CALL_io_uring_register)
			take_registers(rings, rule);
		allowed |= is_of_rings(rule) && rule->id == CALL_io_uring_setup;
	}
	if (!allowed)
		return err_set(err, "the policy does not allow io_uring_setup: there is no ring to restrict");
	if (!known || !asks_for_something(rings))
		return err_set(err, "the policy does not list the operations of rings; they are in the deep rows of "
		               "io_uring_enter and io_uring_setup, if the recorded program used one");
	return 0;
}
