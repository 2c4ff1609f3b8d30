/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/reach/link.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"

enum { COPIED_MOST = 4096 };

static const struct symbol *symbol_of(const struct linked *linked, size_t entry)
{
	return &linked->closure->image[linked->entries[entry].image]->symbols[linked->entries[entry].symbol];
}

/* --- the table --- */

static bool has_name(const void *owner, size_t entry, const void *name)
{
	return !strcmp(symbol_of(owner, entry)->name, name);
}

/* The first entry of this name, or -1. */
static int64_t entry_of(const struct linked *linked, const char *name)
{
	return hash_find(&linked->names, hash_mix_string(0, name), has_name, linked, name);
}

static void add_entry(struct linked *linked, size_t image, size_t symbol)
{
	size_t entry = linked->entry_count++;

	linked->entries[entry].image = (uint32_t)image;
	linked->entries[entry].symbol = (uint32_t)symbol;
	linked->entries[entry].next = linked->entries[entry].last = (uint32_t)entry;
	const char *name = symbol_of(linked, entry)->name;
	int64_t first = entry_of(linked, name);
	if (first < 0) {
		hash_add(&linked->names, hash_mix_string(0, name), entry);
		return;
	}
	linked->entries[linked->entries[first].last].next = (uint32_t)entry;
	linked->entries[first].last = (uint32_t)entry;
}

static void build_table(struct linked *linked)
{
	const struct closure *closure = linked->closure;
	size_t most = 1;

	for (size_t i = 0; i < closure->count; i++)
		most += closure->image[i]->dynamic_count;
	linked->entries = mem_alloc(most * sizeof(*linked->entries));
	for (size_t image = 0; image < closure->count; image++)
		for (size_t i = 0; i < closure->image[image]->dynamic_count; i++) {
			const struct symbol *symbol = &closure->image[image]->symbols[i];
			if (symbol->defined && symbol->name[0])
				add_entry(linked, image, i);
		}
}

/* As ld.so matches: a version must be equal if both have one; without one, not what only old programs get. */
static bool matches(const struct symbol *symbol, const char *version)
{
	if (version && symbol->version)
		return !strcmp(symbol->version, version);
	return version || !symbol->hidden;
}

static bool find(const struct linked *linked, const char *name, const char *version, size_t from, size_t to, uint64_t *place)
{
	int64_t entry = entry_of(linked, name), before = -1;

	for (; entry != before && entry >= 0; before = entry, entry = linked->entries[entry].next) {
		const struct symbol *symbol = symbol_of(linked, (size_t)entry);
		size_t image = linked->entries[entry].image;
		if (image < from || image >= to || !matches(symbol, version))
			continue;
		*place = place_of(image, symbol->at & (((uint64_t)1 << BINARY_ADDRESS_BITS) - 1));
		return true;
	}
	return false;
}

bool link_find(const struct linked *linked, const char *name, const char *version, uint64_t *place)
{
	return find(linked, name, version, 0, linked->closure->count, place);
}

bool link_find_in(const struct linked *linked, size_t image, const char *name, uint64_t *place)
{
	return find(linked, name, NULL, image, image + 1, place);
}

/* --- slots --- */

static void add_slot(struct slots *slots, uint64_t at, uint64_t place)
{
	slots->at = mem_grow(slots->at, slots->count, &slots->room, sizeof(*slots->at));
	slots->at[slots->count++] = (struct slot){at, place};
}

static uint64_t moved(size_t image, uint64_t at)
{
	return place_of(image, at & (((uint64_t)1 << BINARY_ADDRESS_BITS) - 1));
}

/* A variable of a library that the program has its own copy of: what it points to is in the library. */
static void add_copy(struct linked *linked, size_t image, const struct relocation *relocation, const struct symbol *symbol)
{
	uint64_t place, size = symbol->size < COPIED_MOST ? symbol->size : COPIED_MOST;

	if (find(linked, symbol->name, symbol->version, image + 1, linked->closure->count, &place))
		for (uint64_t i = 0; i < size; i += 8)
			add_slot(&linked->slots[image], relocation->at + i, place);
}

static void add_by_symbol(struct linked *linked, size_t image, const struct relocation *relocation, int64_t addend)
{
	const struct binary *binary = linked->closure->image[image];
	const struct symbol *symbol = &binary->symbols[relocation->symbol];
	uint64_t place;

	if (link_find(linked, symbol->name, symbol->version, &place))
		add_slot(&linked->slots[image], relocation->at, moved(place_image(place), place_at(place) + (uint64_t)addend));
	if (symbol->defined && ((int)image == linked->closure->loader || !symbol->name[0]))       /* before it can look anything up */
		add_slot(&linked->slots[image], relocation->at, moved(image, symbol->at + (uint64_t)addend));
}

static void add_relocation(struct linked *linked, size_t image, const struct relocation *relocation)
{
	const struct binary *binary = linked->closure->image[image];
	bool named = relocation->symbol && relocation->symbol < binary->dynamic_count;

	switch (relocation->type) {
	case R_X86_64_RELATIVE: case R_X86_64_IRELATIVE:
		add_slot(&linked->slots[image], relocation->at, moved(image, (uint64_t)relocation->addend));
		break;
	case R_X86_64_JUMP_SLOT: case R_X86_64_GLOB_DAT: case R_X86_64_64:
		if (named)
			add_by_symbol(linked, image, relocation, relocation->type == R_X86_64_64 ? relocation->addend : 0);
		break;
	case R_X86_64_COPY:
		if (named)
			add_copy(linked, image, relocation, &binary->symbols[relocation->symbol]);
		break;
	}
}

static int by_address(const void *a, const void *b)
{
	const struct slot *first = a, *second = b;

	if (first->at != second->at)
		return number_order(first->at, second->at);
	return number_order(first->place, second->place);
}

static void link_image(struct linked *linked, size_t image)
{
	const struct binary *binary = linked->closure->image[image];
	struct slots *slots = &linked->slots[image];

	for (size_t i = 0; i < binary->relocation_count; i++)
		add_relocation(linked, image, &binary->relocations[i]);
	if (slots->count)
		qsort(slots->at, slots->count, sizeof(*slots->at), by_address);
}

void link_images(struct linked *linked, const struct closure *closure)
{
	*linked = (struct linked){.closure = closure};
	linked->extents = mem_alloc((closure->count + 1) * sizeof(*linked->extents));
	linked->slots = mem_alloc((closure->count + 1) * sizeof(*linked->slots));
	build_table(linked);
	for (size_t i = 0; i < closure->count; i++) {
		extents_read(&linked->extents[i], closure->image[i]);
		link_image(linked, i);
	}
}

static bool slot_is_before(const void *element, const void *key)
{
	return ((const struct slot *)element)->at < *(const uint64_t *)key;
}

size_t link_slot(const struct linked *linked, size_t image, uint64_t at)
{
	const struct slots *slots = &linked->slots[image];

	return order_search(slots->at, slots->count, sizeof(*slots->at), slot_is_before, &at);
}

void link_free(struct linked *linked)
{
	for (size_t i = 0; linked->closure && i < linked->closure->count; i++) {
		extents_free(&linked->extents[i]);
		free(linked->slots[i].at);
	}
	free(linked->extents);
	free(linked->slots);
	hash_free(&linked->names);
	free(linked->entries);
	memset(linked, 0, sizeof(*linked));
}
