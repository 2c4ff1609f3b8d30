/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rule is drawn from the outside in: an arch, a call that it has, the other
 * archs, the rows, their conditions.
 */
#include "tests/emit/random.h"

uint64_t rng_next(struct rng *rng)
{
	uint64_t z = rng->state += 0x9E3779B97F4A7C15u;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

unsigned rng_below(struct rng *rng, unsigned bound)
{
	return (unsigned)(rng_next(rng) % bound);
}

bool rng_chance(struct rng *rng, unsigned percent)
{
	return rng_below(rng, 100) < percent;
}

uint64_t random_value(struct rng *rng)
{
	static const uint64_t edges[] = {
		0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0x100000000, 0x100000001,
		0x1ffffffff, 0x200000000, 0x7fffffffffffffff, UINT64_MAX - 1, UINT64_MAX,
	};
	unsigned shift = rng_below(rng, 64);
	switch (rng_below(rng, 5)) {
	case 0:  return rng_below(rng, 24);
	case 1:  return UINT64_C(1) << rng_below(rng, 64);
	case 2:  return edges[rng_below(rng, COUNT_OF(edges))];
	case 3:  return rng_next(rng) & 0x300000007;
	default: return rng_next(rng) >> shift;
	}
}

static enum values_kind random_kind(struct rng *rng)
{
	unsigned kind = rng_below(rng, 20);

	if (rng->whole && kind % 2)
		return (enum values_kind)(VALUES_HAS_ALL + rng_below(rng, 3));
	return kind < 10 ? VALUES_SET : kind < 14 ? VALUES_BITS : kind < 18 ? VALUES_RANGE : kind < 19 ? VALUES_ANY : VALUES_NONE;
}

static void random_set(struct rng *rng, uint64_t mask, struct values *v)
{
	unsigned wanted = 1 + (rng_chance(rng, 50) ? rng_below(rng, 3) : rng_below(rng, VALUES_MAX));
	uint64_t first = random_value(rng);
	bool run = rng_chance(rng, 30);

	for (unsigned i = 0; i < wanted; i++)
		values_insert(v, (run ? first + i : random_value(rng)) & mask);
}

struct values random_values(struct rng *rng, uint64_t mask)
{
	struct values v = { .kind = (uint8_t)random_kind(rng), .negated = rng->whole && rng_chance(rng, 30) };
	uint64_t one = random_value(rng) & mask, other = random_value(rng) & mask;

	if (v.kind == VALUES_SET) {
		random_set(rng, mask, &v);
		return v;
	}
	if (v.kind == VALUES_NONE || v.kind == VALUES_ANY)
		return v;
	v.v[0] = one;
	if (v.kind == VALUES_MASKED)
		v.v[1] = one & other;
	if (v.kind == VALUES_RANGE) {
		v.v[0] = one < other ? one : other;
		v.v[1] = one < other ? other : one;
	}
	return v;
}

static int random_by_role(const void *a, const void *b)
{
	return (int)((const struct condition *)a)->role - (int)((const struct condition *)b)->role;
}

/* The bits of a role on each arch that has the call. */
static uint64_t random_mask(enum syscall_id id, arch_set archs, enum role role)
{
	uint64_t mask = UINT64_MAX;

	arch_each(arch, archs)
		if (syscall_arg(id, arch, role) >= 0)
			mask &= syscall_mask(id, arch, role);
	return mask;
}

static void random_condition(struct rng *rng, struct row *row, enum syscall_id id, arch_set archs, enum role role)
{
	row->condition[row->count++] = (struct condition){ role, random_values(rng, random_mask(id, archs, role)) };
}

struct verdict random_verdict(struct rng *rng)
{
	struct verdict v = { .action = (enum action)rng_below(rng, ACTION_COUNT) };
	if (rng_chance(rng, 30))
		v.action = ACTION_ALLOW;
	if (v.action == ACTION_ERRNO)
		v.data = (uint16_t)(rng_chance(rng, 50) ? rng_below(rng, 40) : rng_below(rng, 4096));
	if (rng->whole && (v.action == ACTION_TRAP || v.action == ACTION_TRACE))
		v.data = (uint16_t)(rng_chance(rng, 50) ? 0 : rng_below(rng, 65536));
	return v;
}

/* A role that occurs once in the call; in the whole language also a register. */
static enum role random_role_at(struct rng *rng, enum syscall_id id, enum arch arch, unsigned arg)
{
	enum role role = syscall_role(id, arch, arg);

	if (rng->whole && rng_chance(rng, 30))
		return (enum role)(ROLE_arg0 + arg);
	if (role == ROLE__ || syscall_arg(id, arch, role) < 0 || (!role_is_filterable(role) && !rng->whole))
		return ROLE__;
	return role;
}

static struct row random_row(struct rng *rng, struct policy *policy, enum syscall_id id, enum arch arch)
{
	struct row row = { 0 };
	unsigned wanted = 1 + rng_below(rng, 3);

	row.condition = arena_alloc(&policy->arena, 2 * SYSCALL_ARGS * sizeof(*row.condition));
	for (unsigned arg = 0; arg < SYSCALL_ARGS && row.count < wanted; arg++) {
		enum role role = random_role_at(rng, id, arch, arg);
		if (role == ROLE__ || !rng_chance(rng, role_is_filterable(role) ? 80 : 15))
			continue;
		random_condition(rng, &row, id, policy->archs, role);
		if (rng->whole && rng_chance(rng, 20))
			random_condition(rng, &row, id, policy->archs, role);
	}
	qsort(row.condition, row.count, sizeof(*row.condition), random_by_role);
	row.answers = rng->whole && rng_chance(rng, 40);
	if (row.answers)
		row.verdict = random_verdict(rng);
	return row;
}

enum arch random_arch_of(struct rng *rng, arch_set archs)
{
	unsigned arch;
	do
		arch = rng_below(rng, ARCH_COUNT);
	while (!(archs & ARCH_BIT(arch)));
	return (enum arch)arch;
}

arch_set random_archs(struct rng *rng)
{
	arch_set archs = 0;
	bool big_endian = rng_chance(rng, 10);

	for (unsigned i = 0, n = 1 + rng_below(rng, 4); i < n; i++) {
		unsigned arch = rng_chance(rng, 50) ? rng_below(rng, 3) : rng_below(rng, ARCH_COUNT);
		while (arch_info((enum arch)arch)->big_endian != big_endian)
			arch = rng_below(rng, ARCH_COUNT);
		archs |= ARCH_BIT(arch);
	}
	return archs;
}

/* Prefers calls with arguments that a rule can test. */
static enum syscall_id random_call(struct rng *rng, enum arch arch)
{
	for (;;) {
		enum syscall_id id = (enum syscall_id)rng_below(rng, CALL_COUNT);
		bool filterable = false;
		for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
			filterable |= role_is_filterable(syscall_role(id, arch, arg));
		if (syscall_exists(id, arch) && (filterable || rng_chance(rng, 20)))
			return id;
	}
}

static uint32_t random_number(struct rng *rng, enum arch arch)
{
	const struct arch_info *info = arch_info(arch);
	unsigned edge = rng_below(rng, 4);
	switch (rng_below(rng, 6)) {
	case 0:  return info->newest + rng_below(rng, 4) - 1;
	case 1:  return (uint32_t)rng_next(rng);
	case 2:  return UINT32_MAX - rng_below(rng, 2);
	case 3:  return X32_BIT * edge + rng_below(rng, 3) - 1;
	default: return info->base + rng_below(rng, info->newest - info->base + 40);
	}
}

void random_number_rule(struct rng *rng, struct policy *policy, struct rule *rule, enum arch arch)
{
	uint32_t last = random_number(rng, arch);

	rule->id = CALL_UNKNOWN;
	rule->nr = random_number(rng, arch);
	rule->archs = ARCH_BIT(arch);
	if (!rng->whole)
		return;
	if (last > rule->nr && rng_chance(rng, 50))
		rule->last = last;
	rule->row_count = rng_below(rng, 3);
	rule->rows = arena_alloc(&policy->arena, 2 * sizeof(*rule->rows));
	for (size_t i = 0; i < rule->row_count; i++)
		rule->rows[i] = random_row(rng, policy, CALL_UNKNOWN, arch);
}

void random_rule(struct rng *rng, struct policy *policy)
{
	enum arch arch = random_arch_of(rng, policy->archs);
	struct rule *rule = policy_add(policy);

	rule->verdict = random_verdict(rng);
	rule->why = WHY_USER;
	if (rng_chance(rng, 10)) {
		random_number_rule(rng, policy, rule, arch);
		return;
	}
	rule->id = random_call(rng, arch);
	arch_each(i, policy->archs)
		if (syscall_exists(rule->id, i) && (i == arch || rng_chance(rng, 80)))
			rule->archs |= ARCH_BIT(i);
	rule->row_count = rng_chance(rng, 40) ? 0 : 1 + rng_below(rng, 4);
	rule->rows = arena_alloc(&policy->arena, 4 * sizeof(*rule->rows));
	for (size_t i = 0; i < rule->row_count; i++)
		rule->rows[i] = random_row(rng, policy, rule->id, arch);
}

void random_policy_of(struct rng *rng, struct policy *policy, arch_set archs, unsigned rules)
{
	*policy = (struct policy){ .archs = archs };
	policy->otherwise = random_verdict(rng);
	policy->newer = random_verdict(rng);
	policy->foreign = random_verdict(rng);
	for (unsigned i = 0; i < rules; i++)
		random_rule(rng, policy);
	policy_sort(policy);
}

void random_policy(struct rng *rng, struct policy *policy)
{
	arch_set archs = random_archs(rng);
	random_policy_of(rng, policy, archs, rng_chance(rng, 10) ? rng_below(rng, 60) : rng_below(rng, 12));
}

/* A value that a condition admits, or one next to it. */
static uint64_t random_near(struct rng *rng, const struct values *v)
{
	uint64_t value = random_value(rng);

	if (v->kind == VALUES_SET && v->count)
		value = v->v[rng_below(rng, v->count)];
	if (v->kind == VALUES_RANGE)
		value = v->v[rng_below(rng, 2)];
	if (v->kind == VALUES_BITS)
		value = v->v[0] & rng_next(rng);
	if (v->kind == VALUES_HAS_ALL)
		value |= v->v[0];
	if (v->kind == VALUES_HAS_ANY)
		value ^= v->v[0] & rng_next(rng);
	if (v->kind == VALUES_MASKED)
		value = (value & ~v->v[0]) | v->v[1];
	switch (rng_below(rng, 12)) {
	case 0:  return value + 1;
	case 1:  return value - 1;
	case 2:  return value ^ UINT64_C(1) << rng_below(rng, 64);
	case 3:  return (value & UINT32_MAX) | rng_next(rng) << 32;
	case 4:  return value + (UINT64_C(1) << 32);
	case 5:  return value - (UINT64_C(1) << 32);
	case 6:  return random_value(rng);
	default: return value;
	}
}

void random_args(struct rng *rng, const struct rule *rule, enum arch arch, struct seccomp_data *data)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		data->args[i] = random_value(rng);
	if (!rule || !rule->row_count)
		return;
	const struct row *row = &rule->rows[rng_below(rng, (unsigned)rule->row_count)];
	for (size_t i = 0; i < row->count; i++) {
		int arg = syscall_arg(rule->id, arch, row->condition[i].role);
		if (arg >= 0)
			data->args[arg] = random_near(rng, &row->condition[i].values);
	}
}

static uint32_t random_nr_near(struct rng *rng, uint32_t nr)
{
	switch (rng_below(rng, 10)) {
	case 0:  return nr - 1;
	case 1:  return nr + 1;
	case 2:  return nr | X32_BIT;
	case 3:  return nr ^ X32_BIT;
	default: return nr;
	}
}

static uint32_t random_nr_of(struct rng *rng, const struct rule *rule)
{
	return !rule_is_range(rule) ? rule->nr : rng_chance(rng, 50) ? rule->last : rule->nr + rng_below(rng, rule->last - rule->nr);
}

struct seccomp_data random_input(struct rng *rng, const struct policy *policy)
{
	enum arch arch = random_arch_of(rng, policy->archs);
	struct seccomp_data data = { .instruction_pointer = rng_next(rng) };
	const struct rule *rule = NULL;
	uint32_t nr = random_number(rng, arch);

	if (policy->rule_count && rng_chance(rng, 80))
		rule = &policy->rules[rng_below(rng, (unsigned)policy->rule_count)];
	if (rule) {
		arch = random_arch_of(rng, rule->archs);
		nr = random_nr_near(rng, rule->id == CALL_UNKNOWN ? random_nr_of(rng, rule) : (uint32_t)syscall_nr(rule->id, arch));
	}
	data.nr = (int)nr;
	data.arch = arch_info(arch)->audit;
	if (rng_chance(rng, 4))
		data.arch += rng_chance(rng, 50) ? 1 : 0xffffffff;
	if (rng_chance(rng, 2))
		data.arch = arch_info((enum arch)rng_below(rng, ARCH_COUNT))->audit;
	random_args(rng, rule, arch, &data);
	return data;
}

static uint64_t random_swapped(uint64_t value)
{
	return value << 32 | value >> 32;
}

struct seccomp_data as_stored(struct seccomp_data data, arch_set archs)
{
	bool big_endian = false;

	arch_each(arch, archs)
		big_endian |= arch_info(arch)->big_endian;
	if (!big_endian)
		return data;
	data.instruction_pointer = random_swapped(data.instruction_pointer);
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		data.args[i] = random_swapped(data.args[i]);
	return data;
}
