/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All commands print inexact entries in the same format.
 */
#include "cli/common/inexact.h"

#include <string.h>

enum { NOTES_MOST = 8 };                       /* per file; the policy contains all */

void inexact_report(const struct policy *policy, const char *name, struct text *notes)
{
	for (size_t i = 0; i < policy->inexact_count && i < NOTES_MOST; i++) {
		const struct inexact *entry = &policy->inexact[i];
		text_format(notes, "%s was read inexactly: ", strcmp(name, "-") ? name : "stdin");
		if (entry->line)
			text_format(notes, "line %u: ", entry->line);
		if (entry->call)
			text_format(notes, "%s: ", entry->call);
		text_format(notes, "%s\n", entry->reason);
	}
	if (policy->inexact_count > NOTES_MOST)
		text_format(notes, "%s was read inexactly: %zu more\n", strcmp(name, "-") ? name : "stdin",
		            policy->inexact_count - NOTES_MOST);
}
