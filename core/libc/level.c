/* SPDX-License-Identifier: Apache-2.0 */
/* The names of levels, and what each means. */
#include "core/libc/level.h"

#include <string.h>

static const struct {
	const char *name, *what;
} levels[LEVEL_COUNT] = {
	[LEVEL_EXACT] = { "exact", "the recorded calls with the recorded arguments, and what no process can avoid" },
	[LEVEL_LIBC] = { "libc", "what any libc may call instead, under contention or after errors" },
	[LEVEL_DEFAULT] = { "default", "calls and arguments that give no power beyond the recorded ones" },
	[LEVEL_BROAD] = { "broad", "the whole categories of the recorded calls, without dangerous calls" },
};

const char *level_name(enum level level)
{
	return levels[level].name;
}

const char *level_name_at(unsigned i)
{
	return i < LEVEL_COUNT ? levels[i].name : NULL;
}

int level_by_name(const char *name)
{
	for (int level = 0; level < LEVEL_COUNT; level++)
		if (!strcmp(levels[level].name, name))
			return level;
	return -1;
}

const char *level_what(enum level level)
{
	return levels[level].what;
}
