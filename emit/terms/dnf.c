/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cube is directly an AND of comparisons. With operators available, cubes
 * that differ in only one argument and form an interval become one comparison
 * with its bound, or with the one value that they exclude.
 */
#include "emit/terms/dnf.h"

#include <stdlib.h>

#include "core/base/order.h"

struct term {
	enum comparison_op op;
	uint64_t mask, value;                 /* a mask of 0: any argument */
};

struct terms {
	struct term of[SYSCALL_ARGS];
	bool dropped;
};

void dnf_free(struct dnf *dnf)
{
	free(dnf->at);
	*dnf = (struct dnf){ 0 };
}

int comparisons_order(const struct comparisons *a, const struct comparisons *b)
{
	int order = 0;

	for (size_t i = 0; i < a->count && i < b->count && !order; i++) {
		order = a->at[i].arg - b->at[i].arg;
		order = order ? order : (int)a->at[i].op - (int)b->at[i].op;
		order = order ? order : number_order(a->at[i].mask, b->at[i].mask);
		order = order ? order : number_order(a->at[i].value, b->at[i].value);
	}
	return order ? order : number_order(a->count, b->count);
}

enum registers comparisons_registers(arch_set archs)
{
	bool narrow = false, wide = false;

	arch_each(arch, archs) {
		narrow |= arch_info(arch)->bits == 32 || arch == ARCH_X32;
		wide |= arch_info(arch)->bits == 64;
	}
	return !narrow ? REGISTERS_64 : wide ? REGISTERS_MIXED : REGISTERS_32;
}

/* --- blocks of an interval --- */

struct interval {
	uint64_t first, last;
};

static bool is_interval(const struct term *t)
{
	uint64_t free_bits = ~t->mask;
	return t->op == COMPARE_EQ && !(free_bits & (free_bits + 1));
}

static bool terms_equal(const struct term *a, const struct term *b)
{
	return a->op == b->op && a->mask == b->mask && a->value == b->value;
}

static bool differ_in(const struct terms *a, const struct terms *b, unsigned arg)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (i != arg && !terms_equal(&a->of[i], &b->of[i]))
			return false;
	return true;
}

static int by_first(const void *a, const void *b)
{
	return number_order(((const struct interval *)a)->first, ((const struct interval *)b)->first);
}

/* Adjacent ones are merged. */
static size_t join_intervals(struct interval *at, size_t count)
{
	size_t last = 0;

	qsort(at, count, sizeof(*at), by_first);
	for (size_t i = 1; i < count; i++) {
		bool touches = at[last].last == UINT64_MAX || at[i].first <= at[last].last + 1;
		if (!touches)
			at[++last] = at[i];
		else if (at[i].last > at[last].last)
			at[last].last = at[i].last;
	}
	return last + 1;
}

/* One comparison for an interval; false if it needs two. */
static bool term_of(const struct interval *interval, struct term *term, enum operators operators)
{
	uint64_t free_bits = interval->first ^ interval->last;

	if (!(free_bits & (free_bits + 1)) && !(interval->first & free_bits))
		*term = (struct term){ COMPARE_EQ, ~free_bits, interval->first };
	else if (interval->last == UINT64_MAX)
		*term = (struct term){ COMPARE_GE, UINT64_MAX, interval->first };
	else if (operators < ALL_OPERATORS)
		return false;
	else if (!interval->first)
		*term = (struct term){ COMPARE_LE, UINT64_MAX, interval->last };
	else
		return false;
	return true;
}

static bool is_all_but_one(const struct interval *at, size_t count)
{
	return count == 2 && !at[0].first && at[1].last == UINT64_MAX && at[1].first - at[0].last == 2;
}

/* The number of blocks, or `most` if there are at least that many. */
static size_t blocks_of(struct interval interval, struct term *term, size_t most)
{
	size_t count = 0;

	while (count < most) {
		uint64_t free_bits = cubes_block(interval.first, interval.last);
		term[count++] = (struct term){ COMPARE_EQ, ~free_bits, interval.first };
		if ((interval.first | free_bits) == interval.last)
			return count;
		interval.first = (interval.first | free_bits) + 1;
	}
	return most;
}

/* The number of comparisons for the intervals, or `most` if at least that many.
 * */
static size_t terms_of(const struct interval *at, size_t count, struct term *term, size_t most, enum operators operators)
{
	size_t terms = 0;

	if (is_all_but_one(at, count)) {
		*term = (struct term){ COMPARE_NE, UINT64_MAX, at[0].last + 1 };
		return 1;
	}
	for (size_t i = 0; i < count && terms < most; i++) {
		if (term_of(&at[i], &term[terms], operators))
			terms++;
		else
			terms += blocks_of(at[i], &term[terms], most - terms);
	}
	return terms;
}

struct group {                                /* terms that differ in one argument only, with an interval each */
	size_t *which;
	struct interval *at;
	struct term *term;
	size_t count;
};

static void find_group(struct group *group, const struct terms *terms, size_t count, size_t leader, unsigned arg)
{
	group->count = 0;
	for (size_t i = leader; i < count; i++) {
		const struct term *t = &terms[i].of[arg];
		if (terms[i].dropped || !is_interval(t) || !differ_in(&terms[i], &terms[leader], arg))
			continue;
		group->at[group->count] = (struct interval){ t->value, t->value | ~t->mask };
		group->which[group->count++] = i;
	}
}

static void shorten_group(const struct group *group, struct terms *terms, unsigned arg, enum operators operators)
{
	size_t joined = join_intervals(group->at, group->count);
	size_t left = terms_of(group->at, joined, group->term, group->count, operators);

	for (size_t i = 0; i < group->count && left < group->count; i++) {
		struct terms *at = &terms[group->which[i]];
		at->dropped = i >= left;
		if (!at->dropped)
			at->of[arg] = group->term[i];
	}
}

static bool is_last(const struct terms *terms, unsigned arg)
{
	for (unsigned i = arg + 1; i < SYSCALL_ARGS; i++)
		if (terms->of[i].mask)
			return false;
	return true;
}

static void shorten(struct terms *terms, size_t count, enum operators operators)
{
	AUTO_FREE size_t *which = mem_alloc(count * sizeof(*which));
	AUTO_FREE struct interval *at = mem_alloc(count * sizeof(*at));
	AUTO_FREE struct term *term = mem_alloc(count * sizeof(*term));
	struct group group = { which, at, term, 0 };

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		for (size_t leader = 0; leader < count; leader++) {
			bool open = operators == ALL_OPERATORS || is_last(&terms[leader], arg);
			if (!open || terms[leader].dropped || !is_interval(&terms[leader].of[arg]))
				continue;
			find_group(&group, terms, count, leader, arg);
			if (group.count > 1)
				shorten_group(&group, terms, arg, operators);
		}
	}
}

/* --- the width of registers --- */

/* A 32-bit register never exceeds its width. False if the term never holds. */
static bool narrow(struct term *t)
{
	bool too_wide = t->value >> 32;

	if (too_wide && (t->op == COMPARE_EQ || t->op == COMPARE_GE))
		return false;
	if (too_wide)
		*t = (struct term){ 0 };
	if (t->op == COMPARE_EQ)
		t->mask &= UINT32_MAX;
	return true;
}

/* False if the terms admit nothing or cannot be expressed; *said distinguishes
 * the two. */
static bool fit(struct terms *terms, enum registers registers, bool *said)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		if (registers == REGISTERS_32 && !narrow(&terms->of[i]))
			return false;
		if (registers == REGISTERS_MIXED && terms->of[i].value >> 32)
			return *said = false;
	}
	return true;
}

/* --- the result --- */

void dnf_add(struct dnf *dnf, const struct comparisons *all)
{
	for (size_t i = 0; i < dnf->count; i++)
		if (!dnf->at[i].count || !comparisons_order(&dnf->at[i], all))
			return;
	if (!all->count)
		dnf->count = 0;               /* any arguments: the others add nothing */
	dnf->at = mem_grow(dnf->at, dnf->count, &dnf->room, sizeof(*all));
	dnf->at[dnf->count++] = *all;
}

static struct comparisons comparisons_of(const struct terms *terms)
{
	struct comparisons all = { 0 };

	for (int arg = 0; arg < SYSCALL_ARGS; arg++) {
		const struct term *t = &terms->of[arg];
		if (t->mask)
			all.at[all.count++] = (struct comparison){ arg, t->op, t->mask, t->value };
	}
	return all;
}

static struct terms terms_of_cube(const struct cube *cube)
{
	struct terms terms = { 0 };

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		terms.of[i] = (struct term){ COMPARE_EQ, cube->mask[i], cube->value[i] };
	return terms;
}

bool dnf_add_cubes(struct dnf *dnf, const struct cubes *cubes, enum registers registers,
                   enum operators operators)
{
	AUTO_FREE struct terms *terms = mem_alloc(cubes->count * sizeof(*terms));
	bool said = true;

	for (size_t i = 0; i < cubes->count; i++)
		terms[i] = terms_of_cube(&cubes->at[i]);
	if (operators > EQUAL_ALONE)
		shorten(terms, cubes->count, operators);
	for (size_t i = 0; i < cubes->count; i++)
		if (!terms[i].dropped && fit(&terms[i], registers, &said))
			dnf_add(dnf, &(struct comparisons[]){ comparisons_of(&terms[i]) }[0]);
	return said;
}
