/* SPDX-License-Identifier: Apache-2.0 */
/*
 * members: systemd's groups (emit/systemd/release.h) as those of every release that a unit may meet.
 */
#ifndef EMIT_SYSTEMD_MEMBERS_H
#define EMIT_SYSTEMD_MEMBERS_H

#include "core/policy/policy.h"
#include "emit/systemd/release.h"

/* The members of a group that an arch of the policy has: those that each release has, and those that any has. */
struct systemd_members {
	const char *name;
	struct systemd_calls always, ever;
};

struct systemd_members systemd_members_of(const char *group, const struct policy *policy);

struct systemd_groups {                       /* all of them; the first is @default */
	struct systemd_members at[32];
	size_t count;
};
void systemd_groups_of(struct systemd_groups *groups, const struct policy *policy);

/* Whether the oldest systemd has the call in @known, and its libseccomp the name. */
bool systemd_oldest_knows(enum syscall_id id);

#endif
