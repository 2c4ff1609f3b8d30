/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Splits code that neither unwind tables nor symbols cover, as in a stripped
 * static program of musl: a function begins where calls go and pointers lead.
 */
#include <stdlib.h>

#include "core/base/order.h"
#include "tracer/code/step.h"

enum { LARGE = 2048, LARGE_GAP = 16, SHARE = 4 };

struct split {
	const struct binary *binary;
	struct extents *extents;
	uint64_t *targets;                    /* where calls and pointers lead */
	size_t target_count, target_room;
	uint64_t *begins;                     /* of the instructions of large extents, ascending */
	size_t begin_count, begin_room;
};

static bool is_large(const struct extent *extent)
{
	return !extent->framed && extent->to - extent->from > (extent->name ? LARGE : LARGE_GAP);
}

static void add(uint64_t **array, size_t *count, size_t *room, uint64_t value)
{
	*array = mem_grow(*array, *count, room, sizeof(**array));
	(*array)[(*count)++] = value;
}

static void add_target(struct split *split, uint64_t at)
{
	int extent = at >> BINARY_ADDRESS_BITS ? EXTENT_NONE : extent_find(split->extents, at);

	if (extent != EXTENT_NONE && is_large(&split->extents->at[extent]))
		add(&split->targets, &split->target_count, &split->target_room, at);
}

static void look_at(struct split *split, const struct extent *extent, const struct code *code)
{
	for (size_t i = 0; i < code->count; i++) {
		const struct step *step = &code->at[i];
		bool pointer = step->op == STEP_SET && (step->is_address || !split->binary->movable);
		if ((step->op == STEP_CALL && step->value) || pointer || (step->has_constant && !split->binary->movable))
			add_target(split, step->value);
		if (is_large(extent) && step->length)
			add(&split->begins, &split->begin_count, &split->begin_room, step->at);
	}
}

/* Pointers in data: a program that does not move has them without relocations. */
static void look_at_data(struct split *split)
{
	uint64_t word;

	for (size_t i = 0; i < split->binary->segment_count; i++) {
		const struct elf_segment *segment = &split->binary->segment[i];
		for (uint64_t at = segment->at; !segment->exec && at + 8 <= segment->at + segment->size; at += 8)
			if (binary_word(split->binary, at, 8, &word) && word)
				add_target(split, word);
	}
}

static bool begins(const struct split *split, uint64_t at)
{
	return split->begin_count && bsearch(&at, split->begins, split->begin_count, sizeof(at), order_u64);
}

/* Appends the parts of one extent. */
static void cut(const struct split *split, const struct extent *extent, size_t *next, struct extents *out)
{
	struct extent part = *extent;

	for (; *next < split->target_count && split->targets[*next] < extent->to; ++*next) {
		uint64_t at = split->targets[*next];
		if (at <= part.from || !is_large(extent) || !begins(split, at))
			continue;
		out->at = mem_grow(out->at, out->count, &out->room, sizeof(*out->at));
		out->at[out->count++] = (struct extent){part.from, at, part.name, part.named, false};
		part = (struct extent){at, extent->to, NULL, true, false};
	}
	out->at = mem_grow(out->at, out->count, &out->room, sizeof(*out->at));
	out->at[out->count++] = part;
}

static void cut_all(struct split *split)
{
	struct extents out = {.go = split->extents->go};
	size_t next = 0;

	qsort(split->targets, split->target_count, sizeof(*split->targets), order_u64);
	for (size_t i = 0; i < split->extents->count; i++)
		cut(split, &split->extents->at[i], &next, &out);
	extents_free(split->extents);
	*split->extents = out;
}

void extents_split(struct extents *extents, const struct binary *binary, struct decoder *decoder)
{
	struct split split = {.binary = binary, .extents = extents};
	struct code code = {0};
	uint64_t large = 0, all = 0;

	for (size_t i = 0; i < extents->count; i++) {
		uint64_t size = extents->at[i].to - extents->at[i].from;
		all += size;
		large += is_large(&extents->at[i]) ? size : 0;
	}
	if (extents->go || large < all / SHARE)
		return;
	for (size_t i = 0; i < extents->count; i++) {
		decode(decoder, binary, &extents->at[i], &code);
		look_at(&split, &extents->at[i], &code);
	}
	if (!binary->movable)
		look_at_data(&split);
	if (split.target_count)
		cut_all(&split);
	free(code.at);
	free(split.targets);
	free(split.begins);
}
