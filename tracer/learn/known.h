/* SPDX-License-Identifier: Apache-2.0 */
/*
 * known: the calls that a learned filter may let pass.
 *
 * A filter cannot see images, whose addresses are random; the offset of the call
 * site in its page it can. So a call is known by its number, that offset, and
 * the entry of the trace that holds its arguments. Nothing would be added to the
 * trace if such a call were recorded again, except to its count, errors and
 * names of threads. See docs/engines.md for what is missed.
 */
#ifndef TRACER_KNOWN_H
#define TRACER_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/hash.h"
#include "core/trace/trace.h"

enum { KNOWN_PAGE = 4096 };

struct known_call {
	uint32_t nr;
	unsigned offset;                      /* of the instruction pointer in its page */
	int call;                             /* index of the entry in the trace */
	bool passes;                          /* some filter lets some of its calls pass */
};

struct known {                                /* zeroed: empty */
	struct known_call *at;
	size_t count, room;
	struct hash_table index;
};

/* True if it was not known. */
bool known_add(struct known *known, uint32_t nr, uint64_t ip, int call);
void known_pass(struct known *known, const struct known_call *call);   /* marks the equal one */
void known_free(struct known *known);

/* Of that number and offset, in an entry that has the values of `seen`; NULL: none. */
struct known_call *known_find(const struct known *known, const struct trace *trace, uint32_t nr, uint64_t ip, const struct trace_call *seen);

/* Whether the values of one call, `seen`, are among those of its entry: joining them would add none. */
bool known_covers(const struct trace_call *entry, const struct trace_call *seen);

#endif
