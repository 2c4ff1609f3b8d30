/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A string is split into characters, each kept or escaped as a whole. Escaping
 * is idempotent, so callers need not know whether a line was escaped before.
 */
#include "core/base/printable.h"

#include <stdio.h>
#include <string.h>

/* Control characters, and Unicode's invisible characters that affect others:
 * direction marks, embeddings and isolates, joiners, separators, tags. */
static const struct {
	uint32_t first, last;
} hidden[] = {
	{ 0x00, 0x1f },     { 0x7f, 0x9f },     { 0xad, 0xad },     { 0x61c, 0x61c },   { 0x180e, 0x180e },
	{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb },
	{ 0xe0000, 0xe007f },
};

bool printable_is(uint32_t character)
{
	for (size_t i = 0; i < COUNT_OF(hidden); i++)
		if (character >= hidden[i].first && character <= hidden[i].last)
			return false;
	return true;
}

/* The byte sequences of RFC 3629, by first byte and range of the second. */
static const struct form {
	unsigned char low, high, next_low, next_high;
	uint8_t length, bits;                 /* value bits in the first byte */
} forms[] = {
	{ 0x01, 0x7f, 0x00, 0x00, 1, 0x7f }, { 0xc2, 0xdf, 0x80, 0xbf, 2, 0x1f }, { 0xe0, 0xe0, 0xa0, 0xbf, 3, 0x0f },
	{ 0xe1, 0xec, 0x80, 0xbf, 3, 0x0f }, { 0xed, 0xed, 0x80, 0x9f, 3, 0x0f }, { 0xee, 0xef, 0x80, 0xbf, 3, 0x0f },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4, 0x07 }, { 0xf1, 0xf3, 0x80, 0xbf, 4, 0x07 }, { 0xf4, 0xf4, 0x80, 0x8f, 4, 0x07 },
};

static size_t decode(const struct form *form, const unsigned char *at, size_t size, uint32_t *character)
{
	if (form->length > size)
		return 0;
	*character = at[0] & form->bits;
	for (size_t i = 1; i < form->length; i++) {
		unsigned char low = i == 1 ? form->next_low : 0x80, high = i == 1 ? form->next_high : 0xbf;
		if (at[i] < low || at[i] > high)
			return 0;
		*character = *character << 6 | (at[i] & 0x3fu);
	}
	return form->length;
}

size_t printable_utf8(const char *string, size_t size, uint32_t *character)
{
	const unsigned char *at = (const unsigned char *)string;

	for (size_t i = 0; size && i < COUNT_OF(forms); i++)
		if (at[0] >= forms[i].low && at[0] <= forms[i].high)
			return decode(&forms[i], at, size, character);
	return 0;
}

static void add_escaped(struct text *out, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		text_format(out, "\\x%02x", (unsigned char)bytes[i]);
}

static void add(struct text *out, const char *bytes, size_t size, bool lines)
{
	uint32_t character = 0;

	text_add(out, "");
	for (size_t i = 0, length; i < size; i += length) {
		length = printable_utf8(bytes + i, size - i, &character);
		bool keep = length && (printable_is(character) || (lines && (character == '\n' || character == '\t')));
		length += !length;
		if (keep)
			text_add_bytes(out, bytes + i, length);
		else
			add_escaped(out, bytes + i, length);
	}
}

void printable_add(struct text *out, const char *bytes, size_t size)
{
	add(out, bytes, size, false);
}

void printable_add_string(struct text *out, const char *string)
{
	add(out, string, strlen(string), false);
}

void printable_add_lines(struct text *out, const char *bytes, size_t size)
{
	add(out, bytes, size, true);
}

static void add_json_escape(struct text *out, uint32_t character)
{
	if (character < 0x10000)
		text_format(out, "\\u%04x", character);
	else
		text_format(out, "\\u%04x\\u%04x", 0xd800 + ((character - 0x10000) >> 10), 0xdc00 + (character & 0x3ff));
}

void printable_add_json(struct text *out, const char *json, size_t size)
{
	uint32_t character = 0;

	for (size_t i = 0, length; i < size; i += length) {
		length = printable_utf8(json + i, size - i, &character);
		if (length && character >= ' ' && !printable_is(character))
			add_json_escape(out, character);
		else
			text_add_bytes(out, json + i, length + !length);
		length += !length;
	}
}

/* Adds the first character of `string`: its bytes, or their escapes. */
static size_t spell_one(const char *string, size_t *length, char spelt[20])
{
	uint32_t character = 0;
	size_t put = 0;

	*length = printable_utf8(string, strlen(string), &character);
	if (*length && printable_is(character)) {
		memcpy(spelt, string, *length);
		return *length;
	}
	*length += !*length;
	for (size_t i = 0; i < *length; i++)
		put += (size_t)snprintf(spelt + put, 20 - put, "\\x%02x", (unsigned char)string[i]);
	return put;
}

void printable_copy(char *to, size_t room, const char *string)
{
	size_t at = 0, length;
	char spelt[20];

	for (; *string; string += length) {
		size_t size = spell_one(string, &length, spelt);
		if (at + size >= room)
			break;
		memcpy(to + at, spelt, size);
		at += size;
	}
	to[at] = '\0';
}
