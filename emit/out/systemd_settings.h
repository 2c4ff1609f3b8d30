/* SPDX-License-Identifier: Apache-2.0 */
/*
 * systemd_settings: the settings of a unit that refuse nothing that a policy allows.
 *
 * SystemCallFilter= knows names of calls only. These settings also compare arguments, so they give back part of what
 * a policy loses with its conditions. Each is written only if every call that it refuses, as far as the kernel reads its
 * arguments, is refused by the policy (emit/systemd/settings.def).
 */
#ifndef EMIT_OUT_SYSTEMD_SETTINGS_H
#define EMIT_OUT_SYSTEMD_SETTINGS_H

#include "core/base/mem.h"
#include "core/policy/policy.h"

enum unit_setting {
#define SETTING(id, ...) SETTING_##id,
#include "emit/systemd/settings.def"
#undef SETTING
	SETTING_COUNT
};

struct settings {
	const struct policy *policy;          /* borrowed; without ranges of numbers that have a name */
	bool holds[SETTING_COUNT];            /* the policy refuses whatever this one does */
	bool written[SETTING_COUNT];          /* not as a comment */
	bool has_families;
	uint64_t families;                    /* bit i: AF_ i, which the policy allows */
	bool has_namespaces;
	uint32_t namespaces;                  /* CLONE_NEW… that the policy allows */
};

/* `protect`: also writes the settings that restrict more than system calls, which are comments otherwise. */
void settings_of(struct settings *settings, const struct policy *policy, bool protect);

/* Whether the written settings refuse whatever the policy refuses of this call by its arguments. */
bool settings_say(const struct settings *settings, enum syscall_id id);

/* The lines of the unit, each setting with its reason; what differs from the policy in the notes. */
void settings_put(const struct settings *settings, struct text *out, struct text *notes);

#endif
