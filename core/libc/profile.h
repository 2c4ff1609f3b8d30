/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile: which calls the default profiles of container tools allow, rows of
 * core/libc/profiles.def: something to compare a policy with.
 */
#ifndef CORE_PROFILE_H
#define CORE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/kernel/syscall.h"

enum profile_id {
#define PROFILE(id, ...) PROFILE_##id,
#include "core/libc/profiles.def"
#undef PROFILE
	PROFILE_COUNT
};

const char *profile_name(enum profile_id profile);
const char *profile_version(enum profile_id profile);

/* Whether it allows the call, at least for some arguments. */
bool profile_allows(enum profile_id profile, enum syscall_id id);

/* How many calls it allows that one of these archs has. */
size_t profile_calls(enum profile_id profile, arch_set archs);

#endif
