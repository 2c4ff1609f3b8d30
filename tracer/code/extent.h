/* SPDX-License-Identifier: Apache-2.0 */
/*
 * extent: where each function of an image begins and ends.
 *
 * Unwind tables (.eh_frame) say it for compiled code, even in stripped files;
 * Go's .gopclntab for Go; symbols and PLT entries for the rest. Code that none
 * of them covers is split at whatever is called or pointed to. A function can be
 * more than one extent; code that runs out of one continues in the next.
 */
#ifndef TRACER_CODE_EXTENT_H
#define TRACER_CODE_EXTENT_H

#include "tracer/code/binary.h"

enum { EXTENT_NONE = -1 };

struct extent {
	uint64_t from, to;
	const char *name;                     /* NULL: no symbol */
	bool named;                           /* `from` is the start of a function, not only of a gap */
	bool framed;                          /* from an unwind table */
};

struct extents {
	struct extent *at;                    /* ascending, apart */
	size_t count, room;
	bool go;                              /* bounds are from Go's table */
};

void extents_read(struct extents *extents, const struct binary *binary);
int extent_find(const struct extents *extents, uint64_t address);
void extents_free(struct extents *extents);

/* --- between the files of this module --- */

/* Starts of functions, in any order: `to` is 0 if only the start is known. */
struct starts {
	struct extent *at;
	size_t count, room;
};
void starts_add(struct starts *starts, uint64_t from, uint64_t to, const char *name);
void starts_of_frames(struct starts *starts, const struct binary *binary);
bool starts_of_go(struct starts *starts, const struct binary *binary);
void starts_of_plt(struct starts *starts, const struct binary *binary);

#endif
