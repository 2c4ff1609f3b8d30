/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/reach/data.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"

enum { TABLE_ALIGN = 16, OBJECT_MOST = 1 << 20 };

void data_open(struct data *data, const struct linked *linked)
{
	data->linked = linked;
	data->bounds = mem_alloc((linked->closure->count + 1) * sizeof(*data->bounds));
	data->objects = mem_alloc((linked->closure->count + 1) * sizeof(*data->objects));
}

void data_close(struct data *data)
{
	for (size_t i = 0; data->linked && i < data->linked->closure->count; i++) {
		free(data->bounds[i].at);
		free(data->objects[i].at);
	}
	free(data->bounds);
	free(data->objects);
	memset(data, 0, sizeof(*data));
}

static int by_address(const void *a, const void *b)
{
	const struct symbol *first = *(const struct symbol *const *)a, *second = *(const struct symbol *const *)b;

	if (first->at != second->at)
		return number_order(first->at, second->at);
	return first->size > second->size ? -1 : first->size < second->size;
}

/* --- what names an address --- */

static void add(struct bounds *bounds, uint64_t at)
{
	bounds->at = mem_grow(bounds->at, bounds->count, &bounds->room, sizeof(*bounds->at));
	bounds->at[bounds->count++] = at;
}

static void add_named(struct bounds *bounds, const struct binary *binary, uint64_t at)
{
	const struct elf_segment *segment = at % TABLE_ALIGN ? NULL : binary_segment(binary, at);

	if (segment && !segment->exec)
		add(bounds, at);
}

/* Any four bytes in code that could be a distance or, in a program that does not
 * move, an address. A few are not; they cut an object in two that nobody uses whole. */
static void add_operands(struct bounds *bounds, const struct binary *binary, const struct elf_segment *segment)
{
	const unsigned char *bytes = (const unsigned char *)binary->bytes.at + segment->offset;
	uint32_t word;

	for (uint64_t i = 3; i + 4 <= segment->size; i++) {
		memcpy(&word, bytes + i, sizeof(word));
		bool is_lea = bytes[i - 2] == 0x8d && (bytes[i - 1] & 0xc7) == 0x05 && (bytes[i - 3] & 0xf0) == 0x40;
		if (is_lea)
			add_named(bounds, binary, segment->at + i + 4 + (uint64_t)(int64_t)(int32_t)word);
		if (!binary->movable)
			add_named(bounds, binary, word);
	}
}

static void read_bounds(const struct linked *linked, size_t image, struct bounds *bounds)
{
	const struct binary *binary = linked->closure->image[image];

	bounds->known = true;
	for (size_t i = 0; i < binary->segment_count; i++)
		if (binary->segment[i].exec)
			add_operands(bounds, binary, &binary->segment[i]);
	for (size_t i = 0; i < binary->relocation_count; i++)
		if (binary->relocations[i].type == R_X86_64_RELATIVE)
			add_named(bounds, binary, (uint64_t)binary->relocations[i].addend);
	for (size_t i = 0; i < binary->section_count; i++) {
		add(bounds, binary->sections[i].at);
		add(bounds, binary->sections[i].at + binary->sections[i].size);
	}
	for (size_t i = 0; i < binary->symbol_count; i++)
		if (binary->symbols[i].defined && binary->symbols[i].kind == STT_OBJECT)
			add(bounds, binary->symbols[i].at);
	if (bounds->count)
		qsort(bounds->at, bounds->count, sizeof(*bounds->at), order_u64);
}

static void read_objects(struct data *data, size_t image)
{
	const struct binary *binary = data->linked->closure->image[image];

	data->objects[image].at = mem_alloc((binary->symbol_count + 1) * sizeof(*data->objects[image].at));
	for (size_t i = 0; i < binary->symbol_count; i++) {
		const struct symbol *symbol = &binary->symbols[i];
		if (symbol->defined && symbol->kind == STT_OBJECT && symbol->size && symbol->size < OBJECT_MOST)
			data->objects[image].at[data->objects[image].count++] = symbol;
	}
	qsort(data->objects[image].at, data->objects[image].count, sizeof(*data->objects[image].at), by_address);
}

/* --- looking up --- */

static bool begins_by(const void *element, const void *key)
{
	return (*(const struct symbol *const *)element)->at <= *(const uint64_t *)key;
}

static const struct symbol *object_at(const struct data *data, size_t image, uint64_t address)
{
	size_t behind = order_search(data->objects[image].at, data->objects[image].count, sizeof(*data->objects[image].at), begins_by, &address);
	const struct symbol *symbol = behind ? data->objects[image].at[behind - 1] : NULL;

	return symbol && address - symbol->at < symbol->size ? symbol : NULL;
}

static bool is_bound_by(const void *element, const void *key)
{
	return *(const uint64_t *)element <= *(const uint64_t *)key;
}

/* The first bound behind an address. */
static uint64_t next_bound(const struct bounds *bounds, uint64_t address)
{
	size_t i = order_search(bounds->at, bounds->count, sizeof(*bounds->at), is_bound_by, &address);

	return i < bounds->count ? bounds->at[i] : UINT64_MAX;
}

void data_object(struct data *data, size_t image, uint64_t address, uint64_t *from, uint64_t *to)
{
	const struct elf_segment *segment = binary_segment(data->linked->closure->image[image], address);

	if (!data->bounds[image].known) {
		read_bounds(data->linked, image, &data->bounds[image]);
		read_objects(data, image);
	}
	const struct symbol *symbol = object_at(data, image, address);
	*from = symbol ? symbol->at : address;
	*to = symbol ? symbol->at + symbol->size : next_bound(&data->bounds[image], address);
	if (segment && *to > segment->at + segment->memory)
		*to = segment->at + segment->memory;
}
