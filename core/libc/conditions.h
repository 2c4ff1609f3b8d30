/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions on arguments as initialisers, for the rows of core/libc's tables. */
#ifndef CORE_CONDITIONS_H
#define CORE_CONDITIONS_H

#include "core/policy/types.h"

#define CONDITION_NUMBERS(...) (sizeof((uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t))
#define CONDITION_OF(role_, kind_, negated_, ...) \
	{ .role = ROLE_##role_, .values = { .kind = VALUES_##kind_, .negated = negated_, \
	  .count = VALUES_##kind_ == VALUES_SET ? CONDITION_NUMBERS(__VA_ARGS__) : 0, .v = { __VA_ARGS__ } } }

#define ON(arch) ARCH_BIT(ARCH_##arch)          /* an arch of a row */
#define NOTHING { .role = ROLE__ }            /* no condition */
#define BOTH(first, ...) first, __VA_ARGS__   /* several, where a row can have them */
#define ONE_OF(role, ...) CONDITION_OF(role, SET, false, __VA_ARGS__)
#define NOT_ONE_OF(role, ...) CONDITION_OF(role, SET, true, __VA_ARGS__)
#define UP_TO(role, least, most) CONDITION_OF(role, RANGE, false, least, most)
#define WITHIN(role, bits) CONDITION_OF(role, BITS, false, bits)
#define ALL_OF(role, bits) CONDITION_OF(role, HAS_ALL, false, bits)
#define ANY_OF(role, bits) CONDITION_OF(role, HAS_ANY, false, bits)
#define MASKED(role, mask, bits) CONDITION_OF(role, MASKED, false, mask, bits)
#define NOT_ALL_OF(role, bits) CONDITION_OF(role, HAS_ALL, true, bits)
#define NONE_OF(role, bits) CONDITION_OF(role, HAS_ANY, true, bits)

#endif
