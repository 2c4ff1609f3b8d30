/* SPDX-License-Identifier: Apache-2.0 */
/*
 * danger: what a call opens to an attacker who takes over a program that may make it,
 * rows of core/libc/danger.def.
 *
 * A row is dangerous, or only worth knowing since most programs need the call. It
 * may be about some arguments of a call. A combination is about two uses that
 * together give more than each alone.
 */
#ifndef CORE_DANGER_H
#define CORE_DANGER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/kernel/syscall.h"
#include "core/policy/types.h"

enum danger_class {
	DANGER_CODE,
	DANGER_PRIVILEGE,
	DANGER_NAMESPACES,
	DANGER_KERNEL,
	DANGER_BYPASS,
	DANGER_INFORMATION,
	DANGER_NETWORK,
	DANGER_CLASSES
};
const char *danger_class_name(enum danger_class class);
const char *danger_class_what(enum danger_class class);     /* for people: "code that the program did not bring" */

enum { DANGER_CONDITIONS = 2, DANGER_USES = 6 };

struct danger_use {
	enum syscall_id call;
	struct condition when[DANGER_CONDITIONS];  /* all must hold; padded with ROLE__. A role that is behind a pointer
	                                              is one that no policy can restrict */
};

struct danger {
	struct danger_use use;
	enum danger_class class;
	bool grave;                           /* dangerous, not just worth knowing */
	const char *what;
};

struct danger_combination {
	struct danger_use first[DANGER_USES]; /* any of these, padded with CALL_UNKNOWN … */
	struct danger_use second[DANGER_USES];  /* … with any of these; none: with conditions on the arguments of any call */
	enum danger_class class;
	bool grave;
	const char *what;
};

size_t danger_count(void);
const struct danger *danger_at(size_t i);
size_t danger_combination_count(void);
const struct danger_combination *danger_combination_at(size_t i);

/* The first dangerous row of a call, or NULL. */
const struct danger *danger_of(enum syscall_id id);

/* Whether it has any row, also one that is only worth knowing. */
bool danger_is_listed(enum syscall_id id);

#endif
