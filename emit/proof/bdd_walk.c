/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks over one function that visit each node once: results are kept in an
 * array as large as the manager, as 1 + the result.
 */
#include "emit/proof/bdd.h"

#include "core/base/mem.h"

enum { VERTICES_A_STEP = 256 };               /* entries cleared in the time of a step */

static bdd found(const uint32_t *memo, bdd f)
{
	return memo[f] ? memo[f] - 1 : BDD_NO;
}

static uint32_t *memo_begin(struct manager *manager)
{
	manager_charge(manager, manager_size(manager) / VERTICES_A_STEP);
	return mem_alloc(manager_size(manager) * sizeof(uint32_t));
}

static bdd where(struct manager *manager, bdd f, bool (*which)(uint32_t word), uint32_t *memo)
{
	unsigned bit = bdd_top(manager, f);

	if (bdd_is_constant(manager, f))
		return which(bdd_constant(manager, f)) ? BDD_YES : BDD_NO;
	if (!memo[f] && manager_charge(manager, 1)) {
		bdd clear = where(manager, bdd_follow(manager, f, false), which, memo);
		bdd set = where(manager, bdd_follow(manager, f, true), which, memo);
		memo[f] = 1 + bdd_ask(manager, bit, clear, set);
	}
	return found(memo, f);
}

bdd bdd_where(struct manager *manager, bdd f, bool (*which)(uint32_t word))
{
	AUTO_FREE uint32_t *memo = memo_begin(manager);
	return where(manager, f, which, memo);
}

uint32_t bdd_answer(const struct manager *manager, bdd f, const uint32_t word[BDD_BITS / 32])
{
	while (!bdd_is_constant(manager, f)) {
		unsigned bit = bdd_top(manager, f);
		f = bdd_follow(manager, f, word[bit / 32] >> (31 - bit % 32) & 1);
	}
	return bdd_constant(manager, f);
}

bdd bdd_given(const struct manager *manager, bdd f, unsigned word, uint32_t value)
{
	while (bdd_top(manager, f) / 32 == word)
		f = bdd_follow(manager, f, value >> (31 - bdd_top(manager, f) % 32) & 1);
	return f;
}

static bdd quantify(struct manager *manager, bdd c, const uint32_t *free, enum quantity how, uint32_t *memo)
{
	unsigned bit = bdd_top(manager, c);

	if (bdd_is_constant(manager, c))
		return c;
	if (!memo[c] && manager_charge(manager, 1)) {
		bdd clear = quantify(manager, bdd_follow(manager, c, false), free, how, memo);
		bdd set = quantify(manager, bdd_follow(manager, c, true), free, how, memo);
		if (!(free[bit / 32] >> (31 - bit % 32) & 1))
			memo[c] = 1 + bdd_ask(manager, bit, clear, set);
		else
			memo[c] = 1 + (how == FOR_ANY ? bdd_or : bdd_and)(manager, clear, set);
	}
	return found(memo, c);
}

bdd bdd_quantify(struct manager *manager, bdd c, const uint32_t free[BDD_BITS / 32], enum quantity how)
{
	AUTO_FREE uint32_t *memo = memo_begin(manager);
	return quantify(manager, c, free, how, memo);
}

static void support(struct manager *manager, bdd f, uint32_t *asked, bool *met)
{
	if (met[f] || bdd_is_constant(manager, f) || !manager_charge(manager, 1))
		return;
	met[f] = true;
	asked[bdd_top(manager, f) / 32] |= UINT32_C(1) << (31 - bdd_top(manager, f) % 32);
	support(manager, bdd_follow(manager, f, false), asked, met);
	support(manager, bdd_follow(manager, f, true), asked, met);
}

void bdd_support(struct manager *manager, bdd f, uint32_t asked[BDD_BITS / 32])
{
	AUTO_FREE bool *met = mem_alloc(manager_size(manager) * sizeof(*met));

	support(manager, f, asked, met);
}

struct exits {
	unsigned end;
	bdd *at;
	int count, most;
	bool *met;
};

static void find_exits(struct manager *manager, bdd f, struct exits *exits)
{
	if (exits->met[f] || exits->count < 0 || !manager_charge(manager, 1))
		return;
	exits->met[f] = true;
	if (bdd_top(manager, f) < exits->end) {
		find_exits(manager, bdd_follow(manager, f, false), exits);
		find_exits(manager, bdd_follow(manager, f, true), exits);
	} else if (exits->count == exits->most) {
		exits->count = -1;
	} else {
		exits->at[exits->count++] = f;
	}
}

int bdd_exits(struct manager *manager, bdd f, unsigned end, bdd *exits, int most)
{
	AUTO_FREE bool *met = mem_alloc(manager_size(manager) * sizeof(*met));
	struct exits all = { end, exits, 0, most, met };

	find_exits(manager, f, &all);
	return manager_is_full(manager) ? -1 : all.count;
}

static bdd leads_to(struct manager *manager, bdd f, unsigned end, bdd exit, uint32_t *memo)
{
	unsigned bit = bdd_top(manager, f);

	if (bit >= end)
		return f == exit ? BDD_YES : BDD_NO;
	if (!memo[f] && manager_charge(manager, 1)) {
		bdd clear = leads_to(manager, bdd_follow(manager, f, false), end, exit, memo);
		bdd set = leads_to(manager, bdd_follow(manager, f, true), end, exit, memo);
		memo[f] = 1 + bdd_ask(manager, bit, clear, set);
	}
	return found(memo, f);
}

bdd bdd_leads_to(struct manager *manager, bdd f, unsigned end, bdd exit)
{
	AUTO_FREE uint32_t *memo = memo_begin(manager);
	return leads_to(manager, f, end, exit, memo);
}

bdd bdd_is(struct manager *manager, bdd f, uint32_t word)
{
	return bdd_not(manager, bdd_differ(manager, f, bdd_word(manager, word)));
}

/* Searches the values with the bits of `value` above the lowest `left`. A
 * function other than NO is satisfiable, so a path that is already above `from`
 * never backtracks. */
static int64_t least(const struct manager *manager, bdd c, unsigned end, unsigned left, uint64_t value, uint32_t from)
{
	if (c == BDD_NO || (value | ((UINT64_C(1) << left) - 1)) < from)
		return -1;
	if (!left)
		return (int64_t)value;
	bool asked = bdd_top(manager, c) == end - left;
	for (unsigned set = 0; set < 2; set++) {
		bdd next = asked ? bdd_follow(manager, c, set) : c;
		int64_t found_here = least(manager, next, end, left - 1, value | (uint64_t)set << (left - 1), from);
		if (found_here >= 0)
			return found_here;
	}
	return -1;
}

int64_t bdd_least(const struct manager *manager, bdd c, unsigned word, uint32_t from)
{
	return least(manager, c, 32 * (word + 1), 32, 0, from);
}

static uint64_t count_from(struct manager *manager, bdd c, unsigned bit, unsigned end, uint64_t *memo)
{
	unsigned top = bdd_is_constant(manager, c) ? end : bdd_top(manager, c);

	if (c == BDD_NO || !manager_charge(manager, 1))
		return 0;
	if (top == end)
		return UINT64_C(1) << (end - bit);
	if (!memo[c])
		memo[c] = count_from(manager, bdd_follow(manager, c, false), top + 1, end, memo) +
		          count_from(manager, bdd_follow(manager, c, true), top + 1, end, memo);
	return memo[c] << (top - bit);
}

uint64_t bdd_count(struct manager *manager, bdd c, unsigned word)
{
	AUTO_FREE uint64_t *memo = mem_alloc(manager_size(manager) * sizeof(*memo));
	return count_from(manager, c, 32 * word, 32 * (word + 1), memo);
}

/* `memo` has 1 + the copy of each visited node. */
static bdd copied(struct manager *to, const struct manager *from, bdd f, uint32_t *memo)
{
	if (bdd_is_constant(from, f))
		return bdd_word(to, bdd_constant(from, f));
	if (!memo[f]) {
		bdd clear = copied(to, from, bdd_follow(from, f, false), memo);
		memo[f] = 1 + bdd_ask(to, bdd_top(from, f), clear, copied(to, from, bdd_follow(from, f, true), memo));
	}
	return memo[f] - 1;
}

bdd bdd_copy(struct manager *to, const struct manager *from, bdd f)
{
	AUTO_FREE uint32_t *memo = mem_alloc(manager_size(from) * sizeof(*memo));

	manager_charge(to, manager_size(from) / VERTICES_A_STEP);
	return copied(to, from, f, memo);
}
