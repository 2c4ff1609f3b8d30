/* SPDX-License-Identifier: Apache-2.0 */
/* Words are redacted first, then made printable, then escaped: none can undo what the one before did. */
#include "analyzer/page/html.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/text/format.h"
#include "analyzer/text/redact.h"

static const char *escape_of(char byte)
{
	switch (byte) {
	case '&':  return "&amp;";
	case '<':  return "&lt;";
	case '>':  return "&gt;";
	case '"':  return "&quot;";
	case '\'': return "&#39;";
	default:   return NULL;
	}
}

static void escape(const char *plain, struct text *out)
{
	while (*plain) {
		size_t length = strcspn(plain, "&<>\"'");
		text_add_bytes(out, plain, length);
		plain += length;
		if (*plain)
			text_add(out, escape_of(*plain++));
	}
}

void html_words(struct html *html, const char *words)
{
	AUTO_TEXT struct text shown = {0}, plain = {0};

	if (!words || !*words)
		return;
	if (html->homes)
		text_add(&shown, words);
	else
		redact_homes(words, &shown);
	format_plain(shown.at, &plain);
	escape(plain.at, html->out);
}

void html_lines(struct html *html, const char *lines)
{
	AUTO_TEXT struct text line = {0};

	while (lines && *lines) {
		size_t length = strcspn(lines, "\n");
		line.length = 0;
		text_add_bytes(&line, lines, length);
		html_words(html, line.at);
		lines += length;
		if (*lines && *++lines)
			text_add(html->out, "<br>");
	}
}

void html_number(struct html *html, uint64_t number)
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%" PRIu64, number);

	for (int i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			text_add(html->out, "\u202f");
		text_add_bytes(html->out, &digits[i], 1);
	}
}

void html_plural(struct html *html, uint64_t number, const char *thing)
{
	html_number(html, number);
	text_format(html->out, " %s%s", thing, number == 1 ? "" : "s");
}

void html_element(struct html *html, const char *name, const char *words)
{
	text_format(html->out, "<%s>", name);
	html_words(html, words);
	text_format(html->out, "</%.*s>", (int)strcspn(name, " "), name);
}

void html_cell(struct html *html, uint64_t number)
{
	text_format(html->out, "<td class=\"number\" data-sort=\"%" PRIu64 "\">", number);
	html_number(html, number);
	text_add(html->out, "</td>");
}
