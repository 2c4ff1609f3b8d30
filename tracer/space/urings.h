/* SPDX-License-Identifier: Apache-2.0 */
/*
 * urings: the io_uring rings of an address space, and what a reader of the trace
 * should know of them.
 */
#ifndef TRACER_URINGS_H
#define TRACER_URINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/space/uring_read.h"

struct space;

enum urings_news { URINGS_SQPOLL, URINGS_OVERRUN, URINGS_UNREADABLE, URINGS_STRANGER, URINGS_FULL };

struct urings {
	struct uring *at;
	size_t count, room;
	unsigned news;                        /* bits of enum urings_news, not reported yet */
};

/* Those of a space, which has none until they are asked for. */
struct urings *urings_of(struct space *space);

void urings_add(struct space *space, const struct uring *ring);
struct uring *urings_find(const struct space *space, uint64_t fd);  /* the open one with this descriptor, or NULL */

void urings_report(struct space *space, enum urings_news news);
const char *urings_note(struct space *space);              /* the next thing that was reported, once, or NULL */

/* Whether the memory of a ring lies there; and that it does no longer. */
bool urings_hold(const struct urings *urings, uint64_t start, uint64_t size);
void urings_forget(struct urings *urings, uint64_t start, uint64_t size);

/* For a fork, and for the end of a space. NULL is none. */
struct urings *urings_copy(const struct urings *urings);
void urings_free(struct urings *urings);

#endif
