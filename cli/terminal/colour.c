/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One table. Its colours are of the eight that every terminal has and a theme can
 * change, without white, black, yellow and blue, which some background hides. Signs and
 * words say the same: nothing is said by a colour alone.
 */
#include "cli/terminal/colour.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/printable.h"

#define RESET "\x1b[m"

static const char *const styles[MARKS] = {
	[MARK_HEAD] = "\x1b[1m",              /* bold */
	[MARK_DANGER] = "\x1b[1;31m",         /* bold red, which nothing else has */
	[MARK_GAINED] = "\x1b[32m",           /* green */
	[MARK_LOST] = "\x1b[35m",             /* magenta */
	[MARK_CHANGED] = "\x1b[36m",          /* cyan */
	[MARK_FINE] = "\x1b[32m",
	[MARK_REASON] = "\x1b[2m",            /* dim */
};

/* --- when --- */

static bool is_wanted(void)
{
	const char *none = getenv("NO_COLOR"), *kind = getenv("TERM");

	return !(none && *none) && kind && *kind && strcmp(kind, "dumb") != 0;
}

static bool is_stdout(const char *output)
{
	return !output || !strcmp(output, "-");
}

int colour_choose(struct colour *colour, const char *word, const char *output, struct err *err)
{
	enum show_when when;

	if (when_parse(&when, "--color", word, err) < 0)
		return -1;
	bool always = when == WHEN_ALWAYS, may = when == WHEN_AUTO && is_wanted();
	colour->out = always || (may && is_stdout(output) && isatty(STDOUT_FILENO));
	colour->err = always || (may && isatty(STDERR_FILENO));
	return 0;
}

/* --- how --- */

/* Each line by itself: pagers and logs show single lines. */
static void add_part(struct text *to, const char *bytes, size_t length, const char *style)
{
	for (size_t line, at = 0; at < length; at += line) {
		const char *end = memchr(bytes + at, '\n', length - at);
		line = end ? (size_t)(end - bytes) - at : length - at;
		text_add(to, style && line ? style : "");
		printable_add_lines(to, bytes + at, line);
		text_add(to, style && line ? RESET : "");
		text_add(to, end ? "\n" : "");
		line += end != NULL;
	}
}

void colour_add(struct text *to, const struct text *text, bool colours)
{
	size_t count, at = 0;
	const struct text_mark *marks = mark_all(text, &count);
	const char *style = NULL;

	text_add(to, "");
	for (size_t i = 0; colours && i < count; i++) {
		size_t end = marks[i].at < text->length ? marks[i].at : text->length;
		add_part(to, text->at + at, end > at ? end - at : 0, style);
		at = end > at ? end : at;
		style = styles[marks[i].mark];
	}
	if (!colours)
		printable_add_lines(to, text->at ? text->at : "", text->length);
	else if (text->length > at)
		add_part(to, text->at + at, text->length - at, style);
}
