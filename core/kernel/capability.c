/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in core/kernel/capabilities.def. Files use the kernel's names; on the
 * command line the prefix is optional.
 */
#include "core/kernel/capability.h"

#include <string.h>
#include <strings.h>

#include "core/base/mem.h"
#include "core/base/nearest.h"

static const char *const names[] = {
#define CAPABILITY(name) #name,
#include "core/kernel/capabilities.def"
#undef CAPABILITY
};

enum { PREFIX = 4, NAME_MOST = 40 };          /* "CAP_" */

const char *capability_name(unsigned nr)
{
	return nr < COUNT_OF(names) ? names[nr] : NULL;
}

const char *capability_word_at(unsigned i)
{
	static const char *const words[] = {"none", "all"};

	return i < COUNT_OF(words) ? words[i] : capability_name(i - (unsigned)COUNT_OF(words));
}

int capability_by_name(const char *name)
{
	for (unsigned nr = 0; nr < COUNT_OF(names); nr++)
		if (!strcmp(names[nr], name))
			return (int)nr;
	return -1;
}

static int by_word(const char *word)
{
	const char *bare = strncasecmp(word, "CAP_", PREFIX) ? word : word + PREFIX;

	for (unsigned nr = 0; nr < COUNT_OF(names); nr++)
		if (!strcasecmp(names[nr] + PREFIX, bare))
			return (int)nr;
	return -1;
}

/* The nearest name, for a word with or without the prefix. */
static const char *nearest_of(const char *word)
{
	char whole[PREFIX + NAME_MOST + 1] = "CAP_";
	const char *bare = strncasecmp(word, "CAP_", PREFIX) ? word : word + PREFIX;

	for (size_t i = 0; bare[i] && i < NAME_MOST; i++)
		whole[PREFIX + i] = bare[i] >= 'a' && bare[i] <= 'z' ? (char)(bare[i] - 'a' + 'A') : bare[i];
	return nearest(whole, capability_name);
}

static int add_word(cap_set *set, const char *word, struct err *err)
{
	int nr = by_word(word);

	if (!strcasecmp(word, "none"))
		return 0;
	if (!strcasecmp(word, "all")) {
		*set = CAPS_ALL;
		return 0;
	}
	if (nr >= 0) {
		*set |= UINT64_C(1) << nr;
		return 0;
	}
	err_set(err, "unknown capability '%.40s'", word);
	return nearest_hint(err, nearest_of(word));
}

int capability_parse(cap_set *set, const char *list, struct err *err)
{
	char word[NAME_MOST];

	for (const char *at = list;; at++) {
		size_t length = strcspn(at, ",");
		size_t kept = length < sizeof(word) ? length : sizeof(word) - 1;
		memcpy(word, at, kept);
		word[kept] = '\0';
		if (add_word(set, word, err))
			return -1;
		at += length;
		if (!*at)
			return 0;
	}
}
