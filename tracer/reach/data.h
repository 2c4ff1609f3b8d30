/* SPDX-License-Identifier: Apache-2.0 */
/*
 * data: which object of an image's data an address is in.
 *
 * A symbol says it where there is one. Elsewhere an object ends where the next
 * begins: at an address that code or a relocation names and that is aligned as
 * compilers align tables. An address inside a table that code also uses does
 * not cut it, unless it looks like the start of another.
 */
#ifndef TRACER_REACH_DATA_H
#define TRACER_REACH_DATA_H

#include "tracer/reach/link.h"

struct bounds {
	uint64_t *at;                         /* ascending */
	size_t count, room;
	bool known;
};

struct data {
	const struct linked *linked;
	struct bounds *bounds;                /* of each image: where an object begins or ends */
	struct {
		const struct symbol **at;         /* objects with a size, ascending by address */
		size_t count;
	} *objects;
};

void data_open(struct data *data, const struct linked *linked);
void data_close(struct data *data);

/* The object that contains an address of data: [*from, *to), with `address` in it. */
void data_object(struct data *data, size_t image, uint64_t address, uint64_t *from, uint64_t *to);

#endif
