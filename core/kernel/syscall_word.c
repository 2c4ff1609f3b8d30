/* SPDX-License-Identifier: Apache-2.0 */
#include "core/kernel/syscall_word.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/base/nearest.h"
#include "core/kernel/syscall.h"

static const char *without_prefix(const char *word)
{
	static const char *const prefixes[] = { "__NR_", "SYS_" };

	for (size_t i = 0; i < COUNT_OF(prefixes); i++)
		if (!strncmp(word, prefixes[i], strlen(prefixes[i])))
			return word + strlen(prefixes[i]);
	return word;
}

int syscall_by_word(const char *word)
{
	return syscall_by_name(without_prefix(word));
}

const char *syscall_nearest(const char *word)
{
	return nearest(without_prefix(word), syscall_name_at);
}
