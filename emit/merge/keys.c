/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ranges of several policies overlap, and hold numbers that have a rule of
 * their own. So the ends of all ranges cut the numbers into intervals, in each
 * of which every policy has one range or none; a number with a rule of its own
 * in one policy is a key for all.
 */
#include "emit/merge/keys.h"

#include <stdlib.h>

struct keys {
	struct merge_key *at;
	size_t count, room;
};

static void add_key(struct keys *keys, struct merge_key key)
{
	keys->at = mem_grow(keys->at, keys->count, &keys->room, sizeof(*keys->at));
	keys->at[keys->count++] = key;
}

static int key_order(const void *left, const void *right)
{
	const struct merge_key *a = left, *b = right;

	if ((a->id == CALL_UNKNOWN) != (b->id == CALL_UNKNOWN))
		return a->id == CALL_UNKNOWN ? 1 : -1;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	if (a->nr != b->nr)
		return a->nr < b->nr ? -1 : 1;
	return (a->last > b->last) - (a->last < b->last);
}

static void sort_unique(struct keys *keys)
{
	size_t kept = 0;

	if (keys->count)
		qsort(keys->at, keys->count, sizeof(*keys->at), key_order);
	for (size_t i = 0; i < keys->count; i++)
		if (!kept || key_order(&keys->at[kept - 1], &keys->at[i]))
			keys->at[kept++] = keys->at[i];
	keys->count = kept;
}

static void add_own(struct keys *keys, const struct policy *policy, enum arch arch)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		if (!(rule->archs & ARCH_BIT(arch)) || rule_is_range(rule))
			continue;
		uint32_t nr = rule->id == CALL_UNKNOWN ? rule->nr : (uint32_t)syscall_nr(rule->id, arch);
		add_key(keys, (struct merge_key){rule->id, nr, nr});
	}
}

/* Where an interval begins: as keys, for they are sorted and made unique alike. */
static void add_cuts(struct keys *cuts, const struct policy *policy, enum arch arch)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		if (!(rule->archs & ARCH_BIT(arch)) || !rule_is_range(rule))
			continue;
		add_key(cuts, (struct merge_key){CALL_UNKNOWN, rule->nr, 0});
		if (rule->last != UINT32_MAX)
			add_key(cuts, (struct merge_key){CALL_UNKNOWN, rule->last + 1, 0});
	}
}

static const struct rule *range_at(const struct policy *policy, enum arch arch, uint32_t nr)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (rule_is_range(&policy->rules[i]) && rule_names(&policy->rules[i], arch, nr))
			return &policy->rules[i];
	return NULL;
}

static bool in_some_range(const struct merge_input *inputs, size_t count, enum arch arch, uint32_t nr)
{
	for (size_t i = 0; i < count; i++)
		if (range_at(inputs[i].policy, arch, nr))
			return true;
	return false;
}

static bool has_number(const struct keys *keys, uint32_t nr)
{
	for (size_t i = 0; i < keys->count; i++)
		if (keys->at[i].nr == nr && keys->at[i].last == nr)
			return true;
	return false;
}

static void add_intervals(struct keys *keys, const struct merge_input *inputs, size_t count, enum arch arch)
{
	struct keys cuts = {0};

	for (size_t i = 0; i < count; i++)
		add_cuts(&cuts, inputs[i].policy, arch);
	if (cuts.count)
		add_key(&cuts, (struct merge_key){CALL_UNKNOWN, arch_info(arch)->newest + 1, 0});
	sort_unique(&cuts);
	for (size_t i = 0; i < cuts.count; i++) {
		uint32_t nr = cuts.at[i].nr, last = i + 1 < cuts.count ? cuts.at[i + 1].nr - 1 : UINT32_MAX;
		bool single = nr == last;
		if (!in_some_range(inputs, count, arch, nr) || (single && has_number(keys, nr)))
			continue;
		add_key(keys, (struct merge_key){single ? (enum syscall_id)syscall_by_nr(arch, nr) : CALL_UNKNOWN, nr, last});
	}
	free(cuts.at);
}

/* Calls with numbers that are later than the newest: in a range they have another default than the rest of it. */
static void add_private(struct keys *keys, const struct merge_input *inputs, size_t count, enum arch arch)
{
	for (int id = 0; id < CALL_COUNT; id++) {
		int64_t nr = syscall_nr((enum syscall_id)id, arch);
		if (nr > arch_info(arch)->newest && in_some_range(inputs, count, arch, (uint32_t)nr))
			add_key(keys, (struct merge_key){(enum syscall_id)id, (uint32_t)nr, (uint32_t)nr});
	}
}

struct merge_key *merge_keys(const struct merge_input *inputs, size_t count, enum arch arch, size_t *found)
{
	struct keys keys = {0};

	for (size_t i = 0; i < count; i++)
		if (inputs[i].policy->archs & ARCH_BIT(arch))
			add_own(&keys, inputs[i].policy, arch);
	add_private(&keys, inputs, count, arch);
	sort_unique(&keys);
	add_intervals(&keys, inputs, count, arch);
	sort_unique(&keys);
	*found = keys.count;
	return keys.at;
}

const struct rule *merge_rule_of(const struct policy *policy, enum arch arch, const struct merge_key *key)
{
	if (!(policy->archs & ARCH_BIT(arch)))
		return NULL;
	return key->last > key->nr ? range_at(policy, arch, key->nr) : policy_find(policy, arch, key->nr);
}

struct verdict merge_answer_without(const struct policy *policy, enum arch arch, const struct merge_key *key)
{
	if (!(policy->archs & ARCH_BIT(arch)))
		return policy->foreign;
	if (key->last > key->nr)
		return key->nr > arch_info(arch)->newest ? policy->newer : policy->otherwise;
	return syscall_is_newer(arch, key->nr) ? policy->newer : policy->otherwise;
}
