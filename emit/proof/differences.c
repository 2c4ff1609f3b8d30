/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two functions are walked in parallel down to the arguments, which yields the
 * numbers that differ; arguments are then examined one number at a time. So two
 * filters that differ everywhere cost no more than the largest of their calls.
 */
#include "emit/proof/differences.h"

#include <stdlib.h>

#include "core/base/order.h"
#include "core/kernel/syscall.h"
#include "core/verdict/verdict.h"
#include "emit/proof/policy_bdd.h"
#include "emit/proof/bitvector.h"

enum { ARGUMENTS = 32 * DATA_ARG_HIGH };      /* the first bit of an argument */
enum { ATTEMPT_STEPS = 50000, ATTEMPTS_MOST = 4 };

/* The answers of both sides for an arch, and its first item. */
struct of_arch {
	bdd left, right;
	size_t first;
};

struct search {
	struct differences *all;
	struct manager *manager;
	bdd left, right;
	enum claim claim;
	size_t most;
	unsigned attempts_failed;
	struct of_arch of[ARCH_COUNT];        /* those examined that differ */
};

void differences_free(struct differences *all)
{
	free(all->at);
	*all = (struct differences){ 0 };
}

static bool always(struct manager *manager, bdd f, bdd g)
{
	(void)manager; (void)f; (void)g;
	return true;
}

static bool is_beyond(struct manager *manager, bdd f, bdd g)
{
	return !verdict_is_within(verdict_of_ret(bdd_constant(manager, f)), verdict_of_ret(bdd_constant(manager, g)));
}

/* Where the answers to a call violate the claim, */
static const struct beside calls[] = {
	[CLAIM_EQUAL]  = { BDD_BITS, BESIDE_OTHERS, always, false },
	[CLAIM_SUBSET] = { BDD_BITS, BESIDE_OTHERS + 1, is_beyond, false },
};

/* whether any does, */
static const struct beside somewhere = { BDD_BITS, BESIDE_OTHERS + 2, is_beyond, true };

bdd differences_beyond(struct manager *manager, bdd left, bdd right)
{
	return bdd_beside(manager, left, right, &calls[CLAIM_SUBSET]);
}

static bool is_beyond_somewhere(struct manager *manager, bdd f, bdd g)
{
	return bdd_beside(manager, f, g, &somewhere) == BDD_YES;
}

/* and for which numbers. Functions that are not the same node differ somewhere.
 * */
static const struct beside numbers[] = {
	[CLAIM_EQUAL]  = { ARGUMENTS, BESIDE_OTHERS + 3, always, false },
	[CLAIM_SUBSET] = { ARGUMENTS, BESIDE_OTHERS + 4, is_beyond_somewhere, false },
};

static bool is_wrong(struct manager *manager, bdd f, bdd g, enum claim claim)
{
	return claim == CLAIM_EQUAL ? f != g : is_beyond_somewhere(manager, f, g);
}

/* The words of the least call that satisfies a condition, which is satisfiable.
 * `asked` gets a bit for each word that had to be tested. */
static void find_least(const struct manager *manager, bdd condition, uint32_t word[DATA_WORDS], uint32_t *asked)
{
	while (!bdd_is_constant(manager, condition)) {
		unsigned bit = bdd_top(manager, condition);
		bool set = bdd_follow(manager, condition, false) == BDD_NO;

		*asked |= 1u << bit / 32;
		word[bit / 32] |= (uint32_t)set << (31 - bit % 32);
		condition = bdd_follow(manager, condition, set);
	}
}

static bdd given_bit(const struct manager *manager, bdd f, unsigned bit, bool set)
{
	return bdd_top(manager, f) == bit ? bdd_follow(manager, f, set) : f;
}

/* The same without the condition as a diagram, which may be too large. It tests more words than necessary. */
static void find_least_beside(struct manager *manager, bdd f, bdd g, enum claim claim, uint32_t word[DATA_WORDS],
                              uint32_t *asked)
{
	while (!bdd_is_constant(manager, f) || !bdd_is_constant(manager, g)) {
		unsigned bit = bdd_top(manager, f) < bdd_top(manager, g) ? bdd_top(manager, f) : bdd_top(manager, g);
		bool set = !is_wrong(manager, given_bit(manager, f, bit, false), given_bit(manager, g, bit, false), claim);

		*asked |= 1u << bit / 32;
		word[bit / 32] |= (uint32_t)set << (31 - bit % 32);
		f = given_bit(manager, f, bit, set);
		g = given_bit(manager, g, bit, set);
	}
}

static bdd of_number(const struct manager *manager, bdd f, const uint32_t word[DATA_WORDS])
{
	return bdd_given(manager, bdd_given(manager, f, DATA_ARCH, word[DATA_ARCH]), DATA_NR, word[DATA_NR]);
}

/* The least arguments for the arch and number in `word`. The condition that the two violate the claim is only
 * needed to find the arguments that matter. */
static void find_arguments(struct search *s, uint32_t word[DATA_WORDS], uint32_t *asked)
{
	bdd left = of_number(s->manager, s->left, word), right = of_number(s->manager, s->right, word);
	size_t attempt = manager_attempt(s->manager, s->attempts_failed < ATTEMPTS_MOST ? ATTEMPT_STEPS : 0);
	bdd wrong = bdd_beside(s->manager, left, right, &calls[s->claim]);
	bool found = manager_attempted(s->manager, attempt);

	s->attempts_failed += !found;
	if (found)
		find_least(s->manager, wrong, word, asked);
	else
		find_least_beside(s->manager, left, right, s->claim, word, asked);
}

static struct witness witness_of(struct search *s, uint32_t word[DATA_WORDS])
{
	struct witness out;
	uint32_t asked = 0;

	find_arguments(s, word, &asked);
	out.call = data_of_words(word);
	out.asked = data_asked(asked);
	out.left = bdd_answer(s->manager, s->left, word);
	out.right = bdd_answer(s->manager, s->right, word);
	return out;
}

static struct refutation *add(struct search *s, uint32_t audit, uint32_t nr)
{
	struct differences *all = s->all;
	uint32_t word[DATA_WORDS] = { [DATA_ARCH] = audit, [DATA_NR] = nr };

	if (all->count >= s->most) {
		all->left_out++;
		return NULL;
	}
	all->at = mem_grow(all->at, all->count, &all->room, sizeof(*all->at));
	all->at[all->count] = (struct refutation){ .shown = witness_of(s, word) };
	return &all->at[all->count++];
}

/* The named numbers of an arch among `here`, ascending. */
static size_t named_numbers(const struct manager *manager, bdd here, enum arch arch, uint32_t nr[CALL_COUNT])
{
	size_t count = 0;

	for (int id = 0; id < CALL_COUNT; id++) {
		uint32_t one = (uint32_t)syscall_nr((enum syscall_id)id, arch);
		if (syscall_exists((enum syscall_id)id, arch) && bdd_least(manager, here, DATA_NR, one) == one)
			nr[count++] = one;
	}
	qsort(nr, count, sizeof(*nr), order_u32);
	return count;
}

/* The least number without a name; named ones are few. */
static int64_t least_nameless(const struct manager *manager, bdd here, enum arch arch)
{
	int64_t nr = bdd_least(manager, here, DATA_NR, 0);

	while (nr >= 0 && syscall_by_nr(arch, (uint32_t)nr) != CALL_UNKNOWN)
		nr = nr == UINT32_MAX ? -1 : bdd_least(manager, here, DATA_NR, (uint32_t)nr + 1);
	return nr;
}

/* `here`: a condition on the number. */
static void add_numbers(struct search *s, enum arch arch, bdd here)
{
	uint32_t audit = arch_info(arch)->audit, nr[CALL_COUNT];
	size_t named = named_numbers(s->manager, here, arch, nr);
	int64_t nameless = least_nameless(s->manager, here, arch);
	uint64_t more = bdd_count(s->manager, here, DATA_NR) - named - 1;

	for (size_t i = 0; i <= named; i++) {
		if (nameless >= 0 && (i == named || nameless < nr[i])) {
			struct refutation *added = add(s, audit, (uint32_t)nameless);
			nameless = -1;
			if (added)
				added->more = more;
		}
		if (i < named)
			add(s, audit, nr[i]);
	}
}

/* A side's function for an arch; numbers that belong to x32 or x86_64 instead count as foreign. */
static bdd side_on_arch(struct search *s, bdd f, enum arch arch, uint32_t nr)
{
	uint32_t word[DATA_WORDS] = { [DATA_ARCH] = arch_info(arch)->audit, [DATA_NR] = nr };
	bdd one = bdd_word(s->manager, bdd_answer(s->manager, f, word));

	return bdd_given(s->manager, bdd_choose(s->manager, arch_bdd(s->manager, arch), f, one), DATA_ARCH,
	                 arch_info(arch)->audit);
}

static bool is_whole(const struct search *s, const struct of_arch *of)
{
	return bdd_is_constant(s->manager, of->left) && bdd_is_constant(s->manager, of->right);
}

/* An earlier arch with the same answers as this one. */
static struct of_arch *treated_alike(struct search *s, enum arch arch, const struct of_arch *of)
{
	for (int i = 0; i < (int)arch; i++) {
		struct of_arch *other = &s->of[i];
		if (other->left != other->right && other->left == of->left && other->right == of->right)
			return other;
	}
	return NULL;
}

static void add_arch(struct search *s, enum arch arch, bdd different)
{
	uint32_t audit = arch_info(arch)->audit;
	bdd all = bdd_and(s->manager, different, arch_bdd(s->manager, arch));
	bdd here = bdd_given(s->manager, all, DATA_ARCH, audit);

	if (here == BDD_NO || manager_is_full(s->manager))
		return;
	uint32_t least = (uint32_t)bdd_least(s->manager, here, DATA_NR, 0);
	struct of_arch of = { side_on_arch(s, s->left, arch, least), side_on_arch(s, s->right, arch, least), s->all->count };
	struct of_arch *alike = treated_alike(s, arch, &of);
	if (alike && alike->first < s->all->count) {
		s->all->at[alike->first].archs |= ARCH_BIT(arch);
		return;
	}
	s->of[arch] = of;
	if (!is_whole(s, &of)) {
		add_numbers(s, arch, here);
		return;
	}
	struct refutation *added = add(s, audit, least);
	if (added)
		added->whole = true;
}

/* Archs unknown to seccord. */
static void add_foreign(struct search *s, bdd different)
{
	bdd archs = bdd_not(s->manager, bdd_leads_to(s->manager, different, 32 * DATA_NR, BDD_NO));

	arch_each(arch, ARCH_ALL)
		archs = bdd_and(s->manager, archs, bdd_not(s->manager, data_is(s->manager, DATA_ARCH, arch_info(arch)->audit)));
	if (archs == BDD_NO || manager_is_full(s->manager))
		return;
	uint32_t audit = (uint32_t)bdd_least(s->manager, archs, DATA_ARCH, 0);
	bdd here = bdd_given(s->manager, different, DATA_ARCH, audit);
	struct refutation *added = add(s, audit, (uint32_t)bdd_least(s->manager, here, DATA_NR, 0));
	if (added)
		added->more = bdd_count(s->manager, archs, DATA_ARCH) - 1;
}

void differences_find(struct differences *all, struct manager *manager, bdd left, bdd right, enum claim claim,
                      size_t most)
{
	struct search s = { .all = all, .manager = manager, .left = left, .right = right, .claim = claim, .most = most };
	bdd different = bdd_beside(manager, left, right, &numbers[claim]);

	arch_each(arch, ARCH_ALL)
		if (!manager_is_full(manager))
			add_arch(&s, arch, different);
	if (!manager_is_full(manager))
		add_foreign(&s, different);
}
