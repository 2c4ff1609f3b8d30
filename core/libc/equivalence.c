/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in core/libc/equivalences.def and core/kernel/multiplexed.def.
 *
 * Rows are padded with CALL_UNKNOWN, so that walking a set needs no length.
 */
#include "core/libc/equivalence.h"

#include <linux/sched.h>
#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/nearest.h"
#include "core/libc/conditions.h"
#include "core/libc/implied.h"
#include "core/libc/projection.h"

enum { SET_MOST = 64 };                       /* bytes of a name */

#define MEMBERS(a, b, c, d, e, f, g, h, i, j, ...) \
	{ CALL_##a, CALL_##b, CALL_##c, CALL_##d, CALL_##e, CALL_##f, CALL_##g, CALL_##h, CALL_##i, CALL_##j }

#define PADDED(...) \
	MEMBERS(__VA_ARGS__, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)

static const struct equivalence equivalences[] = {
#define EQUIVALENCE(name, level, what, ...) { name, LEVEL_##level, false, what, PADDED(__VA_ARGS__) },
#define TOWARDS(name, level, what, ...) { name, LEVEL_##level, true, what, PADDED(__VA_ARGS__) },
#define CASE(...)
#define PART(...)
#include "core/libc/equivalences.def"
#undef EQUIVALENCE
#undef TOWARDS
#undef CASE
#undef PART
};

static const struct special_case special_cases[] = {
#define EQUIVALENCE(...)
#define TOWARDS(...)
#define CASE(name, level, what, call, of, when, value) \
	{ name, LEVEL_##level, false, what, CALL_##call, CALL_##of, when, value },
#define PART(name, level, what, call, of, when, value) \
	{ name, LEVEL_##level, true, what, CALL_##call, CALL_##of, when, value },
#include "core/libc/equivalences.def"
#undef EQUIVALENCE
#undef TOWARDS
#undef CASE
#undef PART
};

static const struct multiplexed multiplexed[] = {
#define MULTIPLEXED(name, multiplexer, selector, command, direct) \
	{ name, #direct " is command " #command " of " #multiplexer, CALL_##multiplexer, ROLE_##selector, command, CALL_##direct },
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

bool equivalence_has(const struct equivalence *set, enum syscall_id id)
{
	for (size_t i = 0; i < EQUIVALENCE_MEMBERS && set->member[i] != CALL_UNKNOWN; i++)
		if (set->member[i] == id)
			return true;
	return false;
}

size_t special_case_count(void)
{
	return COUNT_OF(special_cases);
}

const struct special_case *special_case_at(size_t i)
{
	return &special_cases[i];
}

size_t multiplexed_count(void)
{
	return COUNT_OF(multiplexed);
}

const struct multiplexed *multiplexed_at(size_t i)
{
	return &multiplexed[i];
}

bool multiplexed_by(enum syscall_id id)
{
	for (size_t i = 0; i < COUNT_OF(multiplexed); i++)
		if (multiplexed[i].multiplexer == id)
			return true;
	return false;
}

bool equivalence_matches(const char *name, const char *pattern)
{
	size_t length = strlen(pattern);

	return length && !strncmp(name, pattern, length) && (name[length] == '\0' || name[length] == '.');
}

static const char *own_name_at(unsigned i)
{
	if (i < COUNT_OF(equivalences))
		return equivalences[i].name;
	i -= (unsigned)COUNT_OF(equivalences);
	if (i < COUNT_OF(special_cases))
		return special_cases[i].name;
	i -= (unsigned)COUNT_OF(special_cases);
	return i < COUNT_OF(multiplexed) ? multiplexed[i].name : NULL;
}

const char *equivalence_name_at(unsigned i)
{
	unsigned own = (unsigned)(COUNT_OF(equivalences) + COUNT_OF(special_cases) + COUNT_OF(multiplexed));

	if (i < own)
		return own_name_at(i);
	i -= own;
	if (i < counterpart_count())
		return counterpart_at(i)->purpose;
	i -= (unsigned)counterpart_count();
	for (size_t row = 0; row < implied_count(); row++)
		if (implied_at(row)->set && !i--)
			return implied_at(row)->set;
	return NULL;
}

bool equivalence_known(const char *pattern)
{
	const char *name;

	for (unsigned i = 0; (name = equivalence_name_at(i)); i++)
		if (equivalence_matches(name, pattern))
			return true;
	return false;
}

/* Of the families, which are no strings of their own: the name of a set of the closest. */
static const char *nearest_family(const char *pattern)
{
	char family[SET_MOST];
	struct closest near;
	const char *found = NULL, *name;

	nearest_begin(&near, pattern);
	for (unsigned i = 0; (name = equivalence_name_at(i)); i++) {
		near.found = NULL;
		snprintf(family, sizeof(family), "%.*s", (int)strcspn(name, "."), name);
		nearest_offer(&near, family);
		found = near.found ? name : found;
	}
	return found;
}

void equivalence_nearest(const char *pattern, struct text *out)
{
	const char *set = nearest(pattern, equivalence_name_at), *family = strchr(pattern, '.') ? NULL : nearest_family(pattern);

	if (family)
		text_add_bytes(out, family, strcspn(family, "."));
	else if (set)
		text_add(out, set);
}
