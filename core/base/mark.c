/* SPDX-License-Identifier: Apache-2.0 */
/* A list that is made at the first mark; most texts have none. */
#include "core/base/mark.h"

enum { LEAST = 32 };

struct text_marks {
	size_t count, room;
	struct text_mark at[];
};

static struct text_marks *with_room(struct text_marks *marks)
{
	size_t room = marks ? marks->room : 0, count = marks ? marks->count : 0;

	if (count < room)
		return marks;
	room = room ? room * 2 : LEAST;
	marks = mem_resize(marks, sizeof(*marks) + room * sizeof(marks->at[0]));
	marks->count = count;
	marks->room = room;
	return marks;
}

/* Of a text that was cut. */
static void stay_within(struct text_marks *marks, size_t length)
{
	for (size_t i = marks->count; i && marks->at[i - 1].at > length; i--)
		marks->at[i - 1].at = length;
}

void mark_begin(struct text *text, enum mark mark)
{
	text->marks = with_room(text->marks);
	stay_within(text->marks, text->length);
	text->marks->at[text->marks->count++] = (struct text_mark){ text->length, mark };
}

void mark_end(struct text *text)
{
	mark_begin(text, MARK_NONE);
}

void mark_add(struct text *text, enum mark mark, const char *words)
{
	mark_begin(text, mark);
	text_add(text, words);
	mark_end(text);
}

void mark_add_text(struct text *text, const struct text *from)
{
	size_t before = text->length, count;
	const struct text_mark *marks = mark_all(from, &count);

	for (size_t i = 0; i < count; i++) {
		mark_begin(text, marks[i].mark);
		text->marks->at[text->marks->count - 1].at = before + marks[i].at;
	}
	if (from->length)
		text_add_bytes(text, from->at, from->length);
}

const struct text_mark *mark_all(const struct text *text, size_t *count)
{
	*count = text->marks ? text->marks->count : 0;
	return text->marks ? text->marks->at : NULL;
}
