/* SPDX-License-Identifier: Apache-2.0 */
/*
 * category: broad groups in the style of OpenBSD's pledge, one row each in
 * core/kernel/categories.def. Every system call belongs to exactly one.
 */
#ifndef CORE_CATEGORY_H
#define CORE_CATEGORY_H

enum category {
	CATEGORY_NONE,                        /* only for a number without a name */
#define CATEGORY(id, ...) CATEGORY_##id,
#include "core/kernel/categories.def"
#undef CATEGORY
	CATEGORY_COUNT
};

const char *category_name(enum category category);
const char *category_help(enum category category);
int category_by_name(const char *name);       /* enum category, or -1 */

#endif
