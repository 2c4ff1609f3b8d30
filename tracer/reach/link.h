/* SPDX-License-Identifier: Apache-2.0 */
/*
 * link: which address of which image a slot holds once the loader is done.
 *
 * A *place* is an address with its image: the images of a process share one
 * address space here, in which image i begins at (i + 1) << 48. So a place is
 * never a small number, and a number never looks like a place.
 */
#ifndef TRACER_REACH_LINK_H
#define TRACER_REACH_LINK_H

#include "core/base/hash.h"
#include "tracer/code/closure.h"
#include "tracer/code/extent.h"

static inline uint64_t place_of(size_t image, uint64_t at)
{
	return (uint64_t)(image + 1) << 48 | at;
}

static inline size_t place_image(uint64_t place)
{
	return (size_t)(place >> 48) - 1;
}

static inline uint64_t place_at(uint64_t place)
{
	return place & (((uint64_t)1 << 48) - 1);
}

struct slot {
	uint64_t at, place;
};

struct slots {
	struct slot *at;                      /* ascending by address; an address may have several */
	size_t count, room;
};

struct linked {
	const struct closure *closure;
	struct extents *extents;              /* of each image */
	struct slots *slots;
	struct hash_table names;              /* of exported symbols: the first entry of each name */
	struct {
		uint32_t image, symbol;
		uint32_t next, last;          /* of the same name, in load order: the next (itself: none); of a first one, the last */
	} *entries;
	size_t entry_count;
};

void link_images(struct linked *linked, const struct closure *closure);
void link_free(struct linked *linked);

/* Where a name leads to; `version` may be NULL. False: nothing exports it. */
bool link_find(const struct linked *linked, const char *name, const char *version, uint64_t *place);
/* The same in one image. */
bool link_find_in(const struct linked *linked, size_t image, const char *name, uint64_t *place);

/* The first slot of an image at or behind an address. */
size_t link_slot(const struct linked *linked, size_t image, uint64_t at);

#endif
