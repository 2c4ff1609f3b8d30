/* SPDX-License-Identifier: Apache-2.0 */
/*
 * systemd_sets: the groups of emit/systemd_sets.def as sets of system calls.
 */
#ifndef EMIT_OUT_SYSTEMD_SETS_H
#define EMIT_OUT_SYSTEMD_SETS_H

#include "core/policy/policy.h"

struct systemd_calls {                                /* a set of system calls */
	bool has[CALL_COUNT];
};

/* Names in table order, the first of which, @default, is part of every allow list; NULL after the last. */
const char *systemd_set_at(size_t i);

/* The members of a group that an arch of the policy has. */
struct systemd_calls systemd_set_members(const char *name, const struct policy *policy);

#endif
