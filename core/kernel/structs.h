/* SPDX-License-Identifier: Apache-2.0 */
/*
 * structs: what a call is told behind a pointer, where no classic filter can
 * look. A deep value has a role, as an argument has, and a place: the place in
 * its row of core/kernel/structs.def, and behind those the size of the struct.
 */
#ifndef CORE_STRUCTS_H
#define CORE_STRUCTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/kernel/role.h"
#include "core/kernel/syscall.h"

enum { STRUCT_FIELDS = 3, DEEP_SIZE = STRUCT_FIELDS, DEEP_PLACES };

enum { FIELD_ALWAYS = -1 };

struct struct_field {
	enum role role;                       /* ROLE__: there is none */
	uint16_t offset;
	uint8_t width;                        /* 4 or 8 bytes; 0: not in the struct but in the ring */
	int16_t command;                      /* the first argument must be this, or FIELD_ALWAYS */
};

enum size_where { SIZE_FIXED, SIZE_ARGUMENT, SIZE_INSIDE, SIZE_NOWHERE };

struct struct_row {
	enum syscall_id call;
	uint8_t arg;                          /* that points to it */
	uint8_t where;                        /* enum size_where: NOWHERE where there is no struct at all */
	uint8_t at;                           /* argument or offset that says the size */
	uint16_t least, known;                /* bytes */
	bool out;                             /* the kernel writes it */
	struct struct_field field[STRUCT_FIELDS];
};

const struct struct_row *struct_of(int id);          /* NULL: it is told nothing deep */
size_t struct_count(void);
const struct struct_row *struct_at(size_t i);

/* ROLE__ for a place that the call does not have. */
enum role deep_role(int id, unsigned place);
int deep_place(int id, enum role role);              /* or -1 */

/* The bits that the kernel reads at a place: all of the field's, also those
 * that a rule on an argument of this role does not look at. */
uint64_t deep_mask(int id, unsigned place);

#endif
