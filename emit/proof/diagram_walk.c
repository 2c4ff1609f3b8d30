/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks over one function that visit each node once: results are kept in an
 * array as large as the space, as 1 + the result.
 */
#include "emit/proof/diagram.h"

#include "core/base/mem.h"

enum { VERTICES_A_STEP = 256 };               /* entries cleared in the time of a step */

static diagram found(const uint32_t *memo, diagram f)
{
	return memo[f] ? memo[f] - 1 : DIAGRAM_NO;
}

static uint32_t *memo_begin(struct space *space)
{
	space_charge(space, space_size(space) / VERTICES_A_STEP);
	return mem_alloc(space_size(space) * sizeof(uint32_t));
}

static diagram where(struct space *space, diagram f, bool (*which)(uint32_t word), uint32_t *memo)
{
	unsigned bit = diagram_top(space, f);

	if (diagram_is_constant(space, f))
		return which(diagram_constant(space, f)) ? DIAGRAM_YES : DIAGRAM_NO;
	if (!memo[f] && space_charge(space, 1)) {
		diagram clear = where(space, diagram_follow(space, f, false), which, memo);
		diagram set = where(space, diagram_follow(space, f, true), which, memo);
		memo[f] = 1 + diagram_ask(space, bit, clear, set);
	}
	return found(memo, f);
}

diagram diagram_where(struct space *space, diagram f, bool (*which)(uint32_t word))
{
	AUTO_FREE uint32_t *memo = memo_begin(space);
	return where(space, f, which, memo);
}

uint32_t diagram_answer(const struct space *space, diagram f, const uint32_t word[DIAGRAM_BITS / 32])
{
	while (!diagram_is_constant(space, f)) {
		unsigned bit = diagram_top(space, f);
		f = diagram_follow(space, f, word[bit / 32] >> (31 - bit % 32) & 1);
	}
	return diagram_constant(space, f);
}

diagram diagram_given(const struct space *space, diagram f, unsigned word, uint32_t value)
{
	while (diagram_top(space, f) / 32 == word)
		f = diagram_follow(space, f, value >> (31 - diagram_top(space, f) % 32) & 1);
	return f;
}

static diagram quantify(struct space *space, diagram c, const uint32_t *free, enum quantity how, uint32_t *memo)
{
	unsigned bit = diagram_top(space, c);

	if (diagram_is_constant(space, c))
		return c;
	if (!memo[c] && space_charge(space, 1)) {
		diagram clear = quantify(space, diagram_follow(space, c, false), free, how, memo);
		diagram set = quantify(space, diagram_follow(space, c, true), free, how, memo);
		if (!(free[bit / 32] >> (31 - bit % 32) & 1))
			memo[c] = 1 + diagram_ask(space, bit, clear, set);
		else
			memo[c] = 1 + (how == FOR_ANY ? diagram_or : diagram_and)(space, clear, set);
	}
	return found(memo, c);
}

diagram diagram_quantify(struct space *space, diagram c, const uint32_t free[DIAGRAM_BITS / 32], enum quantity how)
{
	AUTO_FREE uint32_t *memo = memo_begin(space);
	return quantify(space, c, free, how, memo);
}

static void support(struct space *space, diagram f, uint32_t *asked, bool *met)
{
	if (met[f] || diagram_is_constant(space, f) || !space_charge(space, 1))
		return;
	met[f] = true;
	asked[diagram_top(space, f) / 32] |= UINT32_C(1) << (31 - diagram_top(space, f) % 32);
	support(space, diagram_follow(space, f, false), asked, met);
	support(space, diagram_follow(space, f, true), asked, met);
}

void diagram_support(struct space *space, diagram f, uint32_t asked[DIAGRAM_BITS / 32])
{
	AUTO_FREE bool *met = mem_alloc(space_size(space) * sizeof(*met));

	support(space, f, asked, met);
}

struct exits {
	unsigned end;
	diagram *at;
	int count, most;
	bool *met;
};

static void find_exits(struct space *space, diagram f, struct exits *exits)
{
	if (exits->met[f] || exits->count < 0 || !space_charge(space, 1))
		return;
	exits->met[f] = true;
	if (diagram_top(space, f) < exits->end) {
		find_exits(space, diagram_follow(space, f, false), exits);
		find_exits(space, diagram_follow(space, f, true), exits);
	} else if (exits->count == exits->most) {
		exits->count = -1;
	} else {
		exits->at[exits->count++] = f;
	}
}

int diagram_exits(struct space *space, diagram f, unsigned end, diagram *exits, int most)
{
	AUTO_FREE bool *met = mem_alloc(space_size(space) * sizeof(*met));
	struct exits all = { end, exits, 0, most, met };

	find_exits(space, f, &all);
	return space_is_full(space) ? -1 : all.count;
}

static diagram leads_to(struct space *space, diagram f, unsigned end, diagram exit, uint32_t *memo)
{
	unsigned bit = diagram_top(space, f);

	if (bit >= end)
		return f == exit ? DIAGRAM_YES : DIAGRAM_NO;
	if (!memo[f] && space_charge(space, 1)) {
		diagram clear = leads_to(space, diagram_follow(space, f, false), end, exit, memo);
		diagram set = leads_to(space, diagram_follow(space, f, true), end, exit, memo);
		memo[f] = 1 + diagram_ask(space, bit, clear, set);
	}
	return found(memo, f);
}

diagram diagram_leads_to(struct space *space, diagram f, unsigned end, diagram exit)
{
	AUTO_FREE uint32_t *memo = memo_begin(space);
	return leads_to(space, f, end, exit, memo);
}

diagram diagram_is(struct space *space, diagram f, uint32_t word)
{
	return diagram_not(space, diagram_differ(space, f, diagram_word(space, word)));
}

/* Searches the values with the bits of `value` above the lowest `left`. A
 * function other than NO is satisfiable, so a path that is already above `from`
 * never backtracks. */
static int64_t least(const struct space *space, diagram c, unsigned end, unsigned left, uint64_t value, uint32_t from)
{
	if (c == DIAGRAM_NO || (value | ((UINT64_C(1) << left) - 1)) < from)
		return -1;
	if (!left)
		return (int64_t)value;
	bool asked = diagram_top(space, c) == end - left;
	for (unsigned set = 0; set < 2; set++) {
		diagram next = asked ? diagram_follow(space, c, set) : c;
		int64_t found_here = least(space, next, end, left - 1, value | (uint64_t)set << (left - 1), from);
		if (found_here >= 0)
			return found_here;
	}
	return -1;
}

int64_t diagram_least(const struct space *space, diagram c, unsigned word, uint32_t from)
{
	return least(space, c, 32 * (word + 1), 32, 0, from);
}

static uint64_t count_from(struct space *space, diagram c, unsigned bit, unsigned end, uint64_t *memo)
{
	unsigned top = diagram_is_constant(space, c) ? end : diagram_top(space, c);

	if (c == DIAGRAM_NO || !space_charge(space, 1))
		return 0;
	if (top == end)
		return UINT64_C(1) << (end - bit);
	if (!memo[c])
		memo[c] = count_from(space, diagram_follow(space, c, false), top + 1, end, memo) +
		          count_from(space, diagram_follow(space, c, true), top + 1, end, memo);
	return memo[c] << (top - bit);
}

uint64_t diagram_count(struct space *space, diagram c, unsigned word)
{
	AUTO_FREE uint64_t *memo = mem_alloc(space_size(space) * sizeof(*memo));
	return count_from(space, c, 32 * word, 32 * (word + 1), memo);
}

/* `memo` has 1 + the copy of each visited node. */
static diagram copied(struct space *to, const struct space *from, diagram f, uint32_t *memo)
{
	if (diagram_is_constant(from, f))
		return diagram_word(to, diagram_constant(from, f));
	if (!memo[f]) {
		diagram clear = copied(to, from, diagram_follow(from, f, false), memo);
		memo[f] = 1 + diagram_ask(to, diagram_top(from, f), clear, copied(to, from, diagram_follow(from, f, true), memo));
	}
	return memo[f] - 1;
}

diagram diagram_copy(struct space *to, const struct space *from, diagram f)
{
	AUTO_FREE uint32_t *memo = mem_alloc(space_size(from) * sizeof(*memo));

	space_charge(to, space_size(from) / VERTICES_A_STEP);
	return copied(to, from, f, memo);
}
