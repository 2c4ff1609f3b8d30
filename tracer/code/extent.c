/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/code/extent.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"

void starts_add(struct starts *starts, uint64_t from, uint64_t to, const char *name)
{
	starts->at = mem_grow(starts->at, starts->count, &starts->room, sizeof(*starts->at));
	starts->at[starts->count++] = (struct extent){from, to, name, true, false};
}

static int by_start(const void *a, const void *b)
{
	const struct extent *first = a, *second = b;

	if (first->from != second->from)
		return number_order(first->from, second->from);
	if (!first->name != !second->name)
		return first->name ? -1 : 1;
	return first->to > second->to ? -1 : first->to < second->to;
}

static void add(struct extents *extents, const struct extent *extent)
{
	extents->at = mem_grow(extents->at, extents->count, &extents->room, sizeof(*extents->at));
	extents->at[extents->count++] = *extent;
}

/* --- code without unwind tables --- */

/* Bytes between functions: nop, int3, zeros. */
static bool is_padding(const struct binary *binary, uint64_t from, uint64_t to)
{
	for (; from < to; from++) {
		const unsigned char *byte = binary_at(binary, from, 1);
		if (byte && *byte != 0x90 && *byte != 0xcc && *byte != 0)
			return false;
	}
	return true;
}

static void add_gap(struct extents *extents, const struct binary *binary, uint64_t from, uint64_t to, const char *name, bool named)
{
	if (to - from < 64 && !name && is_padding(binary, from, to))
		return;
	add(extents, &(struct extent){from, to, name, named, false});
}

/* The part before `to`: up to where its symbol says it ends, then what has no name. */
static void end_part(struct extents *extents, const struct binary *binary, const struct extent *part, uint64_t to)
{
	bool ends = part->to > part->from && part->to < to;

	add_gap(extents, binary, part->from, ends ? part->to : to, part->name, part->named);
	if (ends)
		add_gap(extents, binary, part->to, to, NULL, false);
}

/* The starts in [from, to), which no unwind table covers; *next is the first candidate. */
static void split_gap(struct extents *extents, const struct binary *binary, uint64_t from, uint64_t to,
                      const struct starts *starts, size_t *next)
{
	struct extent part = {.from = from};

	while (*next < starts->count && starts->at[*next].from < from)
		++*next;
	for (; *next < starts->count && starts->at[*next].from < to; ++*next) {
		const struct extent *start = &starts->at[*next];
		if (start->from > part.from) {
			end_part(extents, binary, &part, start->from);
			part = (struct extent){.from = start->from};
		}
		part.name = part.name ? part.name : start->name;
		part.to = start->to > part.to ? start->to : part.to;
		part.named = true;
	}
	if (part.from < to)
		end_part(extents, binary, &part, to);
}

/* Covers one range of code: with the framed functions, and between them by `starts`. */
static void cover(struct extents *extents, const struct binary *binary, uint64_t from, uint64_t to,
                  const struct starts *framed, const struct starts *starts)
{
	size_t next = 0;

	for (size_t i = 0; i < framed->count; i++) {
		const struct extent *frame = &framed->at[i];
		if (frame->from < from || frame->to > to || frame->to <= frame->from)
			continue;
		if (frame->from > from)
			split_gap(extents, binary, from, frame->from, starts, &next);
		add(extents, &(struct extent){frame->from, frame->to, NULL, true, true});
		from = frame->to;
	}
	if (from < to)
		split_gap(extents, binary, from, to, starts, &next);
}

static bool is_plt(const struct elf_section *section)
{
	return section->exec && !strncmp(section->name, ".plt", 4);
}

void starts_of_plt(struct starts *starts, const struct binary *binary)
{
	for (size_t i = 0; i < binary->section_count; i++) {
		const struct elf_section *section = &binary->sections[i];
		uint64_t entry = section->entry == 8 || section->entry == 16 ? section->entry : 16;
		if (!is_plt(section))
			continue;
		for (uint64_t at = section->at; at < section->at + section->size; at += entry)
			starts_add(starts, at, 0, NULL);
	}
}

static void starts_of_symbols(struct starts *starts, const struct binary *binary)
{
	for (size_t i = 0; i < binary->symbol_count; i++) {
		const struct symbol *symbol = &binary->symbols[i];
		bool function = symbol->kind == STT_FUNC || symbol->kind == STT_GNU_IFUNC;
		if (symbol->defined && (function || symbol->kind == STT_NOTYPE) && symbol->name[0] && binary_is_code(binary, symbol->at))
			starts_add(starts, symbol->at, symbol->at + symbol->size, symbol->name);
	}
}

static void starts_of_header(struct starts *starts, const struct binary *binary)
{
	const uint64_t at[] = {binary->entry, binary->init, binary->fini};

	for (size_t i = 0; i < COUNT_OF(at); i++)
		if (at[i])
			starts_add(starts, at[i], 0, NULL);
	for (size_t i = 0; i < binary->relocation_count; i++) {
		const struct relocation *relocation = &binary->relocations[i];
		bool relative = relocation->type == R_X86_64_RELATIVE || relocation->type == R_X86_64_IRELATIVE;
		if (relative && binary_is_code(binary, (uint64_t)relocation->addend))
			starts_add(starts, (uint64_t)relocation->addend, 0, NULL);
	}
}

static void sort_starts(struct starts *starts)
{
	if (starts->count)
		qsort(starts->at, starts->count, sizeof(*starts->at), by_start);
}

/* --- names --- */

/* Of several names of a function the one that people know: exported, without underscores in front. */
static int rank(const struct symbol *symbol)
{
	return (symbol->dynamic ? 0 : 4) + (symbol->name[0] == '_' ? 2 : 0) + (symbol->hidden ? 1 : 0);
}

static int by_address(const void *a, const void *b)
{
	const struct symbol *first = *(const struct symbol *const *)a, *second = *(const struct symbol *const *)b;

	if (first->at != second->at)
		return number_order(first->at, second->at);
	if (rank(first) != rank(second))
		return rank(first) - rank(second);
	return strcmp(first->name, second->name);
}

static void name_all(struct extents *extents, const struct binary *binary)
{
	AUTO_FREE const struct symbol **sorted = mem_alloc((binary->symbol_count + 1) * sizeof(*sorted));
	size_t count = 0, next = 0;

	for (size_t i = 0; i < binary->symbol_count; i++)
		if (binary->symbols[i].defined && binary->symbols[i].name[0] && binary->symbols[i].kind != STT_OBJECT)
			sorted[count++] = &binary->symbols[i];
	qsort(sorted, count, sizeof(*sorted), by_address);
	for (size_t i = 0; i < extents->count; i++) {
		while (next < count && sorted[next]->at < extents->at[i].from)
			next++;
		if (next < count && sorted[next]->at == extents->at[i].from)
			extents->at[i].name = sorted[next]->name;
	}
}

/* --- all of an image --- */

static void sort_extents(struct extents *extents)
{
	size_t kept = 0;

	if (!extents->count)
		return;
	qsort(extents->at, extents->count, sizeof(*extents->at), by_start);
	for (size_t i = 0; i < extents->count; i++)
		if (!kept || extents->at[i].from >= extents->at[kept - 1].to)
			extents->at[kept++] = extents->at[i];
	extents->count = kept;
}

/* Code is what sections say; without section headers, whole segments. */
static void cover_image(struct extents *extents, const struct binary *binary, const struct starts *framed, const struct starts *starts)
{
	static const struct starts none = {0};
	bool sections = false;

	for (size_t i = 0; i < binary->section_count; i++) {
		const struct elf_section *section = &binary->sections[i];
		if (!section->exec)
			continue;
		sections = true;
		cover(extents, binary, section->at, section->at + section->size, is_plt(section) ? &none : framed, starts);
	}
	for (size_t i = 0; !sections && i < binary->segment_count; i++)
		if (binary->segment[i].exec)
			cover(extents, binary, binary->segment[i].at, binary->segment[i].at + binary->segment[i].size, framed, starts);
}

void extents_read(struct extents *extents, const struct binary *binary)
{
	struct starts framed = {0}, starts = {0};

	starts_of_frames(&framed, binary);
	extents->go = starts_of_go(&starts, binary);
	starts_of_plt(&starts, binary);
	starts_of_symbols(&starts, binary);
	starts_of_header(&starts, binary);
	sort_starts(&framed);
	sort_starts(&starts);
	cover_image(extents, binary, &framed, &starts);
	sort_extents(extents);
	name_all(extents, binary);
	free(framed.at);
	free(starts.at);
}

static bool ends_before(const void *element, const void *key)
{
	return ((const struct extent *)element)->to <= *(const uint64_t *)key;
}

int extent_find(const struct extents *extents, uint64_t address)
{
	size_t i = order_search(extents->at, extents->count, sizeof(*extents->at), ends_before, &address);

	return i < extents->count && extents->at[i].from <= address ? (int)i : EXTENT_NONE;
}

void extents_free(struct extents *extents)
{
	free(extents->at);
	memset(extents, 0, sizeof(*extents));
}
