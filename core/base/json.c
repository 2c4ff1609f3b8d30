/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading uses jansson, which limits the depth and rejects invalid UTF-8.
 * Writing appends to a text directly, so that the exact bytes are ours and
 * memory cannot run out halfway through a file.
 */
#include "core/base/json.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/nearest.h"
#include "core/base/printable.h"

enum { MARK = 3 };
static const char mark_of_order[] = "\xef\xbb\xbf";

const char *json_start(const char *text)
{
	text += strncmp(text, mark_of_order, MARK) ? 0 : MARK;
	return text + strspn(text, " \t\r\n");
}

static bool holds_objects(const json_t *value)
{
	for (size_t i = 0; i < json_array_size(value); i++)
		if (json_is_object(json_array_get(value, i)))
			return true;
	return json_is_object(value);
}

bool json_is_comment_name(const char *key, size_t length)
{
	static const char *const keys[] = { "comment", "_comment", "$comment", "//" };

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (strlen(keys[i]) == length && !strncmp(keys[i], key, length))
			return true;
	return !strncmp(key, JSON_COMMENT, strlen(JSON_COMMENT));
}

bool json_is_comment(const char *key, const json_t *value)
{
	return json_is_comment_name(key, strlen(key)) && !holds_objects(value);
}

void json_drop_comments(json_t *value)
{
	const char *key;
	json_t *member;
	void *next;

	json_object_foreach_safe(value, next, key, member) {
		if (json_is_comment(key, member))
			json_object_del(value, key);
		else
			json_drop_comments(member);
	}
	for (size_t i = 0; i < json_array_size(value); i++)
		json_drop_comments(json_array_get(value, i));
}

json_t *json_parse_object(const char *text, size_t size, const char *name, int line, struct err *err)
{
	json_error_t fault;
	size_t mark = size >= MARK && !memcmp(text, mark_of_order, MARK) ? MARK : 0;
	json_t *value = json_loadb(text ? text + mark : "", size - mark, JSON_REJECT_DUPLICATES, &fault);

	if (!value) {
		err_set(err, "%s:%d: %s", name, line + (fault.line > 0 ? fault.line - 1 : 0), fault.text);
		return NULL;
	}
	if (!json_is_object(value)) {
		err_set(err, "%s:%d: expected an object: {…}", name, line);
		json_decref(value);
		return NULL;
	}
	return value;
}

static void add_text_of_bytes(const char *bytes, size_t size, bool backslash, struct text *out)
{
	for (size_t i = 0; i < size;) {
		const char *at = bytes + i;
		uint32_t character = 0;
		size_t length = printable_utf8(at, size - i, &character);
		if (!length || (backslash && *at == '\\'))
			text_format(out, "\\x%02x", (unsigned char)*at);
		else
			text_add_bytes(out, at, length);
		i += length ? length : 1;
	}
}

void json_text_of_bytes(const char *bytes, struct text *out)
{
	text_add(out, "");
	add_text_of_bytes(bytes, strlen(bytes), true, out);
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* The byte encoded as "\xNN"; 0 if `string` begins otherwise, as no name contains
 * a NUL. */
static char escaped_byte(const char *string)
{
	if (string[0] != '\\' || string[1] != 'x' || hex_digit(string[2]) < 0 || hex_digit(string[3]) < 0)
		return 0;
	return (char)(hex_digit(string[2]) * 16 + hex_digit(string[3]));
}

void json_bytes_of_text(const char *string, struct text *out)
{
	text_add(out, "");
	while (*string) {
		char byte = escaped_byte(string);
		text_add_bytes(out, byte ? &byte : string, 1);
		string += byte ? 4 : 1;
	}
}

json_t *json_of_bytes(const char *bytes)
{
	AUTO_TEXT struct text escaped = {0};
	json_t *string = bytes ? json_string(bytes) : json_null();

	if (string)
		return string;
	json_text_of_bytes(bytes, &escaped);
	return json_string(escaped.at);
}

static int line_chunk(const char *bytes, size_t size, void *out)
{
	text_add_bytes(out, bytes, size);
	return 0;
}

void json_line(const json_t *value, struct text *out)
{
	AUTO_TEXT struct text line = {0};

	json_dump_callback(value, line_chunk, &line, JSON_ENCODE_ANY);
	printable_add_json(out, line.at ? line.at : "", line.length);
}

static int wrong_type(const char *key, const char *expected, struct err *err)
{
	return err_set(err, "\"%s\" is not %s", key, expected);
}

int json_get_string(const json_t *object, const char *key, const char **out, struct err *err)
{
	const json_t *value = json_object_get(object, key);

	if (value && !json_is_string(value))
		return wrong_type(key, "a string", err);
	if (value)
		*out = json_string_value(value);
	return 0;
}

static int uint_of_hex(const char *string, uint64_t *out)
{
	size_t digits = strncmp(string, "0x", 2) ? 0 : strspn(string + 2, "0123456789abcdefABCDEF");

	if (digits < 1 || digits > 16 || string[2 + digits])
		return -1;
	*out = strtoull(string, NULL, 16);
	return 0;
}

int json_uint(const json_t *value, uint64_t most, uint64_t *out, struct err *err)
{
	uint64_t number = 0;
	bool good = false;

	if (json_is_integer(value)) {
		good = json_integer_value(value) >= 0;
		number = (uint64_t)json_integer_value(value);
	} else if (json_is_string(value)) {
		good = !uint_of_hex(json_string_value(value), &number);
	}
	if (!good)
		return err_set(err, "expected a number: 123 or \"0x7b\"");
	if (number > most)
		return err_set(err, "too large: the maximum is %llu", (unsigned long long)most);
	*out = number;
	return 0;
}

int json_get_uint(const json_t *object, const char *key, uint64_t most, uint64_t *out, struct err *err)
{
	const json_t *value = json_object_get(object, key);

	if (value && json_uint(value, most, out, err))
		return err_context(err, "\"%s\"", key);
	return 0;
}

int json_get_bool(const json_t *object, const char *key, bool *out, struct err *err)
{
	const json_t *value = json_object_get(object, key);

	if (value && !json_is_boolean(value))
		return wrong_type(key, "true or false", err);
	if (value)
		*out = json_is_true(value);
	return 0;
}

int json_get_array(const json_t *object, const char *key, json_t **out, struct err *err)
{
	json_t *value = json_object_get(object, key);

	if (value && !json_is_array(value))
		return wrong_type(key, "a list: […]", err);
	if (value)
		*out = value;
	return 0;
}

int json_get_object(const json_t *object, const char *key, json_t **out, struct err *err)
{
	json_t *value = json_object_get(object, key);

	if (value && !json_is_object(value))
		return wrong_type(key, "an object: {…}", err);
	if (value)
		*out = value;
	return 0;
}

static bool is_listed(const char *key, const char *const *keys)
{
	for (; *keys; keys++)
		if (!strcmp(key, *keys))
			return true;
	return false;
}

static int unknown_member(const char *key, const char *const *keys, struct err *err)
{
	struct closest near;

	nearest_begin(&near, key);
	for (; *keys; keys++)
		nearest_offer(&near, *keys);
	err_set(err, "unknown member \"%s\"", key);
	return nearest_hint(err, nearest_found(&near));
}

int json_only(const json_t *object, const char *const *keys, struct err *err)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value)
		if (!is_listed(key, keys))
			return unknown_member(key, keys, err);
	return 0;
}

void json_add_item(struct text *out)
{
	if (out->length && !strchr("{[ \n", out->at[out->length - 1]))
		text_add(out, ", ");
}

void json_add_key(struct text *out, const char *key)
{
	json_add_item(out);
	text_add(out, "\"");
	text_add(out, key);
	text_add(out, "\": ");
}

static void add_quoted(struct text *to, const char *string)
{
	AUTO_TEXT struct text quoted = {0};
	struct text *out = &quoted;

	text_add(out, "\"");
	for (; *string; string++) {
		if (*string == '"' || *string == '\\')
			text_format(out, "\\%c", *string);
		else if ((unsigned char)*string < 0x20)
			text_format(out, "\\u%04x", (unsigned char)*string);
		else
			text_add_bytes(out, string, 1);
	}
	text_add(out, "\"");
	printable_add_json(to, quoted.at, quoted.length);
}

/* Most strings need no escapes. */
static bool is_plain(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] < ' ' || bytes[i] > '~' || bytes[i] == '"' || bytes[i] == '\\')
			return false;
	return true;
}

static void add_bytes(struct text *out, const char *bytes, size_t size, bool backslash)
{
	AUTO_TEXT struct text utf8 = {0};

	if (is_plain(bytes, size)) {
		text_add(out, "\"");
		text_add_bytes(out, bytes, size);
		text_add(out, "\"");
		return;
	}
	add_text_of_bytes(bytes, size, backslash, &utf8);
	add_quoted(out, utf8.at);
}

void json_add_string(struct text *out, const char *string)
{
	add_bytes(out, string, strlen(string), false);
}

void json_add_name(struct text *out, const char *bytes, size_t size)
{
	add_bytes(out, bytes, size, true);
}

void json_drop(json_t **value)
{
	json_decref(*value);
}
