/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A name takes precedence over a number, as a document may be named "1".
 * Documents of the same name count as one if they are equal, and so do all of a file.
 */
#include "emit/in/document.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "emit/in/readers.h"

enum { LISTED_MOST = 16, DIGITS_MOST = 6 };

/* "1 (web), 2 (worker)" */
static void list(const struct in_document *documents, size_t count, struct text *out)
{
	for (size_t i = 0; i < count && i < LISTED_MOST; i++) {
		AUTO_TEXT struct text name = { 0 };
		in_text_list(&name, documents[i].name ? documents[i].name : "");
		text_format(out, name.length ? "%s%zu (%s)" : "%s%zu", i ? ", " : "", i + 1, name.at);
	}
	text_add(out, count > LISTED_MOST ? ", ..." : "");
}

static int by_name(const struct in_document *documents, size_t count, const char *wanted, bool *several)
{
	int found = -1;

	for (size_t i = 0; i < count; i++) {
		if (!documents[i].name || strcmp(documents[i].name, wanted))
			continue;
		*several |= found >= 0 && !json_equal(documents[found].value, documents[i].value);
		found = found < 0 ? (int)i : found;
	}
	return found;
}

static int by_number(size_t count, const char *wanted)
{
	size_t digits = strspn(wanted, "0123456789");
	unsigned long number = strtoul(wanted, NULL, 10);

	return digits && !wanted[digits] && digits <= DIGITS_MOST && number && number <= count ? (int)number - 1 : -1;
}

static bool all_equal(const struct in_document *documents, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (!json_equal(documents[0].value, documents[i].value))
			return false;
	return count > 0;
}

int in_document_choose(const struct in_document *documents, size_t count, const char *wanted, struct err *err)
{
	AUTO_TEXT struct text all = { 0 };
	bool several = false;
	int found = wanted ? by_name(documents, count, wanted, &several) : all_equal(documents, count) ? 0 : -1;

	if (wanted && found < 0)
		found = by_number(count, wanted);
	if (found >= 0 && !several)
		return found;
	list(documents, count, &all);
	if (several)
		return err_set(err, "several policies are named '%.40s' (the file contains %s): choose with --document=NUMBER", wanted, all.at);
	if (wanted)
		return err_set(err, "no policy '%.40s' in the file; it contains %s", wanted, all.at);
	return err_set(err, "the file contains %zu policies, %s: choose one with --document=", count, all.at);
}
