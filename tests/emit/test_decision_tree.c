/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every word reaches its target, on average (nearly) as fast as with the best
 * of all trees, which is found by exhaustive search.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "emit/compile/decision_tree.h"
#include "tests/emit/random.h"

enum { SEED = 20261124, MOST = 7, TARGETS = 3 };

/* A segment and the words of it still possible: none once its word is singled
 * out. */
struct world {
	struct segment at[MOST];
	bool gone[MOST];
	size_t count;
};

static uint64_t best(const struct world *w);

static uint64_t sum(const struct world *w)
{
	uint64_t all = 0;

	for (size_t i = 0; i < w->count; i++)
		all += w->gone[i] ? 0 : w->at[i].weight;
	return all;
}

static bool is_decided(const struct world *w)
{
	const struct segment *first = NULL;

	for (size_t i = 0; i < w->count; i++) {
		if (w->gone[i])
			continue;
		if (first && first->to != w->at[i].to)
			return false;
		first = &w->at[i];
	}
	return true;
}

static uint64_t best_cut(const struct world *w, size_t before)
{
	struct world low = *w, high = { .count = w->count - before };

	low.count = before;
	memcpy(high.at, w->at + before, high.count * sizeof(*high.at));
	memcpy(high.gone, w->gone + before, high.count * sizeof(*high.gone));
	return sum(w) + best(&low) + best(&high);
}

static uint64_t best_without(const struct world *w, size_t out)
{
	struct world rest = *w;

	rest.gone[out] = true;
	return sum(w) + best(&rest);
}

static bool is_single(const struct world *w, size_t i)
{
	return i + 1 < w->count && w->at[i + 1].from - w->at[i].from == 1;
}

static uint64_t best(const struct world *w)
{
	uint64_t price = UINT64_MAX;

	if (is_decided(w))
		return 0;
	for (size_t i = 1; i < w->count; i++) {
		uint64_t by_cut = best_cut(w, i);
		price = by_cut < price ? by_cut : price;
	}
	for (size_t i = 0; i < w->count; i++) {
		uint64_t by_word = is_single(w, i) && !w->gone[i] ? best_without(w, i) : price;
		price = by_word < price ? by_word : price;
	}
	return price;
}

static struct world random_world(struct rng *rng, struct assembler *as)
{
	struct world w = { .count = 2 + rng_below(rng, MOST - 1) };
	uint32_t from = 0;

	for (size_t i = 0; i < w.count; i++) {
		w.at[i].from = from;
		w.at[i].to = assemble_return(as, rng_below(rng, TARGETS));
		w.at[i].weight = 1000 * (rng_chance(rng, 30) ? rng_below(rng, 1000) : rng_below(rng, 10));
		from += rng_chance(rng, 60) ? 1 : 2 + rng_below(rng, 50);
	}
	return w;
}

/* The filter's target for this word, and the number of comparisons. */
static uint32_t ask(const struct filter *filter, uint32_t word, unsigned *comparisons)
{
	const struct seccomp_data data = { .nr = (int)word };
	uint32_t got = filter_run(filter, &data, comparisons);

	*comparisons -= 2;                    /* the load and the return */
	return got;
}

static uint64_t price_of(const struct filter *filter, const struct world *w, struct assembler *as)
{
	uint64_t price = 0;

	for (size_t i = 0; i < w->count; i++) {
		unsigned comparisons;
		uint32_t want = ask(filter, w->at[i].from, &comparisons);
		assert_int_equal(assemble_return(as, want), w->at[i].to);
		price += comparisons * (w->at[i].weight + 1);
	}
	return price;
}

static void test_against_all_trees(void **state)
{
	struct rng rng = { .state = SEED };
	unsigned equal = 0, worlds = 400;

	(void)state;
	for (unsigned i = 0; i < worlds; i++) {
		AUTO_ASSEMBLER struct assembler *as = assemble_begin();
		AUTO_FILTER struct filter filter = { 0 };
		struct world w = random_world(&rng, as), copy = w;
		struct err err;
		node start = decision_tree_node(as, copy.at, copy.count);
		start = assemble_then(as, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), start);
		assert_int_equal(assemble_finish(as, start, &filter, &err), 0);
		uint64_t ours = price_of(&filter, &w, as);
		for (size_t k = 0; k < w.count; k++)
			w.at[k].weight++;
		uint64_t least = best(&w);
		assert_true(ours >= least);
		assert_true(ours * 2 <= least * 3);
		equal += ours == least;
	}
	print_message("# %u of %u trees are the best there is\n", equal, worlds);
	assert_true(equal * 10 > worlds * 8);
}

/* More segments than are priced: words still reach their targets, on short paths.
 * */
static void test_many(void **state)
{
	static struct segment segment[2000];
	AUTO_ASSEMBLER struct assembler *as = assemble_begin();
	AUTO_FILTER struct filter filter = { 0 };
	struct err err;

	(void)state;
	for (uint32_t i = 0; i < COUNT_OF(segment); i++)
		segment[i] = (struct segment){ i * 3, assemble_return(as, i % 5), i == 700 ? 1000000 : 0 };
	node start = decision_tree_node(as, segment, COUNT_OF(segment));
	start = assemble_then(as, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), start);
	assert_int_equal(assemble_finish(as, start, &filter, &err), 0);
	for (uint32_t i = 0; i < COUNT_OF(segment); i++) {
		unsigned comparisons;
		assert_int_equal(ask(&filter, i * 3 + i % 3, &comparisons), i % 5);
		assert_in_range(comparisons, 0, i == 700 ? 6 : 60);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_all_trees),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
