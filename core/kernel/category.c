/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in core/kernel/categories.def.
 */
#include "core/kernel/category.h"

#include <string.h>

static const struct {
	const char *name, *help;
} categories[CATEGORY_COUNT] = {
	[CATEGORY_NONE] = { "none", "numbers without a name" },
#define CATEGORY(id, name, help) [CATEGORY_##id] = { name, help },
#include "core/kernel/categories.def"
#undef CATEGORY
};

const char *category_name(enum category category)
{
	return categories[category].name;
}

const char *category_help(enum category category)
{
	return categories[category].help;
}

int category_by_name(const char *name)
{
	for (int i = 0; i < CATEGORY_COUNT; i++)
		if (!strcmp(name, categories[i].name))
			return i;
	return -1;
}
