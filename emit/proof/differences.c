/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two functions are walked in parallel down to the arguments, which yields the
 * numbers that differ; arguments are then examined one number at a time. So two
 * filters that differ everywhere cost no more than the largest of their calls.
 */
#include "emit/proof/differences.h"

#include <stdlib.h>

#include "core/kernel/syscall.h"
#include "core/kernel/verdict.h"
#include "emit/proof/meaning.h"
#include "emit/proof/word.h"

enum { ARGUMENTS = 32 * DATA_ARG_HIGH };      /* the first bit of an argument */
enum { ATTEMPT_STEPS = 50000, ATTEMPTS_MOST = 4 };

/* The answers of both sides for an arch, and its first item. */
struct of_arch {
	diagram left, right;
	size_t first;
};

struct search {
	struct differences *all;
	struct space *space;
	diagram left, right;
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

static bool always(struct space *space, diagram f, diagram g)
{
	(void)space; (void)f; (void)g;
	return true;
}

static bool is_beyond(struct space *space, diagram f, diagram g)
{
	return !verdict_is_within(verdict_of_ret(diagram_constant(space, f)), verdict_of_ret(diagram_constant(space, g)));
}

/* Where the answers to a call violate the claim, */
static const struct beside calls[] = {
	[CLAIM_EQUAL]  = { DIAGRAM_BITS, BESIDE_OTHERS, always, false },
	[CLAIM_SUBSET] = { DIAGRAM_BITS, BESIDE_OTHERS + 1, is_beyond, false },
};

/* whether any does, */
static const struct beside somewhere = { DIAGRAM_BITS, BESIDE_OTHERS + 2, is_beyond, true };

static bool is_beyond_somewhere(struct space *space, diagram f, diagram g)
{
	return diagram_beside(space, f, g, &somewhere) == DIAGRAM_YES;
}

/* and for which numbers. Functions that are not the same node differ somewhere.
 * */
static const struct beside numbers[] = {
	[CLAIM_EQUAL]  = { ARGUMENTS, BESIDE_OTHERS + 3, always, false },
	[CLAIM_SUBSET] = { ARGUMENTS, BESIDE_OTHERS + 4, is_beyond_somewhere, false },
};

static bool is_wrong(struct space *space, diagram f, diagram g, enum claim claim)
{
	return claim == CLAIM_EQUAL ? f != g : is_beyond_somewhere(space, f, g);
}

/* The words of the least call that satisfies a condition, which is satisfiable.
 * `asked` gets a bit for each word that had to be tested. */
static void find_least(const struct space *space, diagram condition, uint32_t word[DATA_WORDS], uint32_t *asked)
{
	while (!diagram_is_constant(space, condition)) {
		unsigned bit = diagram_top(space, condition);
		bool set = diagram_follow(space, condition, false) == DIAGRAM_NO;

		*asked |= 1u << bit / 32;
		word[bit / 32] |= (uint32_t)set << (31 - bit % 32);
		condition = diagram_follow(space, condition, set);
	}
}

static diagram given_bit(const struct space *space, diagram f, unsigned bit, bool set)
{
	return diagram_top(space, f) == bit ? diagram_follow(space, f, set) : f;
}

/* The same without the condition as a diagram, which may be too large. It tests more words than necessary. */
static void find_least_beside(struct space *space, diagram f, diagram g, enum claim claim, uint32_t word[DATA_WORDS],
                              uint32_t *asked)
{
	while (!diagram_is_constant(space, f) || !diagram_is_constant(space, g)) {
		unsigned bit = diagram_top(space, f) < diagram_top(space, g) ? diagram_top(space, f) : diagram_top(space, g);
		bool set = !is_wrong(space, given_bit(space, f, bit, false), given_bit(space, g, bit, false), claim);

		*asked |= 1u << bit / 32;
		word[bit / 32] |= (uint32_t)set << (31 - bit % 32);
		f = given_bit(space, f, bit, set);
		g = given_bit(space, g, bit, set);
	}
}

static diagram of_number(const struct space *space, diagram f, const uint32_t word[DATA_WORDS])
{
	return diagram_given(space, diagram_given(space, f, DATA_ARCH, word[DATA_ARCH]), DATA_NR, word[DATA_NR]);
}

/* The least arguments for the arch and number in `word`. The condition that the two violate the claim is only
 * needed to find the arguments that matter. */
static void find_arguments(struct search *s, uint32_t word[DATA_WORDS], uint32_t *asked)
{
	diagram left = of_number(s->space, s->left, word), right = of_number(s->space, s->right, word);
	size_t attempt = space_attempt(s->space, s->attempts_failed < ATTEMPTS_MOST ? ATTEMPT_STEPS : 0);
	diagram wrong = diagram_beside(s->space, left, right, &calls[s->claim]);
	bool found = space_attempted(s->space, attempt);

	s->attempts_failed += !found;
	if (found)
		find_least(s->space, wrong, word, asked);
	else
		find_least_beside(s->space, left, right, s->claim, word, asked);
}

static struct witness witness_of(struct search *s, uint32_t word[DATA_WORDS])
{
	struct witness out = { .asked = 0 };
	uint32_t asked = 0;

	find_arguments(s, word, &asked);
	out.call = data_of_words(word);
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		out.asked |= (asked >> (DATA_ARG_HIGH + 2 * i) & 3 ? 1u : 0) << i;
	out.left = diagram_answer(s->space, s->left, word);
	out.right = diagram_answer(s->space, s->right, word);
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

static int compare_numbers(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

/* The named numbers of an arch among `here`, ascending. */
static size_t named_numbers(const struct space *space, diagram here, enum arch arch, uint32_t nr[CALL_COUNT])
{
	size_t count = 0;

	for (int id = 0; id < CALL_COUNT; id++) {
		uint32_t one = (uint32_t)syscall_nr((enum syscall_id)id, arch);
		if (syscall_exists((enum syscall_id)id, arch) && diagram_least(space, here, DATA_NR, one) == one)
			nr[count++] = one;
	}
	qsort(nr, count, sizeof(*nr), compare_numbers);
	return count;
}

/* The least number without a name; named ones are few. */
static int64_t least_nameless(const struct space *space, diagram here, enum arch arch)
{
	int64_t nr = diagram_least(space, here, DATA_NR, 0);

	while (nr >= 0 && syscall_by_nr(arch, (uint32_t)nr) != CALL_UNKNOWN)
		nr = nr == UINT32_MAX ? -1 : diagram_least(space, here, DATA_NR, (uint32_t)nr + 1);
	return nr;
}

/* `here`: a condition on the number. */
static void add_numbers(struct search *s, enum arch arch, diagram here)
{
	uint32_t audit = arch_info(arch)->audit, nr[CALL_COUNT];
	size_t named = named_numbers(s->space, here, arch, nr);
	int64_t nameless = least_nameless(s->space, here, arch);
	uint64_t more = diagram_count(s->space, here, DATA_NR) - named - 1;

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
static diagram side_on_arch(struct search *s, diagram f, enum arch arch, uint32_t nr)
{
	uint32_t word[DATA_WORDS] = { [DATA_ARCH] = arch_info(arch)->audit, [DATA_NR] = nr };
	diagram one = diagram_word(s->space, diagram_answer(s->space, f, word));

	return diagram_given(s->space, diagram_choose(s->space, arch_diagram(s->space, arch), f, one), DATA_ARCH,
	                     arch_info(arch)->audit);
}

static bool is_whole(const struct search *s, const struct of_arch *of)
{
	return diagram_is_constant(s->space, of->left) && diagram_is_constant(s->space, of->right);
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

static void add_arch(struct search *s, enum arch arch, diagram different)
{
	uint32_t audit = arch_info(arch)->audit;
	diagram all = diagram_and(s->space, different, arch_diagram(s->space, arch));
	diagram here = diagram_given(s->space, all, DATA_ARCH, audit);

	if (here == DIAGRAM_NO || space_is_full(s->space))
		return;
	uint32_t least = (uint32_t)diagram_least(s->space, here, DATA_NR, 0);
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
static void add_foreign(struct search *s, diagram different)
{
	diagram archs = diagram_not(s->space, diagram_leads_to(s->space, different, 32 * DATA_NR, DIAGRAM_NO));

	for (int arch = 0; arch < ARCH_COUNT; arch++)
		archs = diagram_and(s->space, archs, diagram_not(s->space, data_is(s->space, DATA_ARCH, arch_info((enum arch)arch)->audit)));
	if (archs == DIAGRAM_NO || space_is_full(s->space))
		return;
	uint32_t audit = (uint32_t)diagram_least(s->space, archs, DATA_ARCH, 0);
	diagram here = diagram_given(s->space, different, DATA_ARCH, audit);
	struct refutation *added = add(s, audit, (uint32_t)diagram_least(s->space, here, DATA_NR, 0));
	if (added)
		added->more = diagram_count(s->space, archs, DATA_ARCH) - 1;
}

void differences_find(struct differences *all, struct space *space, diagram left, diagram right, enum claim claim,
                      size_t most)
{
	struct search s = { .all = all, .space = space, .left = left, .right = right, .claim = claim, .most = most };
	diagram different = diagram_beside(space, left, right, &numbers[claim]);

	for (int arch = 0; arch < ARCH_COUNT && !space_is_full(space); arch++)
		add_arch(&s, (enum arch)arch, different);
	if (!space_is_full(space))
		add_foreign(&s, different);
}
