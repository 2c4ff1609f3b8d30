/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Both sides are diagrams in one manager, so for each arch and number the
 * remainders are two nodes, and equal nodes are equal answers. The two are
 * walked together along the bits of a number: where neither tests a further
 * bit, all numbers with this prefix share the two nodes.
 */
#include "emit/proof/compare.h"

#include <stdlib.h>

#include "emit/proof/bitvector.h"
#include "emit/proof/differences.h"
#include "emit/proof/filter_bdd.h"
#include "emit/proof/policy_bdd.h"

enum { ROWS_NODES = 1000000 };                /* for questions about rows: practical ones need less than a hundredth */

struct compare {
	struct manager *manager, *rows;
	bdd before, after;
	bool failed;
};

static bdd side_bdd(struct manager *manager, struct side side)
{
	return side.policy ? policy_bdd(manager, side.policy) :
	       filter_bdd(manager, side.filter, filter_is_big_endian(side.filter));
}

static bool is_big_endian(struct side side)
{
	return side.policy ? arch_is_big_endian(side.policy->archs) : filter_is_big_endian(side.filter);
}

static int too_intricate(struct err *err)
{
	return err_set(err, "too intricate to compare: more than %d nodes or steps", MANAGER_NODES);
}

struct compare *compare_begin(struct side before, struct side after, struct err *err)
{
	AUTO_COMPARE struct compare *compare = mem_alloc(sizeof(*compare));
	struct compare *made = compare;

	if (is_big_endian(before) != is_big_endian(after)) {
		err_set(err, "one is for a little-endian arch, the other for a big-endian one");
		return NULL;
	}
	compare->manager = manager_begin(MANAGER_NODES);
	compare->before = side_bdd(compare->manager, before);
	compare->after = side_bdd(compare->manager, after);
	if (compare_check(compare, err))
		return NULL;
	compare = NULL;
	return made;
}

void compare_drop(struct compare **compare)
{
	if (!*compare)
		return;
	manager_drop(&(*compare)->manager);
	manager_drop(&(*compare)->rows);
	free(*compare);
	*compare = NULL;
}

int compare_check(const struct compare *compare, struct err *err)
{
	return compare->failed || manager_is_full(compare->manager) ? too_intricate(err) : 0;
}

bool compare_is_same(const struct compare *compare)
{
	return compare->before == compare->after;
}

static bdd gives(struct manager *manager, bdd f, struct verdict verdict)
{
	return bdd_is(manager, f, filter_effect(verdict_ret(verdict)));
}

/* Where the two differ, except for reported differences of the default. */
static bdd differing(struct manager *manager, bdd before, bdd after, struct verdict was, struct verdict is)
{
	bdd reported = bdd_and(manager, gives(manager, before, was), gives(manager, after, is));

	return bdd_and(manager, bdd_differ(manager, before, after), bdd_not(manager, reported));
}

/* The words of the least call that meets a condition, which is satisfiable. */
static unsigned find_least(const struct manager *manager, bdd condition, uint32_t word[DATA_WORDS])
{
	unsigned asked = 0;

	while (!bdd_is_constant(manager, condition)) {
		unsigned bit = bdd_top(manager, condition);
		bool set = bdd_follow(manager, condition, false) == BDD_NO;

		asked |= 1u << bit / 32;
		word[bit / 32] |= (uint32_t)set << (31 - bit % 32);
		condition = bdd_follow(manager, condition, set);
	}
	return asked;
}

static bool word_passes(uint32_t ret)
{
	return verdict_passes(verdict_of_ret(ret));
}

static bool passes_somewhere(struct manager *manager, bdd answers)
{
	return bdd_where(manager, answers, word_passes) != BDD_NO;
}

/* The calls that pass with `f` and not with `g`. */
static bdd passing_only(struct manager *manager, bdd f, bdd g)
{
	return bdd_and(manager, bdd_where(manager, f, word_passes), bdd_not(manager, bdd_where(manager, g, word_passes)));
}

static bool meet(struct manager *manager, bdd a, bdd b)
{
	return bdd_and(manager, a, b) != BDD_NO;
}

/* `wrong` holds for some call that begins with the given words; the two are the answers after these words. */
static void show(const struct compare *compare, struct difference *out, bdd wrong, bdd before, bdd after, uint32_t word[DATA_WORDS])
{
	struct manager *manager = compare->manager;
	bdd wider = bdd_and(manager, wrong, differences_beyond(manager, after, before));
	unsigned asked = find_least(manager, wider == BDD_NO ? wrong : wider, word);

	out->differs = true;
	out->widens = wider != BDD_NO;
	out->narrows = meet(manager, wrong, differences_beyond(manager, before, after));
	out->opens = meet(manager, wrong, passing_only(manager, after, before));
	out->closes = meet(manager, wrong, passing_only(manager, before, after));
	out->call = data_of_words(word);
	out->asked = data_asked(asked);
	out->before = verdict_of_ret(bdd_answer(compare->manager, compare->before, word));
	out->after = verdict_of_ret(bdd_answer(compare->manager, compare->after, word));
}

/* The remainders of several functions as the bits of a number become known. */
struct walk {
	bdd before, after, wrong;             /* wrong: where the two differ, for numbers of the arch */
	uint32_t last;                        /* of the numbers with the same walk */
};

static unsigned first_bit(const struct manager *manager, const struct walk *walk)
{
	unsigned before = bdd_top(manager, walk->before), after = bdd_top(manager, walk->after), wrong = bdd_top(manager, walk->wrong);
	unsigned first = before < after ? before : after;

	return first < wrong ? first : wrong;
}

static bdd follow(const struct manager *manager, bdd f, unsigned bit, bool set)
{
	return bdd_top(manager, f) == bit ? bdd_follow(manager, f, set) : f;
}

/* Ends as soon as nothing can differ, however many answers the two share. */
static void walk_number(const struct manager *manager, struct walk *walk, uint32_t nr)
{
	unsigned bit;

	while (walk->wrong != BDD_NO && (bit = first_bit(manager, walk)) / 32 == DATA_NR) {
		unsigned shift = 31 - bit % 32;
		bool set = nr >> shift & 1;
		walk->before = follow(manager, walk->before, bit, set);
		walk->after = follow(manager, walk->after, bit, set);
		walk->wrong = follow(manager, walk->wrong, bit, set);
		walk->last = nr | ((UINT32_C(1) << shift) - 1);
	}
}

struct difference compare_number(struct compare *compare, enum arch arch, uint32_t nr, struct verdict before,
                                 struct verdict after)
{
	struct manager *manager = compare->manager;
	uint32_t audit = arch_info(arch)->audit, word[DATA_WORDS] = {[DATA_ARCH] = audit, [DATA_NR] = nr};
	bdd wrong = bdd_and(manager, differing(manager, compare->before, compare->after, before, after), arch_bdd(manager, arch));
	struct walk walk = {bdd_given(manager, compare->before, DATA_ARCH, audit), bdd_given(manager, compare->after, DATA_ARCH, audit),
	                    bdd_given(manager, wrong, DATA_ARCH, audit), UINT32_MAX};

	walk_number(manager, &walk, nr);
	struct difference out = {.last = walk.last};
	if (walk.wrong == BDD_NO)
		return out;
	out.passed = passes_somewhere(manager, walk.before);
	out.passes = passes_somewhere(manager, walk.after);
	show(compare, &out, walk.wrong, walk.before, walk.after, word);
	return out;
}

/* Calls that meet a condition. */
static struct difference compare_where(struct compare *compare, bdd wrong)
{
	struct difference out = {.last = UINT32_MAX};
	uint32_t word[DATA_WORDS] = {0};

	if (wrong == BDD_NO)
		return out;
	show(compare, &out, wrong, compare->before, compare->after, word);
	out.passed = out.closes;
	out.passes = out.opens;
	return out;
}

struct difference compare_arch(struct compare *compare, enum arch arch)
{
	struct manager *manager = compare->manager;

	return compare_where(compare, bdd_and(manager, bdd_differ(manager, compare->before, compare->after), arch_bdd(manager, arch)));
}

struct difference compare_elsewhere(struct compare *compare, arch_set but, struct verdict before, struct verdict after)
{
	struct manager *manager = compare->manager;
	bdd wrong = differing(manager, compare->before, compare->after, before, after);

	arch_each(arch, but)
		wrong = bdd_and(manager, wrong, bdd_not(manager, arch_bdd(manager, arch)));
	return compare_where(compare, wrong);
}

bdd compare_widened(struct compare *compare, const struct manager **manager)
{
	struct manager *own = compare->manager;
	bdd passes = bdd_where(own, compare->after, word_passes);
	bdd wider = bdd_and(own, passes, differences_beyond(own, compare->after, compare->before));

	*manager = own;
	return bdd_choose(own, wider, bdd_word(own, SECCOMP_RET_ALLOW), bdd_word(own, SECCOMP_RET_KILL_PROCESS));
}

/* The condition that at least one of some rows holds. */
static bdd rows_hold(struct manager *manager, const struct rule *of, enum arch arch, const struct row *rows, size_t count)
{
	static const struct verdict yes = {ACTION_ALLOW, 0}, no = {ACTION_KILL, 0};
	bdd any = BDD_NO;

	for (size_t i = 0; i < count; i++) {
		struct row row = {.condition = rows[i].condition, .count = rows[i].count};
		const struct rule rule = {.id = of->id, .nr = of->nr, .verdict = yes, .rows = &row, .row_count = 1};
		any = bdd_or(manager, any, gives(manager, rule_bdd(manager, &rule, arch, no), yes));
	}
	return count ? any : BDD_YES;
}

bool compare_covers(struct compare *compare, const struct rule *rule, enum arch arch, const struct row *row)
{
	if (!compare->rows)
		compare->rows = manager_begin(ROWS_NODES);
	bdd wide = rows_hold(compare->rows, rule, arch, rule->rows, rule->row_count);
	bdd narrow = rows_hold(compare->rows, rule, arch, row, 1);
	bool covered = bdd_and(compare->rows, narrow, bdd_not(compare->rows, wide)) == BDD_NO;

	if (manager_is_full(compare->rows)) {
		compare->failed = true;
		return false;
	}
	return covered;
}
