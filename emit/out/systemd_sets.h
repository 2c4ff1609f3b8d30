/* SPDX-License-Identifier: Apache-2.0 */
/*
 * systemd_sets: systemd's groups as sets of system calls (emit/systemd_sets.def and emit/systemd_sets_257.def).
 */
#ifndef EMIT_OUT_SYSTEMD_SETS_H
#define EMIT_OUT_SYSTEMD_SETS_H

#include "core/policy/policy.h"

struct systemd_calls {                                /* a set of system calls */
	bool has[CALL_COUNT];
};

/* Names in table order, the first of which, @default, is part of every allow list; NULL after the last. */
const char *systemd_set_at(size_t i);

/* The members of a group that an arch of the policy has: those that each release has, and those that any has. */
struct systemd_group {
	struct systemd_calls always, ever;
};

struct systemd_group systemd_group_of(const char *name, const struct policy *policy);

/* Whether systemd 252 has the call in @known. */
bool systemd_knows(enum syscall_id id);

#endif
