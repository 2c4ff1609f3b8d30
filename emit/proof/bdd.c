/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nodes are in one array and are found by contents in a hash table. It keeps no
 * hashes: a table of core/base/hash is twice as large and was a sixth slower.
 *
 * There are only two operations: choosing between two functions by a third, and
 * walking two functions in parallel. Their results are kept in a lossy cache:
 * evictions cost time, never correctness.
 *
 * Every step of every operation is charged, here or by callers that loop over
 * operations, and beyond the bound each operation returns at once, so the cost
 * of a comparison is bounded for any input.
 */
#include "emit/proof/bdd.h"

#include <stdlib.h>

#include "core/base/mem.h"

enum { LEAF = BDD_BITS };                     /* ordered after every bit */

struct vertex {
	uint32_t bit;                         /* or LEAF */
	uint32_t clear, set;                  /* successors; of a leaf, its word in `clear` */
};

struct memory {                               /* a cached result */
	uint32_t how, f, g, h, result;        /* how: 0 if empty */
};

struct manager {
	struct vertex *vertex;
	size_t count, room, most;
	size_t steps, steps_most;
	struct progress *progress;            /* counts them too; or NULL */
	uint32_t *table;                      /* 1 + index of a vertex; open addressing, a power of two */
	size_t table_room;
	struct memory *memory;                /* grows with the table, up to a bound */
	size_t memory_room;
	bool full;
};

enum { TABLE_ROOM_FIRST = 4096, MEMORY_ROOM_FIRST = 1 << 14, MEMORY_ROOM_MOST = 1 << 20 };
enum { SMALL_NODES = 300000, SMALL_TIMES = 4 };      /* maximum nodes of a manager that starts this many times smaller */
enum { ENTRIES_A_RESULT = 4 };                /* of the vertex table, per cache entry */
enum { HOW_CHOOSE = 1, HOW_BESIDE };          /* plus the test */

static size_t mix(uint32_t a, uint32_t b, uint32_t c)
{
	uint64_t h = ((uint64_t)b << 32 | c) + a * 0x9E3779B97F4A7C15u;

	h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9u;
	h = (h ^ h >> 27) * 0x94D049BB133111EBu;
	return (size_t)(h ^ h >> 31);
}

struct manager *manager_begin(size_t most_nodes)
{
	struct manager *manager = mem_alloc(sizeof(*manager));
	size_t times = most_nodes <= SMALL_NODES ? SMALL_TIMES : 1;

	manager->most = most_nodes;
	manager->steps_most = STEPS_PER_NODE * most_nodes;
	manager->table_room = TABLE_ROOM_FIRST / times;
	manager->table = mem_alloc(manager->table_room * sizeof(*manager->table));
	manager->memory_room = MEMORY_ROOM_FIRST / times;
	manager->memory = mem_alloc(manager->memory_room * sizeof(*manager->memory));
	bdd_word(manager, BDD_NO);
	bdd_word(manager, BDD_YES);
	return manager;
}

void manager_drop(struct manager **manager)
{
	if (!*manager)
		return;
	free((*manager)->vertex);
	free((*manager)->table);
	free((*manager)->memory);
	free(*manager);
	*manager = NULL;
}

bool manager_is_full(const struct manager *manager)
{
	return manager->full;
}

void manager_give_up(struct manager *manager)
{
	manager->full = true;
}

bool manager_charge(struct manager *manager, size_t steps)
{
	manager->steps += steps;
	progress_add(manager->progress, steps);
	manager->full |= manager->steps > manager->steps_most;
	return !manager->full;
}

void manager_show(struct manager *manager, struct progress *progress)
{
	manager->progress = progress;
}

void manager_allow(struct manager *manager, size_t steps)
{
	manager->steps_most += steps;
}

size_t manager_attempt(struct manager *manager, size_t steps)
{
	size_t whole = manager->steps_most;

	if (manager->steps + steps < whole)
		manager->steps_most = manager->steps + steps;
	return whole;
}

bool manager_attempted(struct manager *manager, size_t whole)
{
	bool done = !manager->full;

	manager->steps_most = whole;
	manager->full = manager->count >= manager->most || manager->steps > whole;
	return done;
}

size_t manager_size(const struct manager *manager)
{
	return manager->count;
}

size_t manager_steps(const struct manager *manager)
{
	return manager->steps;
}

size_t manager_left(const struct manager *manager)
{
	return manager->full || manager->steps > manager->steps_most ? 0 : manager->steps_most - manager->steps;
}

/* The slot of this vertex in the table, or the free slot for it. */
static uint32_t *place(struct manager *manager, const struct vertex *v)
{
	size_t i = mix(v->bit, v->clear, v->set) & (manager->table_room - 1);

	for (; manager->table[i]; i = (i + 1) & (manager->table_room - 1)) {
		const struct vertex *other = &manager->vertex[manager->table[i] - 1];
		if (other->bit == v->bit && other->clear == v->clear && other->set == v->set)
			break;
	}
	return &manager->table[i];
}

static struct memory *remembered(struct manager *manager, struct memory key)
{
	return &manager->memory[(mix(key.f, key.g, key.h) + key.how) & (manager->memory_room - 1)];
}

static void memory_double(struct manager *manager)
{
	struct memory *old = manager->memory;
	size_t room = manager->memory_room;

	manager->memory_room *= 2;
	manager->memory = mem_alloc(manager->memory_room * sizeof(*manager->memory));
	for (size_t i = 0; i < room; i++)
		if (old[i].how)
			*remembered(manager, old[i]) = old[i];
	free(old);
}

static void table_double(struct manager *manager)
{
	if (manager->memory_room < MEMORY_ROOM_MOST && manager->memory_room * ENTRIES_A_RESULT < manager->table_room)
		memory_double(manager);
	free(manager->table);
	manager->table_room *= 2;
	manager->table = mem_alloc(manager->table_room * sizeof(*manager->table));
	for (size_t i = 0; i < manager->count; i++)
		*place(manager, &manager->vertex[i]) = (uint32_t)i + 1;
}

static bdd intern(struct manager *manager, struct vertex v)
{
	uint32_t *at = place(manager, &v);

	if (*at)
		return *at - 1;
	if (manager->count >= manager->most) {
		manager->full = true;
		return BDD_NO;
	}
	manager->vertex = mem_grow(manager->vertex, manager->count, &manager->room, sizeof(*manager->vertex));
	manager->vertex[manager->count++] = v;
	*at = (uint32_t)manager->count;
	if (manager->count * 2 > manager->table_room)
		table_double(manager);
	return (bdd)manager->count - 1;
}

bdd bdd_word(struct manager *manager, uint32_t word)
{
	return intern(manager, (struct vertex){ LEAF, word, 0 });
}

bdd bdd_ask(struct manager *manager, uint32_t bit, bdd clear, bdd set)
{
	return clear == set ? clear : intern(manager, (struct vertex){ bit, clear, set });
}

bdd bdd_bit(struct manager *manager, unsigned bit)
{
	return bdd_ask(manager, bit, BDD_NO, BDD_YES);
}

bool bdd_is_constant(const struct manager *manager, bdd f)
{
	return manager->vertex[f].bit == LEAF;
}

uint32_t bdd_constant(const struct manager *manager, bdd f)
{
	return manager->vertex[f].clear;
}

unsigned bdd_top(const struct manager *manager, bdd f)
{
	return manager->vertex[f].bit;
}

bdd bdd_follow(const struct manager *manager, bdd f, bool set)
{
	return set ? manager->vertex[f].set : manager->vertex[f].clear;
}

/* The remainder of a function once this bit, or an earlier one, is known. */
static bdd given(const struct manager *manager, bdd f, uint32_t bit, bool set)
{
	return manager->vertex[f].bit == bit ? bdd_follow(manager, f, set) : f;
}

static uint32_t lower(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static bool is(const struct memory *m, struct memory key)
{
	return m->how == key.how && m->f == key.f && m->g == key.g && m->h == key.h;
}

static bdd choose_below(struct manager *manager, bdd condition, bdd yes, bdd no)
{
	const struct vertex *v = manager->vertex;
	uint32_t bit = lower(v[condition].bit, lower(v[yes].bit, v[no].bit));
	bdd half[2];

	for (int set = 0; set < 2; set++)
		half[set] = bdd_choose(manager, given(manager, condition, bit, set), given(manager, yes, bit, set),
		                       given(manager, no, bit, set));
	return bdd_ask(manager, bit, half[0], half[1]);
}

bdd bdd_choose(struct manager *manager, bdd condition, bdd yes, bdd no)
{
	struct memory key = { HOW_CHOOSE, condition, yes, no, 0 };

	if (yes == no || condition == BDD_YES)
		return yes;
	if (condition == BDD_NO)
		return no;
	if (yes == BDD_YES && no == BDD_NO)
		return condition;
	if (!manager_charge(manager, 1))
		return BDD_NO;
	if (is(remembered(manager, key), key))
		return remembered(manager, key)->result;
	key.result = choose_below(manager, condition, yes, no);
	if (!manager->full)
		*remembered(manager, key) = key;
	return key.result;
}

bdd bdd_not(struct manager *manager, bdd condition)
{
	return bdd_choose(manager, condition, BDD_NO, BDD_YES);
}

bdd bdd_and(struct manager *manager, bdd a, bdd b)
{
	return bdd_choose(manager, a, b, BDD_NO);
}

bdd bdd_or(struct manager *manager, bdd a, bdd b)
{
	return bdd_choose(manager, a, BDD_YES, b);
}

bdd bdd_xor(struct manager *manager, bdd a, bdd b)
{
	return bdd_choose(manager, a, bdd_not(manager, b), b);
}

static bdd beside_below(struct manager *manager, bdd f, bdd g, uint32_t bit, const struct beside *how)
{
	bdd half[2];

	for (int set = 0; set < 2; set++) {
		half[set] = bdd_beside(manager, given(manager, f, bit, set), given(manager, g, bit, set), how);
		if (how->anywhere && half[set] == BDD_YES)
			return BDD_YES;
	}
	return bdd_ask(manager, bit, half[0], half[1]);
}

bdd bdd_beside(struct manager *manager, bdd f, bdd g, const struct beside *how)
{
	struct memory key = { HOW_BESIDE + how->id, f, g, 0, 0 };
	uint32_t bit = lower(manager->vertex[f].bit, manager->vertex[g].bit);

	if (f == g || !manager_charge(manager, 1))
		return BDD_NO;
	if (is(remembered(manager, key), key))
		return remembered(manager, key)->result;
	if (bit >= how->end)
		key.result = how->test(manager, f, g) ? BDD_YES : BDD_NO;
	else
		key.result = beside_below(manager, f, g, bit, how);
	if (!manager->full)
		*remembered(manager, key) = key;
	return key.result;
}

static bool always(struct manager *manager, bdd f, bdd g)
{
	(void)manager; (void)f; (void)g;
	return true;
}

bdd bdd_differ(struct manager *manager, bdd f, bdd g)
{
	static const struct beside words_differ = { LEAF, BESIDE_DIFFER, always, false };
	return bdd_beside(manager, f, g, &words_differ);
}
