/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in core/libc/equivalences.def and core/kernel/multiplexed.def.
 *
 * Rows are padded with CALL_UNKNOWN, so that walking a set needs no length.
 */
#include "core/libc/equivalence.h"

#include <string.h>

#include "core/base/mem.h"

#define MEMBERS(a, b, c, d, e, f, g, h, i, j, ...) \
	{ CALL_##a, CALL_##b, CALL_##c, CALL_##d, CALL_##e, CALL_##f, CALL_##g, CALL_##h, CALL_##i, CALL_##j }

static const struct equivalence equivalences[] = {
#define EQUIVALENCE(name, standard, what, ...) \
	{ name, standard, what, MEMBERS(__VA_ARGS__, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN) },
#include "core/libc/equivalences.def"
#undef EQUIVALENCE
};

static const struct multiplexed multiplexed[] = {
#define MULTIPLEXED(name, multiplexer, selector, command, direct) \
	{ name, CALL_##multiplexer, ROLE_##selector, command, CALL_##direct },
#include "core/kernel/multiplexed.def"
#undef MULTIPLEXED
};

size_t equivalence_count(void)
{
	return COUNT_OF(equivalences);
}

const struct equivalence *equivalence_at(size_t i)
{
	return &equivalences[i];
}

size_t multiplexed_count(void)
{
	return COUNT_OF(multiplexed);
}

const struct multiplexed *multiplexed_at(size_t i)
{
	return &multiplexed[i];
}

bool equivalence_matches(const char *name, const char *pattern)
{
	size_t length = strlen(pattern);

	return length && !strncmp(name, pattern, length) && (name[length] == '\0' || name[length] == '.');
}

bool equivalence_known(const char *pattern)
{
	for (size_t i = 0; i < COUNT_OF(equivalences); i++)
		if (equivalence_matches(equivalences[i].name, pattern))
			return true;
	for (size_t i = 0; i < COUNT_OF(multiplexed); i++)
		if (equivalence_matches(multiplexed[i].name, pattern))
			return true;
	return false;
}
