/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Versions are compared part by part; a suffix does not count.
 */
#include "core/base/version.h"

#include <ctype.h>
#include <stdlib.h>

#include "core/base/order.h"

enum { DIGITS_MOST = 9 };

/* The end of a number at `text`, or NULL. */
static const char *number_end(const char *text)
{
	const char *end = text;

	while (isdigit((unsigned char)*end))
		end++;
	return end > text && end - text <= DIGITS_MOST ? end : NULL;
}

static bool is_suffix(const char *text)
{
	return !*text || ((*text == '-' || *text == '+' || *text == '~') && text[1]);
}

bool version_parse(struct version *version, const char *text)
{
	const char *end;

	*version = (struct version){ 0 };
	text += *text == 'v';
	for (unsigned i = 0; i < VERSION_PARTS; i++, text = end + 1) {
		end = number_end(text);
		if (!end)
			return false;
		version->part[i] = (unsigned)strtoul(text, NULL, 10);
		if (*end != '.')
			return is_suffix(end);
	}
	return false;
}

int version_order(struct version a, struct version b)
{
	int order = 0;

	for (unsigned i = 0; i < VERSION_PARTS && !order; i++)
		order = number_order(a.part[i], b.part[i]);
	return order;
}

bool version_is_after(const char *text, struct version version)
{
	struct version other;

	return version_parse(&other, text) && version_order(other, version) > 0;
}
