/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A frame as printed by strace -k: the offset is relative to the image's file,
 * as ours. The first parenthesis after an image's name starts its symbol; one
 * after a space is part of the name ("/memfd:x (deleted)").
 */
#include <stdlib.h>
#include <string.h>

#include "tracer/import/strace_text.h"

static const char *symbol_of(const char *at, const char *end)
{
	for (const char *open = memchr(at, '(', (size_t)(end - at)); open;
	     open = memchr(open + 1, '(', (size_t)(end - open - 1)))
		if (open > at && open[-1] != ' ')
			return open;
	return NULL;
}

static bool copy(char *to, size_t room, const char *at, const char *end)
{
	size_t length = (size_t)(end - at);

	if (length >= room)
		return false;
	memcpy(to, at, length);
	to[length] = '\0';
	return true;
}

/* "read+0x7" up to `end`; anything else, or anything too long, is not a symbol. */
static void take_symbol(const char *at, const char *end, struct imported_frame *out)
{
	const char *plus = end;

	while (plus > at && strncmp(plus, "+0x", 3))
		plus--;
	if (plus > at && copy(out->function, sizeof(out->function), at, plus))
		out->into = strtoull(plus + 3, NULL, 16);
}

bool strace_frame(const char *at, struct imported_frame *out)
{
	const char *address = NULL;

	if (strncmp(at, "> ", 2))
		return false;
	at += 2;
	for (const char *next = strstr(at, ") [0x"); next; next = strstr(next + 1, ") [0x"))
		address = next;
	const char *symbol = address ? symbol_of(at, address) : NULL;
	out->function[0] = '\0';
	out->into = 0;
	if (!symbol || !copy(out->image, sizeof(out->image), at, symbol))
		return false;
	out->offset = strtoull(address + 5, NULL, 16);
	take_symbol(symbol + 1, address, out);
	return true;
}
