/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/terminal/when.h"

#include <stddef.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/nearest.h"

static const char *const words[] = {
	[WHEN_AUTO] = "auto", [WHEN_ALWAYS] = "always", [WHEN_NEVER] = "never",
};

const char *when_at(unsigned i)
{
	return i < COUNT_OF(words) ? words[i] : NULL;
}

int when_parse(enum show_when *when, const char *option, const char *word, struct err *err)
{
	*when = WHEN_AUTO;
	for (unsigned i = 0; word && i < COUNT_OF(words); i++)
		if (!strcmp(words[i], word)) {
			*when = (enum show_when)i;
			return 0;
		}
	return word ? nearest_refuse(err, option, word, when_at) : 0;
}
