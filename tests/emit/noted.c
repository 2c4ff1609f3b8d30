/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/emit/noted.h"

#include <stdbool.h>
#include <string.h>

static bool is_beyond(const char *line, size_t length)
{
	static const char *const words[] = {
		"an arch that the policy does not name gets", "from 0x80000000 on get", ": kafel treats them as unknown", ": firejail treats them as unknown",
		"numbers without a name", "but set PR_SET_MDWE", "the only call of an architecture, which", "does not know these calls refuses the file", "a libseccomp without a name for these calls (2.5.4 and older)",
		"runc answers ENOSYS", "minijail0 kills the thread",
	};

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		const char *found = strstr(line, words[i]);
		if (found && found < line + length)
			return true;
	}
	return false;
}

void noted_keep_calls(struct text *notes)
{
	struct text kept = { 0 };

	text_add(&kept, "");
	for (const char *line = notes->length ? notes->at : ""; *line;) {
		size_t length = strcspn(line, "\n");
		length += line[length] == '\n';
		if (!is_beyond(line, length))
			text_add_bytes(&kept, line, length);
		line += length;
	}
	text_free(notes);
	*notes = kept;
}
