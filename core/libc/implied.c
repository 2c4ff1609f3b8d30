/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in core/libc/implied.def, core/libc/libc_values.def and core/libc/fallbacks.def.
 */
#include "core/libc/implied.h"

#include "core/base/mem.h"

static const struct implied implied[] = {
#define IMPLIED(call, when, unavoidable, by) { CALL_##call, CALL_##when, unavoidable, by },
#include "core/libc/implied.def"
#undef IMPLIED
};

static const struct libc_value libc_values[] = {
#define LIBC_VALUE(role, value, when, by) { ROLE_##role, value, when, by },
#include "core/libc/libc_values.def"
#undef LIBC_VALUE
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

size_t libc_value_count(void)
{
	return COUNT_OF(libc_values);
}

const struct libc_value *libc_value_at(size_t i)
{
	return &libc_values[i];
}

size_t fallback_count(void)
{
	return COUNT_OF(fallbacks);
}

const struct fallback *fallback_at(size_t i)
{
	return &fallbacks[i];
}
