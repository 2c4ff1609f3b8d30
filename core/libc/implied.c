/* SPDX-License-Identifier: Apache-2.0 */
/* Look-ups in core/libc/implied.def and core/libc/fallbacks.def. */
#include "core/libc/implied.h"

#include <linux/sched.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/libc/conditions.h"

static const struct implied implied[] = {
#define IMPLIED(call, when, level, by) { CALL_##call, { NOTHING }, CALL_##when, NOTHING, LEVEL_##level, NULL, by, 0 },
#define IMPLIED_IF(call, when, only, level, by) { CALL_##call, { NOTHING }, CALL_##when, only, LEVEL_##level, NULL, by, 0 },
#define IMPLIED_WITH(call, with, when, level, by) { CALL_##call, { with }, CALL_##when, NOTHING, LEVEL_##level, NULL, by, 0 },
#define HARMLESS(call, when, by) { CALL_##call, { NOTHING }, CALL_##when, NOTHING, LEVEL_DEFAULT, IMPLIED_HARMLESS, by, 0 },
#include "core/libc/implied.def"
#define COUNTERPART(...)
#define UNNEEDED(...)
#define REPLACED(...)
#define EXTRA(set, call, when, only, by) { CALL_##call, { NOTHING }, CALL_##when, only, LEVEL_LIBC, set, by, 0 },
#define EXTRA_WITH(set, archs, call, with, by) { CALL_##call, { with }, CALL_UNKNOWN, NOTHING, LEVEL_LIBC, set, by, archs },
#include "core/libc/projection.def"
#undef COUNTERPART
#undef UNNEEDED
#undef REPLACED
#undef EXTRA
#undef EXTRA_WITH
#undef IMPLIED
#undef IMPLIED_IF
#undef IMPLIED_WITH
#undef HARMLESS
};

static const struct portable portables[] = {
#define PORTABLE(libc, call, with, when, by) \
	{ #libc, { CALL_##call, { with }, CALL_##when, NOTHING, LEVEL_LIBC, NULL, #libc ": " by, 0 } },
#define PORTABLE_IF(libc, call, with, when, only, by) \
	{ #libc, { CALL_##call, { with }, CALL_##when, only, LEVEL_LIBC, NULL, #libc ": " by, 0 } },
#include "core/libc/portable.def"
#undef PORTABLE
#undef PORTABLE_IF
};

static const struct fallback fallbacks[] = {
#define FALLBACK(call, instead, by) { CALL_##call, CALL_##instead, by },
#include "core/libc/fallbacks.def"
#undef FALLBACK
};

size_t implied_count(void)
{
	return COUNT_OF(implied);
}

const struct implied *implied_at(size_t i)
{
	return &implied[i];
}

size_t portable_count(void)
{
	return COUNT_OF(portables);
}

const struct portable *portable_at(size_t i)
{
	return &portables[i];
}

bool portable_matches(const struct portable *row, const char *name)
{
	size_t length = strlen(row->libc);

	return !strncmp(row->libc, name, length) && (!name[length] || name[length] == '-');
}

static bool is_first_of_libc(size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (!strcmp(portables[i].libc, portables[row].libc))
			return false;
	return true;
}

const char *portable_name_at(unsigned i)
{
	for (size_t row = 0; row < COUNT_OF(portables); row++)
		if (is_first_of_libc(row) && !i--)
			return portables[row].libc;
	return NULL;
}

bool portable_known(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(portables); i++)
		if (portable_matches(&portables[i], name))
			return true;
	return false;
}

size_t fallback_count(void)
{
	return COUNT_OF(fallbacks);
}

const struct fallback *fallback_at(size_t i)
{
	return &fallbacks[i];
}
