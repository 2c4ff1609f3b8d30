/* SPDX-License-Identifier: Apache-2.0 */
/*
 * urings: the io_uring rings of an address space, and notes about them for the
 * trace.
 */
#ifndef TRACER_URINGS_H
#define TRACER_URINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/space/uring_read.h"

struct address_space;

enum urings_news { URINGS_SQPOLL, URINGS_OVERRUN, URINGS_UNREADABLE, URINGS_STRANGER, URINGS_FULL };

struct urings {
	struct uring *at;
	size_t count, room;
	unsigned news;                        /* bits of enum urings_news, not reported yet */
};

/* Creates them on first use. */
struct urings *urings_of(struct address_space *space);

void urings_add(struct address_space *space, const struct uring *ring);
struct uring *urings_find(const struct address_space *space, uint64_t fd); /* the open one with this descriptor, or NULL */

void urings_report(struct address_space *space, enum urings_news news);
const char *urings_note(struct address_space *space);      /* returns each reported note once, then NULL */

/* Whether the range holds memory of a ring; and drops such rings. */
bool urings_hold(const struct urings *urings, uint64_t start, uint64_t size);
void urings_forget(struct urings *urings, uint64_t start, uint64_t size);

/* For a fork, and for the end of an address space. NULL is allowed. */
struct urings *urings_copy(const struct urings *urings);
void urings_free(struct urings *urings);

#endif
