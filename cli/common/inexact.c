/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words are the same whatever command they are printed by.
 */
#include "cli/common/inexact.h"

#include <string.h>

enum { TOLD_MOST = 8 };                       /* of a file; the policy has them all */

void inexact_tell(const struct policy *policy, const char *name, struct text *told)
{
	for (size_t i = 0; i < policy->inexact_count && i < TOLD_MOST; i++) {
		const struct inexact *entry = &policy->inexact[i];
		text_format(told, "%s was read inexactly: ", strcmp(name, "-") ? name : "stdin");
		if (entry->line)
			text_format(told, "line %u: ", entry->line);
		if (entry->call)
			text_format(told, "%s: ", entry->call);
		text_format(told, "%s\n", entry->reason);
	}
	if (policy->inexact_count > TOLD_MOST)
		text_format(told, "%s was read inexactly: %zu more\n", strcmp(name, "-") ? name : "stdin",
		            policy->inexact_count - TOLD_MOST);
}
