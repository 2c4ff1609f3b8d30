/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libseccomp compares an argument under a mask with one value, and ANDs at
 * most one such comparison for each argument. So a set is one comparison for
 * each value, a range one for each block of a power of two in it, and a row of
 * several roles is every combination of those. A row that comes to more than
 * fits is left out: that refuses what the policy allows, and never the reverse.
 */
#include "emit/comparisons.h"

#include <stdlib.h>

enum { CHOICES = 64, COMBINATIONS = 1024, LEFT_OUT = COMBINATIONS + 1 };

struct choices {                              /* an OR of (argument & mask) == value */
	int arg;
	size_t count;
	struct { uint64_t mask, value; } of[CHOICES];
};

void alternatives_free(struct alternatives *alternatives)
{
	free(alternatives->at);
	*alternatives = (struct alternatives){ 0 };
}

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

int comparisons_order(const struct comparisons *a, const struct comparisons *b)
{
	int order = compare(a->count, b->count);

	for (size_t i = 0; i < a->count && !order; i++) {
		order = a->at[i].arg - b->at[i].arg;
		order = order ? order : compare(a->at[i].mask, b->at[i].mask);
		order = order ? order : compare(a->at[i].value, b->at[i].value);
	}
	return order;
}

/* False where there is no room. Values that differ in bits outside the mask are one. */
static bool choose(struct choices *c, uint64_t mask, uint64_t value)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->of[i].mask == mask && c->of[i].value == value)
			return true;
	if (c->count == CHOICES)
		return false;
	c->of[c->count].mask = mask;
	c->of[c->count++].value = value;
	return true;
}

/* The largest block that begins at `first` and ends at or before `last`, as
 * the bits that run free in it. */
static uint64_t block(uint64_t first, uint64_t last)
{
	uint64_t free_bits = 0;
	while (free_bits != UINT64_MAX && !(first & (free_bits << 1 | 1)) && (first | free_bits << 1 | 1) <= last)
		free_bits = free_bits << 1 | 1;
	return free_bits;
}

static bool choose_range(struct choices *c, uint64_t mask, uint64_t first, uint64_t last)
{
	while (first <= last) {
		uint64_t free_bits = block(first, last);
		bool possible = !(first & ~mask);     /* else a bit that the mask takes away is asked for */
		if (possible && !choose(c, mask & ~free_bits, first))
			return false;
		if ((first | free_bits) == UINT64_MAX)
			break;
		first = (first | free_bits) + 1;
	}
	return true;
}

static bool choose_values(struct choices *c, uint64_t mask, const struct values *values)
{
	switch (values->kind) {
	case VALUES_SET:
		for (unsigned i = 0; i < values->count; i++)
			choose(c, mask, values->v[i] & mask);
		return true;
	case VALUES_BITS:
		return choose(c, mask & ~values->v[0], 0);
	case VALUES_RANGE:
		return choose_range(c, mask, values->v[0] & mask, values->v[1] & mask);
	case VALUES_ANY:
		return choose(c, 0, 0);
	}
	return true;
}

/* The widest of the rule's archs: a 32-bit one has nothing in the high half. */
static uint64_t mask_of(const struct rule *rule, enum role role)
{
	uint64_t mask = 0;
	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (rule->archs & ARCH_BIT(arch))
			mask |= role_mask(role, (enum arch)arch);
	return mask;
}

/* A wide range is another one where registers have 32 bits. */
static bool is_same_on_all(const struct rule *rule, enum role role, const struct values *values)
{
	for (int arch = 0; arch < ARCH_COUNT && values->kind == VALUES_RANGE; arch++)
		if (rule->archs & ARCH_BIT(arch) && values->v[1] & mask_of(rule, role) & ~role_mask(role, (enum arch)arch))
			return false;
	return true;
}

/* Where a role stands, on the first arch that has it; told where another differs. */
static int position(const struct rule *rule, enum role role, const struct dialect *dialect, struct text *told)
{
	int found = -1;

	for (int arch = 0; arch < ARCH_COUNT; arch++) {
		int arg = rule->archs & ARCH_BIT(arch) ? syscall_arg(rule->id, (enum arch)arch, role) : found;
		if (found < 0)
			found = arg;
		else if (arg != found)
			text_format(told, "%s: %s is another argument on %s, and %s compares the one of other archs\n",
			            syscall_name(rule->id), role_info(role)->name, arch_info((enum arch)arch)->name, dialect->label);
	}
	return found;
}

/* One combination: `pick` counts through all of them. */
static void add_combination(struct alternatives *alternatives, const struct choices *c, size_t count, size_t pick)
{
	struct comparisons all = { 0 };

	for (size_t i = 0; i < count; pick /= c[i].count, i++) {
		size_t chosen = pick % c[i].count;
		if (c[i].of[chosen].mask)
			all.at[all.count++] = (struct comparison){ c[i].arg, c[i].of[chosen].mask, c[i].of[chosen].value };
	}
	alternatives->at = mem_grow(alternatives->at, alternatives->count, &alternatives->room, sizeof(all));
	alternatives->at[alternatives->count++] = all;
}

/* libseccomp takes x32 for an arch of 32-bit registers. */
static void tell_x32(const struct rule *rule, enum role role, struct text *told)
{
	if (rule->archs & ARCH_BIT(ARCH_X32) && role_info(role)->width == WIDTH_LONG)
		text_format(told, "%s: on x32 the high half of %s is not compared by libseccomp\n",
		            syscall_name(rule->id), role_info(role)->name);
}

static void tell_left_out(const struct rule *rule, const struct dialect *dialect, const char *why, struct text *told)
{
	text_format(told, "%s: a row is left out, as %s cannot say %s\n", syscall_name(rule->id), dialect->label, why);
}

/* How many combinations a row comes to; 0 where it admits nothing, LEFT_OUT where it is left out. */
static size_t choose_row(struct choices c[SYSCALL_ARGS], const struct rule *rule, const struct row *row,
                         const struct dialect *dialect, struct text *told)
{
	size_t combinations = 1;
	unsigned taken = 0;

	for (size_t i = 0; i < row->count && combinations; i++) {
		enum role role = row->condition[i].role;
		int arg = position(rule, role, dialect, told);
		const char *cannot = arg >= 0 && taken >> arg & 1 ? "two conditions on one argument" : NULL;

		if (arg < 0)
			return 0;
		tell_x32(rule, role, told);
		taken |= 1u << arg;
		c[i].arg = arg;
		if (!cannot && !is_same_on_all(rule, role, &row->condition[i].values))
			cannot = "a range that is wider on some archs";
		if (!cannot && !choose_values(&c[i], mask_of(rule, role), &row->condition[i].values))
			cannot = "so uneven a range";
		combinations *= c[i].count;
		if (!cannot && combinations > COMBINATIONS)
			cannot = "so many values of so many arguments";
		if (cannot) {
			tell_left_out(rule, dialect, cannot, told);
			return LEFT_OUT;
		}
	}
	return combinations;
}

static bool add_row(struct alternatives *alternatives, const struct rule *rule, const struct row *row,
                    const struct dialect *dialect, struct text *told)
{
	struct choices c[SYSCALL_ARGS] = { 0 };
	size_t combinations = choose_row(c, rule, row, dialect, told);

	for (size_t pick = 0; pick < combinations && combinations != LEFT_OUT; pick++)
		add_combination(alternatives, c, row->count, pick);
	return combinations != LEFT_OUT;
}

bool comparisons_add(struct alternatives *alternatives, const struct rule *rule, const struct dialect *dialect,
                     struct text *told)
{
	static const struct row no_condition = { 0 };
	bool all = rule->row_count || add_row(alternatives, rule, &no_condition, dialect, told);

	for (size_t i = 0; i < rule->row_count; i++)
		all &= add_row(alternatives, rule, &rule->rows[i], dialect, told);
	return all;
}
