/* SPDX-License-Identifier: Apache-2.0 */
/* Look-ups in core/libc/profiles.def: a set of profiles for each call. */
#include "core/libc/profile.h"

static const struct {
	const char *name, *version;
} profiles[PROFILE_COUNT] = {
#define PROFILE(id, name, version, source) [PROFILE_##id] = { name, version },
#include "core/libc/profiles.def"
#undef PROFILE
};

enum {
#define PROFILE(id, ...) id = 1 << PROFILE_##id,
#include "core/libc/profiles.def"
#undef PROFILE
};

static const unsigned char allowing[CALL_COUNT] = {
#define MEMBER(call, profiles) [CALL_##call] = profiles,
#include "core/libc/profiles.def"
#undef MEMBER
};

const char *profile_name(enum profile_id profile)
{
	return profiles[profile].name;
}

const char *profile_version(enum profile_id profile)
{
	return profiles[profile].version;
}

bool profile_allows(enum profile_id profile, enum syscall_id id)
{
	return allowing[id] >> profile & 1;
}

static bool exists_on_one(enum syscall_id id, arch_set archs)
{
	arch_each(arch, archs)
		if (syscall_exists(id, arch))
			return true;
	return false;
}

size_t profile_calls(enum profile_id profile, arch_set archs)
{
	size_t count = 0;

	for (int id = 0; id < CALL_COUNT; id++)
		count += profile_allows(profile, (enum syscall_id)id) && exists_on_one((enum syscall_id)id, archs);
	return count;
}
