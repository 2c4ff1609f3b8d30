/* SPDX-License-Identifier: Apache-2.0 */
/* Look-ups in core/libc/implied.def and core/libc/fallbacks.def. */
#include "core/libc/implied.h"

#include "core/base/mem.h"
#include "core/libc/conditions.h"

static const struct implied implied[] = {
#define IMPLIED(call, when, level, by) { CALL_##call, NOTHING, CALL_##when, NOTHING, LEVEL_##level, NULL, by },
#define IMPLIED_IF(call, when, only, level, by) { CALL_##call, NOTHING, CALL_##when, only, LEVEL_##level, NULL, by },
#define IMPLIED_WITH(call, with, when, level, by) { CALL_##call, with, CALL_##when, NOTHING, LEVEL_##level, NULL, by },
#define HARMLESS(call, when, by) { CALL_##call, NOTHING, CALL_##when, NOTHING, LEVEL_DEFAULT, IMPLIED_HARMLESS, by },
#include "core/libc/implied.def"
#undef IMPLIED
#undef IMPLIED_IF
#undef IMPLIED_WITH
#undef HARMLESS
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

size_t fallback_count(void)
{
	return COUNT_OF(fallbacks);
}

const struct fallback *fallback_at(size_t i)
{
	return &fallbacks[i];
}
