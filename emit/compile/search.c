/* SPDX-License-Identifier: Apache-2.0 */
/*
 * There are two tests: JGE cuts the words in two, JEQ takes a single one out.
 *
 * With cuts alone the best tree is known how to find: the best of a run of
 * segments is the best of two shorter ones under the best cut (Knuth, "Optimum
 * binary search trees", 1971; his bound on the cut makes it quadratic). A word
 * that is taken out first lets its neighbours close up, and costs one step to
 * all others. So at each node three ways are priced: to cut, to take the
 * heaviest word out, or the heaviest of those whose neighbours are alike; what
 * remains of a way is priced as if one more word were taken out, and then only
 * cuts followed. Then each part is looked at in the same way. What is hardly
 * ever asked for has no price and is halved.
 */
#include "emit/compile/search.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

enum { PRICED_MOST = 256 };                   /* more segments are halved by their weight, unpriced */
enum { COLD = 1, HOT = 100 };                 /* the weight of what has none; less than this counts as none */

struct part {                                 /* of the words: those that still come */
	struct segment *at;
	bool *single;                         /* only one word comes here */
	size_t count;
};

static struct part part_of(size_t room)
{
	return (struct part){ mem_alloc(room * sizeof(struct segment)), mem_alloc(room * sizeof(bool)), 0 };
}

static void part_free(struct part *part)
{
	free(part->at);
	free(part->single);
}
#define AUTO_PART __attribute__((cleanup(part_free)))

static void part_add(struct part *part, struct segment segment, bool single)
{
	part->at[part->count] = segment;
	part->single[part->count++] = single;
}

static struct part part_without(const struct part *part, size_t out)
{
	struct part rest = part_of(part->count);

	for (size_t i = 0; i < part->count; i++)
		if (i != out)
			part_add(&rest, part->at[i], part->single[i]);
	return rest;
}

static struct part part_slice(const struct part *part, size_t from, size_t to)
{
	return (struct part){ part->at + from, part->single + from, to - from };
}

static uint64_t total(const struct part *part)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < part->count; i++)
		sum += part->at[i].weight;
	return sum;
}

/* As cuts see it: neighbours that go the same way are one. */
static struct part part_joined(const struct part *part)
{
	struct part out = part_of(part->count);

	for (size_t i = 0; i < part->count; i++) {
		if (!out.count || out.at[out.count - 1].to != part->at[i].to) {
			part_add(&out, part->at[i], part->single[i]);
			continue;
		}
		out.at[out.count - 1].weight += part->at[i].weight;
		out.single[out.count - 1] = false;
	}
	return out;
}

/* As far as prices go: a run of cold segments is one, whatever becomes of it. */
static struct part part_grouped(const struct part *joined)
{
	struct part out = part_of(joined->count);
	bool cold = false;

	for (size_t i = 0; i < joined->count; i++) {
		bool more = joined->at[i].weight < HOT;
		if (more && cold) {
			out.at[out.count - 1].weight += joined->at[i].weight;
			out.single[out.count - 1] = false;
			continue;
		}
		part_add(&out, joined->at[i], joined->single[i]);
		cold = more;
	}
	return out;
}

/* A table over the runs of segments: which the best price is, and the segment
 * before which the best cut is. */
struct prices {
	uint64_t *price;
	uint16_t *cut;
	size_t count;
};

static uint64_t *price_at(const struct prices *p, size_t first, size_t last)
{
	return &p->price[first * p->count + last];
}

static uint16_t *cut_at(const struct prices *p, size_t first, size_t last)
{
	return &p->cut[first * p->count + last];
}

static void price_run(const struct prices *p, size_t first, size_t last, uint64_t weight)
{
	size_t from = last - first > 1 ? *cut_at(p, first, last - 1) : last, chosen = from;
	size_t to = last - first > 1 ? *cut_at(p, first + 1, last) : last;
	const uint64_t *low = price_at(p, first, 0), *high = price_at(p, 0, last);
	uint64_t best = UINT64_MAX;

	for (size_t cut = from; cut <= to; cut++) {
		uint64_t price = low[cut - 1] + high[cut * p->count];
		chosen = price < best ? cut : chosen;
		best = price < best ? price : best;
	}
	*cut_at(p, first, last) = (uint16_t)chosen;
	*price_at(p, first, last) = best + weight;
}

/* The price of a joined part by cuts alone, and its first cut. */
static uint64_t price_cuts(const struct part *part, size_t *cut)
{
	size_t n = part->count;
	AUTO_FREE uint64_t *price = mem_resize(NULL, n * n * sizeof(*price));
	AUTO_FREE uint16_t *cuts = mem_resize(NULL, n * n * sizeof(*cuts));
	struct prices p = { price, cuts, n };

	for (size_t i = 0; i < n; i++)
		*price_at(&p, i, i) = 0;
	for (size_t length = 2; length <= n; length++) {
		struct part run = part_slice(part, 0, length);
		uint64_t weight = total(&run);
		for (size_t first = 0; first + length <= n; first++) {
			price_run(&p, first, first + length - 1, weight);
			if (first + length < n)
				weight += part->at[first + length].weight - part->at[first].weight;
		}
	}
	*cut = n > 1 ? *cut_at(&p, 0, n - 1) : 0;
	return *price_at(&p, 0, n - 1);
}

/* Whether its neighbours close up when it is gone. */
static bool is_island(const struct part *part, size_t i)
{
	return i && i + 1 < part->count && part->at[i - 1].to == part->at[i + 1].to && part->at[i].to != part->at[i - 1].to;
}

/* The heaviest single word, or the count where there is none. */
static size_t heaviest(const struct part *part, bool islands_only)
{
	size_t best = part->count;

	for (size_t i = 0; i < part->count; i++)
		if (part->single[i] && (!islands_only || is_island(part, i)) &&
		    (best == part->count || part->at[i].weight > part->at[best].weight))
			best = i;
	return best;
}

/* A word with less than an eighth of the weight saves less than it costs, and
 * the closing up of its neighbours is worth the more the fewer there are. */
enum { WORTH = 8, FEW = 24 };

static bool is_worth_pricing(const struct part *part, size_t word, uint64_t weight)
{
	return word < part->count &&
	       (part->at[word].weight * WORTH > weight || (part->count <= FEW && is_island(part, word)));
}

static uint64_t price_of_cuts(const struct part *part)
{
	AUTO_PART struct part joined = part_joined(part);
	AUTO_PART struct part grouped = part_grouped(&joined);
	size_t cut;

	return price_cuts(&grouped, &cut);
}

/* By cuts alone, or with the heaviest word taken out before. */
static uint64_t price_ahead(const struct part *part)
{
	uint64_t price = price_of_cuts(part), weight = total(part);
	size_t word = part->count > 1 ? heaviest(part, false) : part->count;

	if (word == part->count || part->at[word].weight * WORTH <= weight)
		return price;
	AUTO_PART struct part rest = part_without(part, word);
	uint64_t without = weight + price_of_cuts(&rest);
	return without < price ? without : price;
}

static uint64_t price_without(const struct part *part, size_t word)
{
	AUTO_PART struct part rest = part_without(part, word);

	return total(part) + price_ahead(&rest);
}

static size_t find(const struct part *part, uint32_t word)
{
	size_t i = 0;

	while (part->at[i].from < word)
		i++;
	return i;
}

static uint64_t price_with_cut(const struct part *part, uint32_t word)
{
	size_t cut = find(part, word);
	struct part low = part_slice(part, 0, cut), high = part_slice(part, cut, part->count);

	return total(part) + price_ahead(&low) + price_ahead(&high);
}

/* Which word to take out, or the count: to cut before segment *cut of the joined part. */
static size_t choose(const struct part *part, const struct part *joined, size_t *cut)
{
	const size_t candidate[] = { heaviest(part, true), heaviest(part, false) };
	uint64_t weight = total(part);
	size_t chosen = part->count;

	price_cuts(joined, cut);
	uint64_t best = is_worth_pricing(part, candidate[1], weight) ? price_with_cut(part, joined->at[*cut].from) : UINT64_MAX;
	if (best == UINT64_MAX && !is_worth_pricing(part, candidate[0], weight))
		return chosen;
	if (best == UINT64_MAX)
		best = price_of_cuts(part);
	for (size_t i = 0; i < COUNT_OF(candidate); i++) {
		bool worth = candidate[i] != chosen && is_worth_pricing(part, candidate[i], weight);
		uint64_t price = worth ? price_without(part, candidate[i]) : UINT64_MAX;
		if (price < best || (price == best && part->count == 2)) {
			best = price;
			chosen = candidate[i];
		}
	}
	return chosen;
}

/* Of too many segments to be priced: a word that half of the calls are, or nearly. */
static size_t obvious(const struct part *part)
{
	size_t word = heaviest(part, false);

	return word < part->count && part->at[word].weight * 3 > total(part) ? word : part->count;
}

static size_t half_of_weight(const struct part *part)
{
	uint64_t all = total(part), sum = part->at[0].weight;
	size_t cut = 1;

	while (cut + 1 < part->count && (sum + part->at[cut].weight) * 2 <= all)
		sum += part->at[cut++].weight;
	return cut;
}

static node tree(struct assembler *as, const struct part *part);

static node take_out(struct assembler *as, const struct part *part, size_t out)
{
	AUTO_PART struct part rest = part_without(part, out);

	return assemble_branch(as, BPF_JEQ, part->at[out].from, part->at[out].to, tree(as, &rest));
}

static node cut_before(struct assembler *as, const struct part *part, uint32_t word)
{
	size_t cut = find(part, word);
	struct part low = part_slice(part, 0, cut), high = part_slice(part, cut, part->count);
	node below = tree(as, &low);
	return assemble_branch(as, BPF_JGE, word, tree(as, &high), below);
}

static node tree(struct assembler *as, const struct part *part)
{
	AUTO_PART struct part joined = part_joined(part);
	AUTO_PART struct part grouped = part_grouped(&joined);
	bool few = joined.count <= FEW;       /* then a cold part is worth its time too */
	struct part *seen = few ? &joined : &grouped;
	bool priced = seen->count > 1 && seen->count <= PRICED_MOST;
	size_t cut;

	if (joined.count == 1)
		return joined.at[0].to;
	size_t out = priced ? choose(part, seen, &cut) : obvious(part);
	if (!priced)
		cut = half_of_weight(&joined);
	if (out == part->count)
		return cut_before(as, part, priced ? seen->at[cut].from : joined.at[cut].from);
	return take_out(as, part, out);
}

/* Where nothing is known of weights, all words are worth the same. */
static uint64_t least_weight(const struct segment *segments, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (segments[i].weight >= HOT)
			return COLD;
	return HOT;
}

node search_node(struct assembler *as, struct segment *segments, size_t count)
{
	AUTO_PART struct part part = part_of(count);
	uint64_t least = least_weight(segments, count);

	assert(count && segments[0].from == 0);
	for (size_t i = 0; i < count; i++) {
		uint64_t next = i + 1 < count ? segments[i + 1].from : UINT64_C(1) << 32;
		segments[i].weight += least;
		part_add(&part, segments[i], next - segments[i].from == 1);
	}
	return tree(as, &part);
}
