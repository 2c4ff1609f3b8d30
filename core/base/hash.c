/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Open addressing; never more than half full. A slot keeps its hash, so that the
 * table grows without the array.
 */
#include "core/base/hash.h"

#include <stdlib.h>

#include "core/base/mem.h"

enum { ROOM_FIRST = 64 };                     /* a power of two */

struct hash_slot {
	uint32_t hash;
	uint32_t entry;                       /* index + 1; 0: free */
};

static uint32_t folded(uint64_t hash)
{
	return (uint32_t)(hash ^ hash >> 32);
}

static size_t next_of(const struct hash_table *table, size_t at)
{
	return (at + 1) & (table->room - 1);
}

static void put(struct hash_table *table, struct hash_slot slot)
{
	size_t at = slot.hash & (table->room - 1);

	while (table->slots[at].entry)
		at = next_of(table, at);
	table->slots[at] = slot;
}

static void grow(struct hash_table *table)
{
	struct hash_table old = *table;

	table->room = old.room ? old.room * 2 : ROOM_FIRST;
	table->slots = mem_alloc(table->room * sizeof(*table->slots));
	for (size_t i = 0; i < old.room; i++)
		if (old.slots[i].entry)
			put(table, old.slots[i]);
	free(old.slots);
}

int64_t hash_find(const struct hash_table *table, uint64_t hash, hash_equals *equals, const void *owner, const void *key)
{
	uint32_t wanted = folded(hash);
	const struct hash_slot *slots = table->slots;

	if (!table->room)
		return -1;
	for (size_t at = wanted & (table->room - 1); slots[at].entry; at = next_of(table, at))
		if (slots[at].hash == wanted && equals(owner, slots[at].entry - 1, key))
			return slots[at].entry - 1;
	return -1;
}

void hash_add(struct hash_table *table, uint64_t hash, size_t entry)
{
	if (table->count * 2 >= table->room)
		grow(table);
	put(table, (struct hash_slot){ folded(hash), (uint32_t)entry + 1 });
	table->count++;
}

void hash_free(struct hash_table *table)
{
	free(table->slots);
	*table = (struct hash_table){ 0 };
}

uint64_t hash_mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

uint64_t hash_mix_string(uint64_t hash, const char *string)
{
	for (; string && *string; string++)
		hash = hash_mix(hash, (unsigned char)*string);
	return hash_mix(hash, string ? 1 : 0);
}
