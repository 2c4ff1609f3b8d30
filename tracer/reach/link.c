/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/reach/link.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 1 << 16, COPIED_MOST = 4096 };

static uint32_t hash_of(const char *name)
{
	uint32_t hash = 5381;

	while (*name)
		hash = hash * 33 + (unsigned char)*name++;
	return hash % BUCKETS;
}

static const struct symbol *symbol_of(const struct linked *linked, size_t entry)
{
	return &linked->closure->image[linked->entries[entry].image]->symbols[linked->entries[entry].symbol];
}

/* --- the table --- */

/* From the last image to the first, so that the first is found first. */
static void fill_table(struct linked *linked)
{
	const struct closure *closure = linked->closure;

	for (size_t image = closure->count; image-- > 0;)
		for (size_t i = closure->image[image]->dynamic_count; i-- > 0;) {
			const struct symbol *symbol = &closure->image[image]->symbols[i];
			if (!symbol->defined || !symbol->name[0])
				continue;
			uint32_t hash = hash_of(symbol->name), entry = (uint32_t)++linked->entry_count;
			linked->entries[entry].image = (uint32_t)image;
			linked->entries[entry].symbol = (uint32_t)i;
			linked->nexts[entry] = linked->heads[hash];
			linked->heads[hash] = entry;
		}
}

static void build_table(struct linked *linked)
{
	size_t most = 1;

	for (size_t i = 0; i < linked->closure->count; i++)
		most += linked->closure->image[i]->dynamic_count;
	linked->heads = mem_alloc(BUCKETS * sizeof(*linked->heads));
	linked->nexts = mem_alloc(most * sizeof(*linked->nexts));
	linked->entries = mem_alloc(most * sizeof(*linked->entries));
	fill_table(linked);
}

/* As ld.so matches: a version must be equal if both have one; without one, not what only old programs get. */
static bool matches(const struct symbol *symbol, const char *name, const char *version)
{
	if (strcmp(symbol->name, name) != 0)
		return false;
	if (version && symbol->version)
		return !strcmp(symbol->version, version);
	return version || !symbol->hidden;
}

static bool find(const struct linked *linked, const char *name, const char *version, size_t from, size_t to, uint64_t *place)
{
	for (uint32_t entry = linked->heads[hash_of(name)]; entry; entry = linked->nexts[entry]) {
		const struct symbol *symbol = symbol_of(linked, entry);
		size_t image = linked->entries[entry].image;
		if (image < from || image >= to || !matches(symbol, name, version))
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
		return first->at < second->at ? -1 : 1;
	return first->place < second->place ? -1 : first->place > second->place;
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

size_t link_slot(const struct linked *linked, size_t image, uint64_t at)
{
	const struct slots *slots = &linked->slots[image];
	size_t low = 0, high = slots->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (slots->at[middle].at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void link_free(struct linked *linked)
{
	for (size_t i = 0; linked->closure && i < linked->closure->count; i++) {
		extents_free(&linked->extents[i]);
		free(linked->slots[i].at);
	}
	free(linked->extents);
	free(linked->slots);
	free(linked->heads);
	free(linked->nexts);
	free(linked->entries);
	memset(linked, 0, sizeof(*linked));
}
