/* SPDX-License-Identifier: Apache-2.0 */
/*
 * implied: what a policy must handle although no trace can show the need: calls
 * that the kernel or libc makes for the program, or that only ask
 * (core/libc/implied.def, and for libcs by name portable.def), and calls that must fail with ENOSYS for libc to fall
 * back (core/libc/fallbacks.def).
 */
#ifndef CORE_IMPLIED_H
#define CORE_IMPLIED_H

#include <stdbool.h>
#include <stddef.h>

#include "core/kernel/syscall.h"
#include "core/libc/level.h"
#include "core/policy/types.h"

#define IMPLIED_HARMLESS "harmless"           /* the family of rows that --no-set=harmless leaves out */

enum { IMPLIED_CONDITIONS = 3 };

struct implied {
	enum syscall_id call;
	struct condition with[IMPLIED_CONDITIONS];    /* the only arguments with which it is implied; padded with ROLE__ */
	enum syscall_id when;                 /* added when this is allowed; CALL_UNKNOWN: always */
	struct condition only;                /* … with an argument that meets this; ROLE__: any */
	enum level level;                     /* the first that adds it; EXACT: no process can avoid it */
	const char *set;                      /* its family, or NULL */
	const char *by;                       /* caller: "kernel", "glibc 2.34 malloc", … */
	arch_set on;                          /* only there; 0: on every arch that has it */
};

struct fallback {
	enum syscall_id call;                 /* returns ENOSYS unless allowed */
	enum syscall_id instead;              /* what callers then use */
	const char *by;                       /* which callers fall back */
};

/* The same, only where the author asks for a libc by name (core/libc/portable.def). */
struct portable {
	const char *libc;                     /* "musl", "go" … */
	struct implied row;
};

size_t portable_count(void);
const struct portable *portable_at(size_t i);

/* Whether a name that an author gave is a libc of the table; and whether it stands for
 * a row's: "glibc-2.41" is glibc of any version. */
bool portable_known(const char *name);
const char *portable_name_at(unsigned i);     /* each libc once; NULL past the last */
bool portable_matches(const struct portable *row, const char *name);

size_t implied_count(void);
const struct implied *implied_at(size_t i);
size_t fallback_count(void);
const struct fallback *fallback_at(size_t i);

#endif
