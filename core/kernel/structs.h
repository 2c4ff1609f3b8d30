/* SPDX-License-Identifier: Apache-2.0 */
/*
 * structs: values that a call passes in a struct behind a pointer, which no
 * classic filter can read. A deep value has a role, like an argument, and a
 * place: its index in its row of core/kernel/structs.def; the struct's size
 * comes after the fields.
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
	enum role role;                       /* ROLE__: none */
	uint16_t offset;
	uint8_t width;                        /* 4 or 8 bytes; 0: in the ring, not in the struct */
	int16_t command;                      /* required first argument, or FIELD_ALWAYS */
};

enum size_where { SIZE_FIXED, SIZE_ARGUMENT, SIZE_INSIDE, SIZE_NOWHERE };

struct struct_row {
	enum syscall_id call;
	uint8_t arg;                          /* argument that points to it */
	uint8_t where;                        /* enum size_where; NOWHERE: no struct at all */
	uint8_t at;                           /* argument or offset of the size */
	uint16_t least, known;                /* bytes */
	bool out;                             /* the kernel writes it */
	struct struct_field field[STRUCT_FIELDS];
};

const struct struct_row *struct_of(int id);          /* NULL: the call takes no known struct */
size_t struct_count(void);
const struct struct_row *struct_at(size_t i);

/* ROLE__ if the call has no such place. */
enum role deep_role(int id, unsigned place);
int deep_place(int id, enum role role);              /* or -1 */

/* The bits that the kernel reads at a place: the whole field, including bits
 * that a rule on an argument of this role ignores. */
uint64_t deep_mask(int id, unsigned place);

#endif
