/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Both sides are diagrams in one space, so for each arch and number the
 * remainders are two nodes, and equal nodes are equal answers. The two are
 * walked together along the bits of a number: where neither tests a further
 * bit, all numbers with this prefix share the two nodes.
 */
#include "emit/proof/compare.h"

#include <stdlib.h>

#include "emit/proof/meaning.h"
#include "emit/proof/symbolic.h"
#include "emit/proof/word.h"

enum { ROWS_NODES = 1000000 };                /* for questions about rows: practical ones need less than a hundredth */

struct compare {
	struct space *space, *rows;
	diagram before, after;
	bool failed;
};

static diagram side_diagram(struct space *space, struct side side)
{
	return side.policy ? policy_diagram(space, side.policy) :
	       filter_diagram(space, side.filter, filter_is_big_endian(side.filter));
}

static bool is_big_endian(struct side side)
{
	return side.policy ? arch_is_big_endian(side.policy->archs) : filter_is_big_endian(side.filter);
}

static int too_intricate(struct err *err)
{
	return err_set(err, "too intricate to compare: more than %d nodes or steps", SPACE_NODES);
}

struct compare *compare_begin(struct side before, struct side after, struct err *err)
{
	AUTO_COMPARE struct compare *compare = mem_alloc(sizeof(*compare));
	struct compare *made = compare;

	if (is_big_endian(before) != is_big_endian(after)) {
		err_set(err, "one is for a little-endian arch, the other for a big-endian one");
		return NULL;
	}
	compare->space = space_begin(SPACE_NODES);
	compare->before = side_diagram(compare->space, before);
	compare->after = side_diagram(compare->space, after);
	if (compare_check(compare, err))
		return NULL;
	compare = NULL;
	return made;
}

void compare_drop(struct compare **compare)
{
	if (!*compare)
		return;
	space_drop(&(*compare)->space);
	space_drop(&(*compare)->rows);
	free(*compare);
	*compare = NULL;
}

int compare_check(const struct compare *compare, struct err *err)
{
	return compare->failed || space_is_full(compare->space) ? too_intricate(err) : 0;
}

bool compare_is_same(const struct compare *compare)
{
	return compare->before == compare->after;
}

static diagram gives(struct space *space, diagram f, struct verdict verdict)
{
	return diagram_is(space, f, filter_effect(verdict_ret(verdict)));
}

/* Where the two differ, except for reported differences of the default. */
static diagram differing(struct space *space, diagram before, diagram after, struct verdict was, struct verdict is)
{
	diagram reported = diagram_and(space, gives(space, before, was), gives(space, after, is));

	return diagram_and(space, diagram_differ(space, before, after), diagram_not(space, reported));
}

/* The words of the least call that meets a condition, which is satisfiable. */
static unsigned find_least(const struct space *space, diagram condition, uint32_t word[DATA_WORDS])
{
	unsigned asked = 0;

	while (!diagram_is_constant(space, condition)) {
		unsigned bit = diagram_top(space, condition);
		bool set = diagram_follow(space, condition, false) == DIAGRAM_NO;

		asked |= 1u << bit / 32;
		word[bit / 32] |= (uint32_t)set << (31 - bit % 32);
		condition = diagram_follow(space, condition, set);
	}
	return asked;
}

static bool word_passes(uint32_t ret)
{
	return verdict_passes(verdict_of_ret(ret));
}

static bool passes_somewhere(struct space *space, diagram answers)
{
	return diagram_where(space, answers, word_passes) != DIAGRAM_NO;
}

/* `wrong` holds for some call that begins with the given words. */
static void show(const struct compare *compare, struct difference *out, diagram wrong, uint32_t word[DATA_WORDS])
{
	unsigned asked = find_least(compare->space, wrong, word);

	out->differs = true;
	out->call = data_of_words(word);
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		out->asked |= (asked >> (DATA_ARG_HIGH + 2 * i) & 3 ? 1u : 0) << i;
	out->before = verdict_of_ret(diagram_answer(compare->space, compare->before, word));
	out->after = verdict_of_ret(diagram_answer(compare->space, compare->after, word));
}

/* The remainders of several functions as the bits of a number become known. */
struct walk {
	diagram at[3];                        /* before, after, and whether the number is one of the arch */
	uint32_t last;                        /* of the numbers with the same walk */
};

static unsigned first_bit(const struct space *space, const struct walk *walk)
{
	unsigned first = DIAGRAM_BITS;

	for (unsigned i = 0; i < COUNT_OF(walk->at); i++)
		if (diagram_top(space, walk->at[i]) < first)
			first = diagram_top(space, walk->at[i]);
	return first;
}

static struct walk walk_number(struct compare *compare, enum arch arch, uint32_t nr)
{
	struct space *space = compare->space;
	struct walk walk = {{compare->before, compare->after, arch_diagram(space, arch)}, UINT32_MAX};
	unsigned bit;

	for (unsigned i = 0; i < COUNT_OF(walk.at); i++)
		walk.at[i] = diagram_given(space, walk.at[i], DATA_ARCH, arch_info(arch)->audit);
	while ((bit = first_bit(space, &walk)) / 32 == DATA_NR && walk.at[0] != walk.at[1]) {
		unsigned shift = 31 - bit % 32;
		for (unsigned i = 0; i < COUNT_OF(walk.at); i++)
			if (diagram_top(space, walk.at[i]) == bit)
				walk.at[i] = diagram_follow(space, walk.at[i], nr >> shift & 1);
		walk.last = nr | ((UINT32_C(1) << shift) - 1);
	}
	return walk;
}

struct difference compare_number(struct compare *compare, enum arch arch, uint32_t nr, struct verdict before,
                                 struct verdict after)
{
	struct walk walk = walk_number(compare, arch, nr);
	struct difference out = {.last = walk.last};
	uint32_t word[DATA_WORDS] = {[DATA_ARCH] = arch_info(arch)->audit, [DATA_NR] = nr};

	if (walk.at[0] == walk.at[1] || walk.at[2] == DIAGRAM_NO)
		return out;
	diagram wrong = differing(compare->space, walk.at[0], walk.at[1], before, after);
	if (wrong == DIAGRAM_NO)
		return out;
	out.passed = passes_somewhere(compare->space, walk.at[0]);
	out.passes = passes_somewhere(compare->space, walk.at[1]);
	show(compare, &out, wrong, word);
	return out;
}

struct difference compare_elsewhere(struct compare *compare, arch_set but, struct verdict before, struct verdict after)
{
	struct space *space = compare->space;
	diagram wrong = differing(space, compare->before, compare->after, before, after);
	struct difference out = {.last = UINT32_MAX};
	uint32_t word[DATA_WORDS] = {0};

	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (but & ARCH_BIT(arch))
			wrong = diagram_and(space, wrong, diagram_not(space, arch_diagram(space, (enum arch)arch)));
	if (wrong != DIAGRAM_NO)
		show(compare, &out, wrong, word);
	return out;
}

/* The condition that at least one of some rows holds. */
static diagram rows_hold(struct space *space, const struct rule *of, enum arch arch, const struct row *rows, size_t count)
{
	static const struct verdict yes = {ACTION_ALLOW, 0}, no = {ACTION_KILL, 0};
	diagram any = DIAGRAM_NO;

	for (size_t i = 0; i < count; i++) {
		struct row row = {.condition = rows[i].condition, .count = rows[i].count};
		const struct rule rule = {.id = of->id, .nr = of->nr, .verdict = yes, .rows = &row, .row_count = 1};
		any = diagram_or(space, any, gives(space, rule_diagram(space, &rule, arch, no), yes));
	}
	return count ? any : DIAGRAM_YES;
}

bool compare_covers(struct compare *compare, const struct rule *rule, enum arch arch, const struct row *row)
{
	if (!compare->rows)
		compare->rows = space_begin(ROWS_NODES);
	diagram wide = rows_hold(compare->rows, rule, arch, rule->rows, rule->row_count);
	diagram narrow = rows_hold(compare->rows, rule, arch, row, 1);
	bool covered = diagram_and(compare->rows, narrow, diagram_not(compare->rows, wide)) == DIAGRAM_NO;

	if (space_is_full(compare->rows)) {
		compare->failed = true;
		return false;
	}
	return covered;
}
