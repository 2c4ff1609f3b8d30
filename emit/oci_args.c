/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libseccomp compares an argument under a mask with one value, and ANDs at
 * most one such condition for each argument. So a set is one condition for
 * each value, a range one for each block of a power of two in it, and a row of
 * several roles is every combination of those. A row that comes to more than
 * fits is left out: that refuses what the policy allows, and never the reverse.
 */
#include "emit/oci_args.h"

#include <inttypes.h>
#include <stdlib.h>

enum { CHOICES = 64, COMBINATIONS = 1024 };

struct choices {                              /* an OR of (argument & mask) == value */
	int arg;
	size_t count;
	struct { uint64_t mask, value; } of[CHOICES];
};

void oci_args_free(struct oci_args *args)
{
	free(args->json);
	*args = (struct oci_args){ 0 };
}

/* False where there is no room. */
static bool choose(struct choices *c, uint64_t mask, uint64_t value)
{
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
static int position(const struct rule *rule, enum role role, struct text *told)
{
	int found = -1;

	for (int arch = 0; arch < ARCH_COUNT; arch++) {
		int arg = rule->archs & ARCH_BIT(arch) ? syscall_arg(rule->id, (enum arch)arch, role) : found;
		if (found < 0)
			found = arg;
		else if (arg != found)
			text_format(told, "%s: %s is another argument on %s, and OCI compares the one of other archs\n",
			            syscall_name(rule->id), role_info(role)->name, arch_info((enum arch)arch)->name);
	}
	return found;
}

static void put_condition(struct text *out, int arg, uint64_t mask, uint64_t value)
{
	if (!mask)
		return;
	text_add(out, out->length ? ", " : "");
	if (mask == UINT64_MAX)
		text_format(out, "{\"index\": %d, \"value\": %" PRIu64 ", \"op\": \"SCMP_CMP_EQ\"}", arg, value);
	else
		text_format(out, "{\"index\": %d, \"value\": %" PRIu64 ", \"valueTwo\": %" PRIu64
		            ", \"op\": \"SCMP_CMP_MASKED_EQ\"}", arg, mask, value);
}

/* One combination: `pick` counts through all of them. */
static void add_combination(struct oci_args *args, const struct choices *c, size_t count, size_t pick,
                            struct arena *arena)
{
	AUTO_TEXT struct text text = { 0 };

	text_add(&text, "");
	for (size_t i = 0; i < count; pick /= c[i].count, i++)
		put_condition(&text, c[i].arg, c[i].of[pick % c[i].count].mask, c[i].of[pick % c[i].count].value);
	args->json = mem_grow(args->json, args->count, &args->room, sizeof(*args->json));
	args->json[args->count++] = arena_string(arena, text.at);
}

/* libseccomp takes x32 for an arch of 32-bit registers. */
static void tell_x32(const struct rule *rule, enum role role, struct text *told)
{
	if (rule->archs & ARCH_BIT(ARCH_X32) && role_info(role)->width == WIDTH_LONG)
		text_format(told, "%s: on x32 the high half of %s is not compared by libseccomp\n",
		            syscall_name(rule->id), role_info(role)->name);
}

static void tell_left_out(const struct rule *rule, const char *why, struct text *told)
{
	text_format(told, "%s: a row is left out, as OCI cannot say %s\n", syscall_name(rule->id), why);
}

/* How many combinations a row comes to; 0 where it admits nothing or is left out. */
static size_t choose_row(struct choices c[SYSCALL_ARGS], const struct rule *rule, const struct row *row,
                         struct text *told)
{
	size_t combinations = 1;
	unsigned taken = 0;

	for (size_t i = 0; i < row->count && combinations; i++) {
		enum role role = row->condition[i].role;
		int arg = position(rule, role, told);
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
			tell_left_out(rule, cannot, told);
			return 0;
		}
	}
	return combinations;
}

static void add_row(struct oci_args *args, const struct rule *rule, const struct row *row, struct arena *arena,
                    struct text *told)
{
	struct choices c[SYSCALL_ARGS] = { 0 };
	size_t combinations = choose_row(c, rule, row, told);

	for (size_t pick = 0; pick < combinations; pick++)
		add_combination(args, c, row->count, pick, arena);
}

void oci_args_add(struct oci_args *args, const struct rule *rule, struct arena *arena, struct text *told)
{
	static const struct row no_condition = { 0 };

	if (!rule->row_count)
		add_row(args, rule, &no_condition, arena, told);
	for (size_t i = 0; i < rule->row_count; i++)
		add_row(args, rule, &rule->rows[i], arena, told);
}
