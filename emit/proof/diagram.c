/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nodes are in one array and are found by contents in a hash table. There are
 * only two operations: choosing between two functions by a third, and walking
 * two functions in parallel. Their results are kept in a lossy cache: evictions
 * cost time, never correctness.
 *
 * Every step of every operation is charged, here or by callers that loop over
 * operations, and beyond the bound each operation returns at once, so the cost
 * of a comparison is bounded for any input.
 */
#include "emit/proof/diagram.h"

#include <stdlib.h>

#include "core/base/mem.h"

enum { LEAF = DIAGRAM_BITS };                 /* ordered after every bit */

struct vertex {
	uint32_t bit;                         /* or LEAF */
	uint32_t clear, set;                  /* successors; of a leaf, its word in `clear` */
};

struct memory {                               /* a cached result */
	uint32_t how, f, g, h, result;        /* how: 0 if empty */
};

struct space {
	struct vertex *vertex;
	size_t count, room, most;
	size_t steps, steps_most;
	uint32_t *table;                      /* 1 + index of a vertex; open addressing, a power of two */
	size_t table_room;
	struct memory *memory;                /* grows with the table, up to a bound */
	size_t memory_room;
	bool full;
};

enum { TABLE_ROOM_FIRST = 4096, MEMORY_ROOM_FIRST = 1 << 14, MEMORY_ROOM_MOST = 1 << 20 };
enum { SMALL_NODES = 300000, SMALL_TIMES = 4 };      /* maximum nodes of a space that starts this many times smaller */
enum { ENTRIES_A_RESULT = 4 };                /* of the vertex table, per cache entry */
enum { HOW_CHOOSE = 1, HOW_BESIDE };          /* plus the test */

static size_t mix(uint32_t a, uint32_t b, uint32_t c)
{
	uint64_t h = ((uint64_t)b << 32 | c) + a * 0x9E3779B97F4A7C15u;

	h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9u;
	h = (h ^ h >> 27) * 0x94D049BB133111EBu;
	return (size_t)(h ^ h >> 31);
}

struct space *space_begin(size_t most_nodes)
{
	struct space *space = mem_alloc(sizeof(*space));
	size_t times = most_nodes <= SMALL_NODES ? SMALL_TIMES : 1;

	space->most = most_nodes;
	space->steps_most = STEPS_PER_NODE * most_nodes;
	space->table_room = TABLE_ROOM_FIRST / times;
	space->table = mem_alloc(space->table_room * sizeof(*space->table));
	space->memory_room = MEMORY_ROOM_FIRST / times;
	space->memory = mem_alloc(space->memory_room * sizeof(*space->memory));
	diagram_word(space, DIAGRAM_NO);
	diagram_word(space, DIAGRAM_YES);
	return space;
}

void space_drop(struct space **space)
{
	if (!*space)
		return;
	free((*space)->vertex);
	free((*space)->table);
	free((*space)->memory);
	free(*space);
	*space = NULL;
}

bool space_is_full(const struct space *space)
{
	return space->full;
}

void space_give_up(struct space *space)
{
	space->full = true;
}

bool space_charge(struct space *space, size_t steps)
{
	space->steps += steps;
	space->full |= space->steps > space->steps_most;
	return !space->full;
}

void space_allow(struct space *space, size_t steps)
{
	space->steps_most += steps;
}

size_t space_attempt(struct space *space, size_t steps)
{
	size_t whole = space->steps_most;

	if (space->steps + steps < whole)
		space->steps_most = space->steps + steps;
	return whole;
}

bool space_attempted(struct space *space, size_t whole)
{
	bool done = !space->full;

	space->steps_most = whole;
	space->full = space->count >= space->most || space->steps > whole;
	return done;
}

size_t space_size(const struct space *space)
{
	return space->count;
}

size_t space_steps(const struct space *space)
{
	return space->steps;
}

size_t space_left(const struct space *space)
{
	return space->full || space->steps > space->steps_most ? 0 : space->steps_most - space->steps;
}

/* The slot of this vertex in the table, or the free slot for it. */
static uint32_t *place(struct space *space, const struct vertex *v)
{
	size_t i = mix(v->bit, v->clear, v->set) & (space->table_room - 1);

	for (; space->table[i]; i = (i + 1) & (space->table_room - 1)) {
		const struct vertex *other = &space->vertex[space->table[i] - 1];
		if (other->bit == v->bit && other->clear == v->clear && other->set == v->set)
			break;
	}
	return &space->table[i];
}

static struct memory *remembered(struct space *space, struct memory key)
{
	return &space->memory[(mix(key.f, key.g, key.h) + key.how) & (space->memory_room - 1)];
}

static void memory_double(struct space *space)
{
	struct memory *old = space->memory;
	size_t room = space->memory_room;

	space->memory_room *= 2;
	space->memory = mem_alloc(space->memory_room * sizeof(*space->memory));
	for (size_t i = 0; i < room; i++)
		if (old[i].how)
			*remembered(space, old[i]) = old[i];
	free(old);
}

static void table_double(struct space *space)
{
	if (space->memory_room < MEMORY_ROOM_MOST && space->memory_room * ENTRIES_A_RESULT < space->table_room)
		memory_double(space);
	free(space->table);
	space->table_room *= 2;
	space->table = mem_alloc(space->table_room * sizeof(*space->table));
	for (size_t i = 0; i < space->count; i++)
		*place(space, &space->vertex[i]) = (uint32_t)i + 1;
}

static diagram intern(struct space *space, struct vertex v)
{
	uint32_t *at = place(space, &v);

	if (*at)
		return *at - 1;
	if (space->count >= space->most) {
		space->full = true;
		return DIAGRAM_NO;
	}
	space->vertex = mem_grow(space->vertex, space->count, &space->room, sizeof(*space->vertex));
	space->vertex[space->count++] = v;
	*at = (uint32_t)space->count;
	if (space->count * 2 > space->table_room)
		table_double(space);
	return (diagram)space->count - 1;
}

diagram diagram_word(struct space *space, uint32_t word)
{
	return intern(space, (struct vertex){ LEAF, word, 0 });
}

diagram diagram_ask(struct space *space, uint32_t bit, diagram clear, diagram set)
{
	return clear == set ? clear : intern(space, (struct vertex){ bit, clear, set });
}

diagram diagram_bit(struct space *space, unsigned bit)
{
	return diagram_ask(space, bit, DIAGRAM_NO, DIAGRAM_YES);
}

bool diagram_is_constant(const struct space *space, diagram f)
{
	return space->vertex[f].bit == LEAF;
}

uint32_t diagram_constant(const struct space *space, diagram f)
{
	return space->vertex[f].clear;
}

unsigned diagram_top(const struct space *space, diagram f)
{
	return space->vertex[f].bit;
}

diagram diagram_follow(const struct space *space, diagram f, bool set)
{
	return set ? space->vertex[f].set : space->vertex[f].clear;
}

/* The remainder of a function once this bit, or an earlier one, is known. */
static diagram given(const struct space *space, diagram f, uint32_t bit, bool set)
{
	return space->vertex[f].bit == bit ? diagram_follow(space, f, set) : f;
}

static uint32_t lower(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static bool is(const struct memory *m, struct memory key)
{
	return m->how == key.how && m->f == key.f && m->g == key.g && m->h == key.h;
}

static diagram choose_below(struct space *space, diagram condition, diagram yes, diagram no)
{
	const struct vertex *v = space->vertex;
	uint32_t bit = lower(v[condition].bit, lower(v[yes].bit, v[no].bit));
	diagram half[2];

	for (int set = 0; set < 2; set++)
		half[set] = diagram_choose(space, given(space, condition, bit, set), given(space, yes, bit, set),
		                           given(space, no, bit, set));
	return diagram_ask(space, bit, half[0], half[1]);
}

diagram diagram_choose(struct space *space, diagram condition, diagram yes, diagram no)
{
	struct memory key = { HOW_CHOOSE, condition, yes, no, 0 };

	if (yes == no || condition == DIAGRAM_YES)
		return yes;
	if (condition == DIAGRAM_NO)
		return no;
	if (yes == DIAGRAM_YES && no == DIAGRAM_NO)
		return condition;
	if (!space_charge(space, 1))
		return DIAGRAM_NO;
	if (is(remembered(space, key), key))
		return remembered(space, key)->result;
	key.result = choose_below(space, condition, yes, no);
	if (!space->full)
		*remembered(space, key) = key;
	return key.result;
}

diagram diagram_not(struct space *space, diagram condition)
{
	return diagram_choose(space, condition, DIAGRAM_NO, DIAGRAM_YES);
}

diagram diagram_and(struct space *space, diagram a, diagram b)
{
	return diagram_choose(space, a, b, DIAGRAM_NO);
}

diagram diagram_or(struct space *space, diagram a, diagram b)
{
	return diagram_choose(space, a, DIAGRAM_YES, b);
}

diagram diagram_xor(struct space *space, diagram a, diagram b)
{
	return diagram_choose(space, a, diagram_not(space, b), b);
}

static diagram beside_below(struct space *space, diagram f, diagram g, uint32_t bit, const struct beside *how)
{
	diagram half[2];

	for (int set = 0; set < 2; set++) {
		half[set] = diagram_beside(space, given(space, f, bit, set), given(space, g, bit, set), how);
		if (how->anywhere && half[set] == DIAGRAM_YES)
			return DIAGRAM_YES;
	}
	return diagram_ask(space, bit, half[0], half[1]);
}

diagram diagram_beside(struct space *space, diagram f, diagram g, const struct beside *how)
{
	struct memory key = { HOW_BESIDE + how->id, f, g, 0, 0 };
	uint32_t bit = lower(space->vertex[f].bit, space->vertex[g].bit);

	if (f == g || !space_charge(space, 1))
		return DIAGRAM_NO;
	if (is(remembered(space, key), key))
		return remembered(space, key)->result;
	if (bit >= how->end)
		key.result = how->test(space, f, g) ? DIAGRAM_YES : DIAGRAM_NO;
	else
		key.result = beside_below(space, f, g, bit, how);
	if (!space->full)
		*remembered(space, key) = key;
	return key.result;
}

static bool always(struct space *space, diagram f, diagram g)
{
	(void)space; (void)f; (void)g;
	return true;
}

diagram diagram_differ(struct space *space, diagram f, diagram g)
{
	static const struct beside words_differ = { LEAF, BESIDE_DIFFER, always, false };
	return diagram_beside(space, f, g, &words_differ);
}
