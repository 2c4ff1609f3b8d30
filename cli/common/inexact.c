/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All commands print inexact entries in the same format.
 */
#include "cli/common/inexact.h"

#include "core/base/file.h"

enum { NOTES_MOST = 8 };                      /* per file; the policy contains all */

static void entry_text(const char *name, const struct inexact *entry, struct text *out)
{
	text_format(out, "%s was read inexactly: ", file_shown(name));
	if (entry->line)
		text_format(out, "line %u: ", entry->line);
	if (entry->call)
		text_format(out, "%s: ", entry->call);
	text_add(out, entry->reason);
}

void inexact_report(const struct policy *policy, const char *name, struct text *notes)
{
	size_t more = policy->inexact_count > NOTES_MOST ? policy->inexact_count - NOTES_MOST : 0;

	for (size_t i = 0; i < policy->inexact_count - more; i++) {
		entry_text(name, &policy->inexact[i], notes);
		text_add(notes, "\n");
	}
	if (more)
		text_format(notes, "%s was read inexactly: %zu more\n", file_shown(name), more);
}

int inexact_check(const struct policy *policy, const char *name, const char *claim, struct err *err)
{
	AUTO_TEXT struct text first = {0};

	if (!policy->inexact_count)
		return 0;
	entry_text(name, policy->inexact, &first);
	if (policy->inexact_count > 1)
		text_format(&first, " (and %zu more)", policy->inexact_count - 1);
	return err_set(err, "cannot %s: %s", claim, first.at);
}
