/* SPDX-License-Identifier: Apache-2.0 */
/*
 * First a path to each answer; then paths that each take a branch not taken
 * before, and as many more of them as possible, until every branch is taken or
 * the bound is reached, with the tested calls spread over the diagram. Bits
 * that a path does not test are random, from a fixed seed, as answers must not
 * depend on them.
 */
#include "emit/proof/replay.h"

#include "core/kernel/arch.h"
#include "core/base/mem.h"
#include "emit/proof/bitvector.h"

enum { WAYS_MOST = 2048, WORK_MOST = 20000000 };
enum { TAKEN_CLEAR = 1, TAKEN_SET = 2 };
enum { STRIDE = 7919 };                       /* a prime, so each node is a starting point once */

struct ways {
	const struct manager *manager;
	bdd root;
	bdd *met;                             /* nodes, in the order in which they are reached */
	size_t count;
	bdd *from;                            /* for each node: where it was first reached from; the root: itself */
	uint8_t *taken;
	uint64_t random;
};

static uint64_t swapped(uint64_t value)
{
	return value << 32 | value >> 32;
}

bool side_is_big_endian(const struct side *side)
{
	return side->policy ? arch_is_big_endian(side->policy->archs) : filter_is_big_endian(side->filter);
}

uint32_t side_answer(const struct side *side, const struct seccomp_data *call)
{
	struct seccomp_data stored = *call;

	if (side->policy)
		return verdict_ret(policy_eval(side->policy, call));
	if (filter_is_big_endian(side->filter)) {
		stored.instruction_pointer = swapped(stored.instruction_pointer);
		for (unsigned i = 0; i < SYSCALL_ARGS; i++)
			stored.args[i] = swapped(stored.args[i]);
	}
	return filter_effect(filter_run(side->filter, &stored, NULL));
}

/* The approximate cost of one answer. */
static size_t work_of(const struct side *side)
{
	return side->policy ? side->policy->rule_count + 1 : side->filter->length;
}

static uint32_t next_random(struct ways *w)
{
	w->random = w->random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(w->random >> 32);
}

static void meet(struct ways *w, bdd f, bdd from)
{
	if (w->from[f])
		return;
	w->from[f] = from + 1;
	w->taken[f] = bdd_is_constant(w->manager, f) ? TAKEN_CLEAR | TAKEN_SET : 0;
	w->met[w->count++] = f;
}

static void meet_all(struct ways *w)
{
	meet(w, w->root, w->root);
	for (size_t i = 0; i < w->count; i++)
		for (int set = 0; set < 2 && !bdd_is_constant(w->manager, w->met[i]); set++)
			meet(w, bdd_follow(w->manager, w->met[i], set), w->met[i]);
}

static bdd take(struct ways *w, bdd f, bool set, uint32_t word[DATA_WORDS])
{
	unsigned bit = bdd_top(w->manager, f);
	uint32_t one = 1u << (31 - bit % 32);

	word[bit / 32] = (word[bit / 32] & ~one) | (set ? one : 0);
	w->taken[f] |= set ? TAKEN_SET : TAKEN_CLEAR;
	return bdd_follow(w->manager, f, set);
}

/* The bits that lead from the root to a node. */
static void come_to(struct ways *w, bdd f, uint32_t word[DATA_WORDS])
{
	while (f != w->root) {
		bdd from = w->from[f] - 1;
		take(w, from, bdd_follow(w->manager, from, true) == f, word);
		f = from;
	}
}

static void go_on(struct ways *w, bdd f, uint32_t word[DATA_WORDS])
{
	while (!bdd_is_constant(w->manager, f))
		f = take(w, f, w->taken[f] & TAKEN_CLEAR && !(w->taken[f] & TAKEN_SET), word);
}

/* A call whose path includes a node. */
static void way_over(struct ways *w, bdd f, uint32_t word[DATA_WORDS])
{
	for (unsigned i = 0; i < DATA_WORDS; i++)
		word[i] = next_random(w);
	come_to(w, f, word);
	go_on(w, f, word);
}

/* The diagram and the side compared with it. */
struct trial {
	const struct manager *manager;
	const struct side *sides;
	const bdd *answers;
	size_t most, tried;
};

static int try_call(struct trial *t, const uint32_t word[DATA_WORDS], struct err *err)
{
	struct seccomp_data call = data_of_words(word);

	t->tried++;
	for (int i = 0; i < 2; i++) {
		uint32_t says = bdd_answer(t->manager, t->answers[i], word), does = side_answer(&t->sides[i], &call);
		if (says != does)
			return err_set(err, "internal error, please report it: arch 0x%x call %u (0x%llx 0x%llx 0x%llx 0x%llx "
			               "0x%llx 0x%llx) returns 0x%x, but the proof expects 0x%x", call.arch,
			               (uint32_t)call.nr, call.args[0], call.args[1], call.args[2], call.args[3], call.args[4],
			               call.args[5], does, says);
	}
	return 0;
}

static int try_leaves(struct trial *t, struct ways *w, struct err *err)
{
	uint32_t word[DATA_WORDS];

	for (size_t i = 0; i < w->count && t->tried < t->most; i++) {
		if (!bdd_is_constant(t->manager, w->met[i]))
			continue;
		way_over(w, w->met[i], word);
		if (try_call(t, word, err))
			return -1;
	}
	return 0;
}

/* Each node twice, as it has two branches. */
static int try_branches(struct trial *t, struct ways *w, struct err *err)
{
	size_t stride = w->count % STRIDE ? STRIDE : 1;
	uint32_t word[DATA_WORDS];

	for (size_t i = 0; i < 2 * w->count && t->tried < t->most; i++) {
		bdd f = w->met[i * stride % w->count];
		if (w->taken[f] == (TAKEN_CLEAR | TAKEN_SET))
			continue;
		way_over(w, f, word);
		if (try_call(t, word, err))
			return -1;
	}
	return 0;
}

static int try_ways(struct trial *t, bdd root, struct err *err)
{
	size_t size = manager_size(t->manager);
	AUTO_FREE bdd *met = mem_alloc(size * sizeof(*met));
	AUTO_FREE bdd *from = mem_alloc(size * sizeof(*from));
	AUTO_FREE uint8_t *taken = mem_alloc(size);
	struct ways w = { .manager = t->manager, .root = root, .met = met, .from = from, .taken = taken, .random = 1 };

	meet_all(&w);
	return try_leaves(t, &w, err) || try_branches(t, &w, err) ? -1 : 0;
}

int replay(const struct manager *manager, const struct side sides[2], const bdd answers[2], size_t *tried,
           struct err *err)
{
	size_t work = work_of(&sides[0]) + work_of(&sides[1]);
	size_t each = WORK_MOST / work < WAYS_MOST ? WORK_MOST / work : WAYS_MOST;
	struct trial t = { manager, sides, answers, each, 0 };
	int failed = try_ways(&t, answers[0], err);

	if (!failed && answers[0] != answers[1]) {
		t.most = t.tried + each;
		failed = try_ways(&t, answers[1], err);
	}
	if (tried)
		*tried = t.tried;
	return failed;
}
