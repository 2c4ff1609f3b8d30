/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errno names: look-ups in core/verdict/errno.def. Not every libc has a function
 * for the names, those that have know only this machine's, and none parses them.
 */
#include <stddef.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/verdict/verdict.h"

static const struct errno_row {
	int number;
	const char *name;
} rows[] = {
#define ERRNO(number, name) { number, #name },
#include "core/verdict/errno.def"
#undef ERRNO
};

const char *errno_name(int number)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].number == number)
			return rows[i].name;
	return NULL;
}

/* include/linux/errno.h: "These should never be seen by user programs". The signal
 * code turns these four into a restart or EINTR. The others of that header are
 * not errnos of a restart, and some do reach programs, such as ENOTSUPP (524). */
enum { ERESTARTSYS = 512, ERESTARTNOINTR = 513, ERESTARTNOHAND = 514, ERESTART_RESTARTBLOCK = 516 };

int errno_of_result(int64_t result)
{
	int number = result < 0 && result >= -ERRNO_MOST ? (int)-result : 0;
	bool restarts = number == ERESTARTSYS || number == ERESTARTNOINTR || number == ERESTARTNOHAND ||
	                number == ERESTART_RESTARTBLOCK;

	return restarts ? 0 : number;
}

const char *errno_name_at(unsigned i)
{
	return i < COUNT_OF(rows) ? rows[i].name : NULL;
}

int errno_by_name(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (!strcmp(rows[i].name, name))
			return rows[i].number;
	return -1;
}
