/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nodes stand in one array and are found by their contents in a hash table.
 * There are two operations only: choosing between two functions by a third,
 * and walking two functions side by side. Their results are remembered in a
 * table that forgets, which costs time and never truth.
 */
#include "emit/diagram.h"

#include <stdlib.h>

#include "core/mem.h"

enum { LEAF = DIAGRAM_BITS };                 /* asked after every bit */

struct vertex {
	uint32_t bit;                         /* or LEAF */
	uint32_t clear, set;                  /* successors; of a leaf, its word in `clear` */
};

struct memory {                               /* of one result */
	uint32_t how, f, g, h, result;        /* how: 0 where there is none */
};

struct space {
	struct vertex *vertex;
	size_t count, room, most, steps;
	uint32_t *table;                      /* 1 + index of a vertex; open addressing, a power of two */
	size_t table_room;
	struct memory *memory;
	bool full;
};

enum { MEMORY_BITS = 16, STEPS_PER_NODE = 16 };
enum { HOW_CHOOSE = 1, HOW_DIFFER };

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

	space->most = most_nodes;
	space->table_room = 4096;
	space->table = mem_alloc(space->table_room * sizeof(*space->table));
	space->memory = mem_alloc((1u << MEMORY_BITS) * sizeof(*space->memory));
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

size_t space_size(const struct space *space)
{
	return space->count;
}

/* Where this vertex is in the table, or the free place where it belongs. */
static uint32_t *place(const struct space *space, const struct vertex *v)
{
	size_t i = mix(v->bit, v->clear, v->set) & (space->table_room - 1);

	for (; space->table[i]; i = (i + 1) & (space->table_room - 1)) {
		const struct vertex *other = &space->vertex[space->table[i] - 1];
		if (other->bit == v->bit && other->clear == v->clear && other->set == v->set)
			break;
	}
	return &space->table[i];
}

static void table_double(struct space *space)
{
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

static diagram ask(struct space *space, uint32_t bit, diagram clear, diagram set)
{
	return clear == set ? clear : intern(space, (struct vertex){ bit, clear, set });
}

diagram diagram_bit(struct space *space, unsigned bit)
{
	return ask(space, bit, DIAGRAM_NO, DIAGRAM_YES);
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

/* What is left of a function once this bit, or an earlier one, is known. */
static diagram given(const struct space *space, diagram f, uint32_t bit, bool set)
{
	return space->vertex[f].bit == bit ? diagram_follow(space, f, set) : f;
}

static uint32_t lower(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static struct memory *remembered(struct space *space, struct memory key)
{
	return &space->memory[(mix(key.f, key.g, key.h) + key.how) & ((1u << MEMORY_BITS) - 1)];
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

	space->full |= ++space->steps > STEPS_PER_NODE * space->most;
	for (int set = 0; set < 2; set++)
		half[set] = diagram_choose(space, given(space, condition, bit, set), given(space, yes, bit, set),
		                           given(space, no, bit, set));
	return ask(space, bit, half[0], half[1]);
}

diagram diagram_choose(struct space *space, diagram condition, diagram yes, diagram no)
{
	struct memory key = { HOW_CHOOSE, condition, yes, no, 0 };

	if (yes == no || condition == DIAGRAM_YES)
		return yes;
	if (condition == DIAGRAM_NO || space->full)
		return no;
	if (yes == DIAGRAM_YES && no == DIAGRAM_NO)
		return condition;
	if (is(remembered(space, key), key))
		return remembered(space, key)->result;
	key.result = choose_below(space, condition, yes, no);
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

diagram diagram_differ(struct space *space, diagram f, diagram g)
{
	struct memory key = { HOW_DIFFER, f, g, 0, 0 };
	uint32_t bit = lower(space->vertex[f].bit, space->vertex[g].bit);
	diagram half[2];

	if (f == g || space->full)
		return DIAGRAM_NO;
	if (bit == LEAF)
		return DIAGRAM_YES;
	if (is(remembered(space, key), key))
		return remembered(space, key)->result;
	for (int set = 0; set < 2; set++)
		half[set] = diagram_differ(space, given(space, f, bit, set), given(space, g, bit, set));
	key.result = ask(space, bit, half[0], half[1]);
	*remembered(space, key) = key;
	return key.result;
}

/* `memo` has 1 + the result of each vertex that was met. */
static diagram where(struct space *space, diagram f, bool (*which)(uint32_t word), uint32_t *memo)
{
	struct vertex v = space->vertex[f];

	if (v.bit == LEAF)
		return which(v.clear) ? DIAGRAM_YES : DIAGRAM_NO;
	if (!memo[f]) {
		diagram clear = where(space, v.clear, which, memo);
		memo[f] = 1 + ask(space, v.bit, clear, where(space, v.set, which, memo));
	}
	return memo[f] - 1;
}

diagram diagram_where(struct space *space, diagram f, bool (*which)(uint32_t word))
{
	AUTO_FREE uint32_t *memo = mem_alloc(space->count * sizeof(*memo));
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

/* `memo` has 1 + the result of each vertex that was met. */
static diagram quantify(struct space *space, diagram c, const uint32_t *free, enum quantity how, uint32_t *memo)
{
	struct vertex v = space->vertex[c];

	if (v.bit == LEAF)
		return c;
	if (!memo[c]) {
		diagram clear = quantify(space, v.clear, free, how, memo);
		diagram set = quantify(space, v.set, free, how, memo);
		if (!(free[v.bit / 32] >> (31 - v.bit % 32) & 1))
			memo[c] = 1 + ask(space, v.bit, clear, set);
		else
			memo[c] = 1 + (how == FOR_ANY ? diagram_or : diagram_and)(space, clear, set);
	}
	return memo[c] - 1;
}

diagram diagram_quantify(struct space *space, diagram c, const uint32_t free[DIAGRAM_BITS / 32], enum quantity how)
{
	AUTO_FREE uint32_t *memo = mem_alloc(space->count * sizeof(*memo));
	return quantify(space, c, free, how, memo);
}

static void support(const struct space *space, diagram f, uint32_t *asked, bool *met)
{
	if (met[f] || diagram_is_constant(space, f))
		return;
	met[f] = true;
	asked[diagram_top(space, f) / 32] |= UINT32_C(1) << (31 - diagram_top(space, f) % 32);
	support(space, diagram_follow(space, f, false), asked, met);
	support(space, diagram_follow(space, f, true), asked, met);
}

void diagram_support(struct space *space, diagram f, uint32_t asked[DIAGRAM_BITS / 32])
{
	AUTO_FREE bool *met = mem_alloc(space->count * sizeof(*met));

	support(space, f, asked, met);
}

struct exits {
	unsigned end;
	diagram *at;
	int count, most;
	bool *met;
};

static void find_exits(const struct space *space, diagram f, struct exits *exits)
{
	if (exits->met[f] || exits->count < 0)
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
	AUTO_FREE bool *met = mem_alloc(space->count * sizeof(*met));
	struct exits found = { end, exits, 0, most, met };

	find_exits(space, f, &found);
	return found.count;
}

static diagram leads_to(struct space *space, diagram f, unsigned end, diagram exit, uint32_t *memo)
{
	struct vertex v = space->vertex[f];

	if (v.bit >= end)
		return f == exit ? DIAGRAM_YES : DIAGRAM_NO;
	if (!memo[f]) {
		diagram clear = leads_to(space, v.clear, end, exit, memo);
		memo[f] = 1 + ask(space, v.bit, clear, leads_to(space, v.set, end, exit, memo));
	}
	return memo[f] - 1;
}

diagram diagram_leads_to(struct space *space, diagram f, unsigned end, diagram exit)
{
	AUTO_FREE uint32_t *memo = mem_alloc(space->count * sizeof(*memo));
	return leads_to(space, f, end, exit, memo);
}

diagram diagram_is(struct space *space, diagram f, uint32_t word)
{
	return diagram_not(space, diagram_differ(space, f, diagram_word(space, word)));
}
