/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line that begins with a label, which several blanks follow, goes on behind the
 * label; any other goes on a little to the right of where it began.
 */
#include "core/base/reflow.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/mark.h"

enum { HANG = 4 };

struct reflow {
	struct text *out;
	const char *at;                       /* the text so far unread */
	size_t width, column, offset;         /* column: of the line that is written; offset: in the text that is read */
	const struct text_mark *mark;         /* the next one */
	size_t marks;
};

/* Bytes that continue a character have no column. */
static size_t columns_of(const char *at, size_t length)
{
	size_t columns = 0;

	for (size_t i = 0; i < length; i++)
		columns += ((unsigned char)at[i] & 0xc0) != 0x80;
	return columns;
}

static void pass_marks(struct reflow *to)
{
	for (; to->marks && to->mark->at <= to->offset; to->mark++, to->marks--)
		mark_begin(to->out, to->mark->mark);
}

/* Reads bytes, and writes them if they are `kept`. */
static void take(struct reflow *to, size_t length, bool kept)
{
	to->column += kept ? columns_of(to->at, length) : 0;
	while (length) {
		pass_marks(to);
		size_t part = to->marks && to->mark->at - to->offset < length ? to->mark->at - to->offset : length;
		if (kept)
			text_add_bytes(to->out, to->at, part);
		to->at += part;
		to->offset += part;
		length -= part;
	}
}

/* Where a line goes on. */
static size_t hang_of(const char *line, size_t length, size_t width)
{
	size_t begin = strspn(line, " ");

	for (size_t i = begin; i + 1 < length; i++)
		if (line[i] == ' ' && line[i + 1] == ' ') {
			size_t column = i + strspn(line + i, " ");
			return column < width / 2 ? column : begin + HANG;
		}
	return begin + HANG < width / 2 ? begin + HANG : 0;
}

static void break_line(struct reflow *to, size_t hang)
{
	text_format(to->out, "\n%*s", (int)hang, "");
	to->column = hang;
}

static void flow_line(struct reflow *to, size_t length)
{
	size_t hang = hang_of(to->at, length, to->width);

	for (size_t end = to->offset + length; to->offset < end;) {
		size_t left = end - to->offset, blanks = strspn(to->at, " ");
		blanks = blanks < left ? blanks : left;
		size_t word = strcspn(to->at + blanks, " \n");
		bool fits = to->column + blanks + columns_of(to->at + blanks, word) <= to->width;
		bool breaks = !fits && to->column > hang;
		if (breaks)
			break_line(to, hang);
		take(to, blanks, !breaks);
		take(to, word, true);
	}
}

void reflow(struct text *out, const struct text *from, size_t width)
{
	struct reflow to = { .out = out, .at = from->at ? from->at : "", .width = width };

	to.mark = mark_all(from, &to.marks);
	while (*to.at) {
		size_t length = strcspn(to.at, "\n");
		to.column = 0;
		if (columns_of(to.at, length) > width)
			flow_line(&to, length);
		else
			take(&to, length, true);
		take(&to, *to.at == '\n', true);
	}
	pass_marks(&to);
}
