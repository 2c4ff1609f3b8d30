/* SPDX-License-Identifier: Apache-2.0 */
/*
 * projection: what archs do differently for one purpose, so that a policy for one
 * arch can be made of a recording on another. The rows of counterparts are in
 * core/libc/projection.def; its extras are implied calls (core/libc/implied.h).
 */
#ifndef CORE_PROJECTION_H
#define CORE_PROJECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "core/kernel/arch.h"
#include "core/kernel/syscall.h"
#include "core/policy/types.h"

struct counterpart {
	const char *purpose;                  /* "arch.thread-pointer"; a set as in core/libc/equivalence.h */
	arch_set archs;
	enum syscall_id call;                 /* CALL_UNKNOWN: these archs need none */
	struct condition with;                /* the argument that it has for this purpose; ROLE__: any */
};

size_t counterpart_count(void);
const struct counterpart *counterpart_at(size_t i);

/* The row of an arch for a purpose, or NULL. */
const struct counterpart *counterpart_on(enum arch arch, const char *purpose);

/* Whether an argument of this role decides which purpose a call has. */
bool counterpart_judges_role(enum role role);

/* The call that programs on this arch make instead of one that hides its arguments in
 * memory; CALL_UNKNOWN: none. */
int replaced_by(enum arch arch, enum syscall_id id);

#endif
