/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ring is dropped when its memory is unmapped, not when its descriptor is
 * closed: a registered ring lives on.
 */
#include "tracer/space/urings.h"

#include <stdlib.h>

#include "core/base/mem.h"
#include "tracer/space/address_space.h"

enum { RINGS_MOST = 4096 };

static const char *const news_text[] = {
	[URINGS_SQPOLL] = "io_uring with SQPOLL: the kernel polls the ring; it was read at each other call of the program",
	[URINGS_OVERRUN] = "io_uring: a ring wrapped around between two reads: some submissions are missing",
	[URINGS_UNREADABLE] = "io_uring: the memory of a ring could not be read: its submissions are not in the trace",
	[URINGS_STRANGER] = "io_uring: a ring whose creation was not recorded was used: its submissions may be missing",
	[URINGS_FULL] = "io_uring: too many rings in one process: submissions of the others are not in the trace",
};

struct urings *urings_copy(const struct urings *urings)
{
	if (!urings)
		return NULL;
	struct urings *copy = mem_alloc(sizeof(*copy));
	*copy = *urings;
	copy->room = urings->count;
	copy->at = mem_alloc(copy->room * sizeof(*copy->at));
	for (size_t i = 0; i < urings->count; i++)
		copy->at[i] = urings->at[i];
	return copy;
}

void urings_free(struct urings *urings)
{
	if (urings)
		free(urings->at);
	free(urings);
}

struct urings *urings_of(struct address_space *space)
{
	if (!space->urings)
		space->urings = mem_alloc(sizeof(*space->urings));
	return space->urings;
}

void urings_report(struct address_space *space, enum urings_news news)
{
	urings_of(space)->news |= 1u << news;
}

struct uring *urings_find(const struct address_space *space, uint64_t fd)
{
	struct urings *urings = space->urings;

	for (size_t i = 0; urings && (int)fd >= 0 && i < urings->count; i++)
		if (urings->at[i].fd == (int)fd && !urings->at[i].closed)
			return &urings->at[i];
	return NULL;
}

static void drop(struct urings *urings, size_t i)
{
	urings->at[i] = urings->at[--urings->count];
}

static void drop_closed(struct urings *urings)
{
	for (size_t i = urings->count; i-- > 0;)
		if (urings->at[i].closed)
			drop(urings, i);
}

void urings_add(struct address_space *space, const struct uring *ring)
{
	struct urings *urings = urings_of(space);
	struct uring *former = urings_find(space, (uint64_t)ring->fd);

	if (former)
		former->closed = true;
	if (urings->count == RINGS_MOST)
		drop_closed(urings);
	if (urings->count == RINGS_MOST) {
		urings_report(space, URINGS_FULL);
		return;
	}
	urings->at = mem_grow(urings->at, urings->count, &urings->room, sizeof(*urings->at));
	urings->at[urings->count++] = *ring;
}

static bool lies_in(const struct uring *ring, uint64_t start, uint64_t size)
{
	return ring->ring - start < size || ring->sqes - start < size;
}

bool urings_hold(const struct urings *urings, uint64_t start, uint64_t size)
{
	for (size_t i = 0; urings && i < urings->count; i++)
		if (lies_in(&urings->at[i], start, size))
			return true;
	return false;
}

void urings_forget(struct urings *urings, uint64_t start, uint64_t size)
{
	for (size_t i = urings ? urings->count : 0; i-- > 0;)
		if (lies_in(&urings->at[i], start, size))
			drop(urings, i);
}

const char *urings_note(struct address_space *space)
{
	struct urings *urings = space->urings;

	for (unsigned i = 0; urings && i < COUNT_OF(news_text); i++)
		if (urings->news >> i & 1) {
			urings->news &= ~(1u << i);
			return news_text[i];
		}
	return NULL;
}
