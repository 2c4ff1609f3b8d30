/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ranges of several policies can overlap, and contain numbers with their own
 * rules. So the bounds of all ranges divide the numbers into intervals in which
 * each policy has at most one range; a number with its own rule in one policy is
 * a key for all.
 */
#include "emit/merge/keys.h"

#include <stdlib.h>

#include "core/base/order.h"

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
	return number_order(a->last, b->last);
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
		add_key(keys, (struct merge_key){(enum syscall_id)syscall_by_nr(arch, nr), nr, nr});
	}
}

/* The smallest number of the arch that is at least `nr`; beyond UINT32_MAX if there is none. */
static uint64_t number_from(enum arch arch, uint64_t nr)
{
	uint32_t audit = arch_info(arch)->audit;

	if (nr > UINT32_MAX || arch_of_call(audit, (uint32_t)nr) == (int)arch)
		return nr;
	uint64_t end = (nr / X32_BIT + 1) * X32_BIT;
	return arch == ARCH_X86_64 && end > UINT32_MAX ? UINT32_MAX : end;
}

static void add_cut(struct keys *cuts, enum arch arch, uint64_t nr)
{
	uint64_t from = number_from(arch, nr);

	if (from <= UINT32_MAX)
		add_key(cuts, (struct merge_key){CALL_UNKNOWN, (uint32_t)from, 0});
}

/* The starts of intervals, stored as keys so that they are sorted and made unique in the same way. */
static void add_cuts(struct keys *cuts, const struct policy *policy, enum arch arch)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		if (!(rule->archs & ARCH_BIT(arch)) || !rule_is_range(rule))
			continue;
		add_cut(cuts, arch, rule->nr);
		add_cut(cuts, arch, (uint64_t)rule->last + 1);
	}
}

static const struct rule *range_at(const struct policy *policy, enum arch arch, uint32_t nr)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (rule_is_range(&policy->rules[i]) && rule_names(&policy->rules[i], arch, nr))
			return &policy->rules[i];
	return NULL;
}

bool merge_rest_has(struct merge_rest rest, enum arch arch, uint32_t nr)
{
	return nr > arch_info(arch)->newest ? rest.newer : rest.known;
}

struct merge_key merge_key_of_rest(enum arch arch, bool newer)
{
	uint32_t newest = arch_info(arch)->newest, first = (uint32_t)number_from(arch, 0);

	return newer ? (struct merge_key){CALL_UNKNOWN, newest + 1, UINT32_MAX} : (struct merge_key){CALL_UNKNOWN, first, newest};
}

struct inputs {
	const struct merge_input *at;
	size_t count;
	enum arch arch;
	struct merge_rest rest;
};

static bool in_some_range(const struct inputs *inputs, uint32_t nr)
{
	for (size_t i = 0; i < inputs->count; i++)
		if (range_at(inputs->at[i].policy, inputs->arch, nr))
			return true;
	return merge_rest_has(inputs->rest, inputs->arch, nr);
}

/* Whether each number of an interval is its own key, so that a range would match none. */
static bool has_numbers(const struct keys *keys, uint32_t first, uint32_t last)
{
	uint64_t count = 0;

	for (size_t i = 0; i < keys->count; i++)
		count += first <= keys->at[i].nr && keys->at[i].nr <= last && keys->at[i].last == keys->at[i].nr;
	return count > last - first;
}

static void add_intervals(struct keys *keys, const struct inputs *inputs)
{
	enum arch arch = inputs->arch;
	struct keys cuts = {0};

	for (size_t i = 0; i < inputs->count; i++)
		add_cuts(&cuts, inputs->at[i].policy, arch);
	if (inputs->rest.known)
		add_cut(&cuts, arch, 0);
	if (cuts.count || inputs->rest.newer)
		add_cut(&cuts, arch, (uint64_t)arch_info(arch)->newest + 1);
	sort_unique(&cuts);
	for (size_t i = 0; i < cuts.count; i++) {
		uint32_t nr = cuts.at[i].nr, last = i + 1 < cuts.count ? cuts.at[i + 1].nr - 1 : UINT32_MAX;
		bool single = nr == last;
		if (!in_some_range(inputs, nr) || has_numbers(keys, nr, last))
			continue;
		add_key(keys, (struct merge_key){single ? (enum syscall_id)syscall_by_nr(arch, nr) : CALL_UNKNOWN, nr, last});
	}
	free(cuts.at);
}

/* Named calls above the newest number: their default differs from that of the range around them. */
static void add_private(struct keys *keys, const struct inputs *inputs)
{
	for (int id = 0; id < CALL_COUNT; id++) {
		int64_t nr = syscall_nr((enum syscall_id)id, inputs->arch);
		if (nr > arch_info(inputs->arch)->newest && (inputs->rest.known || in_some_range(inputs, (uint32_t)nr)))
			add_key(keys, (struct merge_key){(enum syscall_id)syscall_by_nr(inputs->arch, (uint32_t)nr), (uint32_t)nr, (uint32_t)nr});
	}
}

struct merge_key *merge_keys(const struct merge_input *at, size_t count, enum arch arch, struct merge_rest rest, size_t *found)
{
	const struct inputs inputs = {at, count, arch, rest};
	struct keys keys = {0};

	for (size_t i = 0; i < count; i++)
		if (at[i].policy->archs & ARCH_BIT(arch))
			add_own(&keys, at[i].policy, arch);
	add_private(&keys, &inputs);
	sort_unique(&keys);
	add_intervals(&keys, &inputs);
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

bool merge_key_is_newer(enum arch arch, const struct merge_key *key)
{
	return key->last > key->nr ? key->nr > arch_info(arch)->newest : syscall_is_newer(arch, key->nr);
}

struct verdict merge_answer_without(const struct policy *policy, enum arch arch, const struct merge_key *key)
{
	if (!(policy->archs & ARCH_BIT(arch)))
		return policy->foreign;
	return merge_key_is_newer(arch, key) ? policy->newer : policy->otherwise;
}
