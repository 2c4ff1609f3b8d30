/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errno names: look-ups in core/kernel/errno.def. Not every libc has a function
 * for the names, those that have know only this machine's, and none parses them.
 */
#include <stddef.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/kernel/verdict.h"

static const struct errno_row {
	int number;
	const char *name;
} rows[] = {
#define ERRNO(number, name) { number, #name },
#include "core/kernel/errno.def"
#undef ERRNO
};

const char *errno_name(int number)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].number == number)
			return rows[i].name;
	return NULL;
}

int errno_by_name(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (!strcmp(rows[i].name, name))
			return rows[i].number;
	return -1;
}
