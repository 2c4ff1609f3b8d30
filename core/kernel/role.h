/* SPDX-License-Identifier: Apache-2.0 */
/*
 * role: what an argument is for, one row each in core/kernel/roles.def.
 *
 * Rules refer to roles, not positions, so one condition applies to both open and
 * openat. A role defines the width of the kernel's type, whether a filter may
 * check the argument at all, how many observed values are joined, and how a
 * value is spelled.
 */
#ifndef CORE_ROLE_H
#define CORE_ROLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/kernel/arch.h"
#include "core/base/err.h"
#include "core/base/mem.h"

enum role {
#define ROLE(id, ...) ROLE_##id,
#include "core/kernel/roles.def"
#undef ROLE
	ROLE_COUNT
};

enum role_width {
	WIDTH_INT,                            /* the kernel reads the low 32 bits only */
	WIDTH_LONG                            /* as wide as a register of the arch */
};

enum role_join {                              /* how more than VALUES_MAX values are joined */
	JOIN_NEVER,                           /* not filterable: values are not recorded */
	JOIN_ANY,                             /* a set, then anything */
	JOIN_BITS,                            /* a set, then the union of the bits */
	JOIN_RANGE,                           /* a set, then lowest to highest */
	JOIN_ZERO                             /* 0, or 1 for every other value */
};

struct role_info {
	const char *name;
	enum role_width width;
	enum role_join join;
	bool selector;                        /* selects one of many operations: rules are inferred from it */
	uint64_t ignore;                      /* bits that rules ignore (SOCK_CLOEXEC, exit signal) */
	const char *what;                     /* for documentation */
};

const struct role_info *role_info(enum role role);
int role_by_name(const char *name);           /* enum role, or -1 */
const char *role_name_at(unsigned i);         /* NULL past the last */
bool role_is_filterable(enum role role);
bool role_is_register(enum role role);        /* arg0 … arg5: a position, not a purpose */

/* The bits that a rule on `role` compares, for an arch; all 64 of a register. syscall_mask()
 * also knows the calls that read fewer. */
uint64_t role_mask(enum role role, enum arch arch);

/* The value to record for an argument that the kernel reads as `value`. */
uint64_t role_recorded(enum role role, uint64_t value);

/* The bits of values that mean something else on `arch` than on x86_64, by
 * core/kernel/numbering.def: 0 if none, all ones if no value carries over. And
 * between two archs. */
uint64_t role_numbers_own(enum role role, enum arch arch);
uint64_t role_numbers_differ(enum role role, enum arch a, enum arch b);

/* Spells a value by the names of its role ("AF_UNIX",
 * "CLONE_VM|CLONE_FS|0x80000000"); a number if it has no name. */
void role_spell(enum role role, uint64_t value, struct text *out);

/* The reverse: names joined by |, numbers in C notation. */
int role_parse(enum role role, const char *words, uint64_t *value, struct err *err);

#endif
