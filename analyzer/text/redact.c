/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A name ends at the next slash, or at a character that surrounds paths in text, JSON
 * and Markdown. /home counts even inside a longer path (/var/home/NAME is a home
 * directory, too); /root only where a path begins, since sysroots contain such folders.
 */
#include "analyzer/text/redact.h"

#include <stdbool.h>
#include <string.h>

#define HOME "/home/"
#define ROOT "/root"

static bool is_of_name(char byte)
{
	return byte && !strchr("/ \t\n\"'`<>|:;,()[]{}\\", byte);
}

static bool is_of_path(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || strchr("._-/", byte);
}

/* Further slashes and dots do not change where a path leads: /home//./NAME. */
static size_t skip_slashes(const char *at, size_t length)
{
	while (at[length] == '/' || (at[length] == '.' && at[length + 1] == '/'))
		length += at[length] == '/' ? 1 : 2;
	return length;
}

static bool begins_path(const char *words, const char *at)
{
	while (at > words && at[-1] == '/')
		at--;
	return at == words || !is_of_path(at[-1]);
}

/* The length of a home directory that begins at `at`, or 0. */
static size_t home_at(const char *words, const char *at)
{
	size_t length = strlen(HOME);

	if (!strncmp(at, HOME, length)) {
		size_t begin = skip_slashes(at, length), name = begin;
		while (is_of_name(at[name]))
			name++;
		return name > begin ? name : 0;
	}
	length = strlen(ROOT);
	if (strncmp(at, ROOT, length) || is_of_name(at[length]) || !begins_path(words, at))
		return 0;
	return length;
}

void redact_homes(const char *words, struct text *out)
{
	const char *rest = words;

	for (const char *slash = strchr(words, '/'); slash; slash = strchr(slash, '/')) {
		size_t length = home_at(words, slash);
		if (!length) {
			slash++;
			continue;
		}
		text_add_bytes(out, rest, (size_t)(slash - rest));
		text_add(out, "~");
		rest = slash += length;
	}
	text_add(out, rest);
}

void redact_text(struct text *text)
{
	struct text without = {0};

	if (!text->length)
		return;
	redact_homes(text->at, &without);
	text_free(text);
	*text = without;
}
