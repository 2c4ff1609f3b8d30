/* SPDX-License-Identifier: Apache-2.0 */
/*
 * There are two tests: JGE splits the words in two, JEQ singles one out.
 *
 * With splits alone an optimal tree is easy to compute: the best tree of a run
 * of segments is two shorter ones under the best split (Knuth, "Optimum binary
 * search trees", 1971; his bound on the split makes it quadratic). Singling out
 * a word first merges its neighbours and costs all others one step. Each node
 * tries: split; test the heaviest key; test the heaviest key between equal
 * neighbours. The rest of each choice is priced as if one more word were
 * singled out, followed by splits only. Then each part is handled the same way.
 * Rarely used parts are not priced but halved.
 */
#include "emit/compile/decision_tree.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

enum { PRICED_MOST = 256 };                   /* more segments are halved by weight, unpriced */
enum { COLD = 1, HOT = 100 };                 /* the weight of words without one; anything less counts as none */

struct part {                                 /* of the words: those still possible */
	struct segment *at;
	bool *single;                         /* only one word reaches this */
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

/* As splits see it: neighbours with the same target are merged. */
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

/* For pricing: a run of cold segments is merged, whatever its targets. */
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

/* A table over the runs of segments: the best price, and the segment before
 * which the best split is. */
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

/* The price of a merged part with splits only, and its first split. */
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

/* Whether its neighbours merge once it is gone. */
static bool is_island(const struct part *part, size_t i)
{
	return i && i + 1 < part->count && part->at[i - 1].to == part->at[i + 1].to && part->at[i].to != part->at[i - 1].to;
}

/* The heaviest single word, or the count if there is none. */
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
 * merging its neighbours is worth more the fewer there are. */
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

/* With splits only, or with the heaviest word tested first. */
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

/* The word to test, or the count: split before segment *cut of the merged part. */
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

/* For too many segments to price: a word with about half of the weight or more. */
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
	bool few = joined.count <= FEW;       /* then pricing a cold part is affordable too */
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

/* Without known weights, all words weigh the same. */
static uint64_t least_weight(const struct segment *segments, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (segments[i].weight >= HOT)
			return COLD;
	return HOT;
}

node decision_tree_node(struct assembler *as, struct segment *segments, size_t count)
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
