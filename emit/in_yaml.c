/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part of YAML that tools write: mappings and lists as blocks, told by
 * their indentation, and scalars on one line. Anchors, tags, several
 * documents, block scalars and flow style but [] and {} are refused. A line is
 * a row: how far in it stands, and what is left of it.
 */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "emit/in_readers.h"

enum { DEPTH_MOST = 32 };

struct yaml {
	struct in_lines lines;
	size_t indent;
	char *at;                             /* what is left of the line; NULL behind the last */
	struct err *err;
};

static json_t *fail(struct yaml *y, const char *what)
{
	err_set(y->err, "%s", what);
	in_lines_err(&y->lines, y->err);
	return NULL;
}

static void next_line(struct yaml *y)
{
	y->at = in_lines_next(&y->lines, "#") ? y->lines.line.at : NULL;
	y->indent = y->at ? strspn(y->at, " ") : 0;
	if (y->at)
		y->at += y->indent;
}

/* Cuts a comment off, which begins behind a blank. */
static void cut_comment(char *scalar)
{
	char *comment = strstr(scalar, " #");

	if (comment)
		*comment = '\0';
	for (size_t length = strlen(scalar); length && scalar[length - 1] == ' ';)
		scalar[--length] = '\0';
}

static json_t *double_quoted(struct yaml *y, const char *scalar)
{
	size_t used = 1;

	while (scalar[used] && scalar[used] != '"')
		used += scalar[used] == '\\' && scalar[used + 1] ? 2 : 1;
	const char *rest = scalar + used + (scalar[used] == '"');
	rest += strspn(rest, " ");
	json_t *value = *rest && *rest != '#' ? NULL : json_loadb(scalar, used + 1, JSON_DECODE_ANY, NULL);
	return value ? value : fail(y, "not a string in quotes");
}

static json_t *single_quoted(struct yaml *y, char *scalar)
{
	cut_comment(scalar);
	size_t length = strlen(scalar);

	if (length < 2 || strchr(scalar + 1, '\'') != scalar + length - 1)
		return fail(y, "not a string in quotes");
	scalar[length - 1] = '\0';
	json_t *value = json_string(scalar + 1);
	return value ? value : fail(y, "not UTF-8");
}

static json_t *plain(struct yaml *y, char *scalar)
{
	cut_comment(scalar);
	if (!strcmp(scalar, "[]"))
		return json_array();
	if (!strcmp(scalar, "{}"))
		return json_object();
	if (!*scalar || !strcmp(scalar, "null") || !strcmp(scalar, "~"))
		return json_null();
	if (strchr("[]{}&*!|>%@`,?", *scalar) || strstr(scalar, ": "))
		return fail(y, "YAML that seccord does not read: blocks and plain or quoted words alone are");
	size_t digits = strspn(scalar, "0123456789");
	if (!scalar[digits] && digits <= 18)
		return json_integer((json_int_t)strtoll(scalar, NULL, 10));
	json_t *value = json_string(scalar);
	return value ? value : fail(y, "not UTF-8");
}

static json_t *scalar_of(struct yaml *y, char *scalar)
{
	return *scalar == '"' ? double_quoted(y, scalar) : *scalar == '\'' ? single_quoted(y, scalar) : plain(y, scalar);
}

static json_t *block(struct yaml *y, size_t indent, int depth);

static bool is_item(const struct yaml *y)
{
	return y->at && *y->at == '-' && (!y->at[1] || y->at[1] == ' ');
}

/* The value behind "key:": on the line, or the block below; a list may stand as far in as its key. */
static json_t *value_of(struct yaml *y, char *rest, size_t indent, int depth)
{
	rest += strspn(rest, " ");
	if (*rest && *rest != '#') {
		json_t *value = scalar_of(y, rest);
		if (value)
			next_line(y);
		return value;
	}
	next_line(y);
	if (y->at && (y->indent > indent || (y->indent == indent && is_item(y))))
		return block(y, y->indent, depth + 1);
	return json_null();
}

static bool add_member(struct yaml *y, json_t *object, size_t indent, int depth)
{
	char key[64];
	size_t length = strspn(y->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./");

	if (!length || length >= sizeof(key) || y->at[length] != ':' || (y->at[length + 1] && y->at[length + 1] != ' '))
		return fail(y, "\"key: value\" is expected");
	memcpy(key, y->at, length);
	key[length] = '\0';
	if (json_object_get(object, key))
		return fail(y, "a key that stands already");
	json_t *value = value_of(y, y->at + length + 1, indent, depth);
	return value && !json_object_set_new(object, key, value);
}

static json_t *mapping(struct yaml *y, size_t indent, int depth)
{
	json_t *object = json_object();

	while (object && y->at && y->indent == indent && !is_item(y))
		if (!add_member(y, object, indent, depth)) {
			json_decref(object);
			object = NULL;
		}
	return object;
}

/* Behind its dash an item is a block of its own, as far in as its first word. */
static json_t *item(struct yaml *y, int depth)
{
	size_t dash = 1 + strspn(y->at + 1, " ");
	size_t key = strcspn(y->at + dash, ": \"'");

	y->indent += dash;
	y->at += dash;
	if (*y->at && y->at[key] == ':')
		return block(y, y->indent, depth + 1);
	json_t *value = scalar_of(y, y->at);
	if (value)
		next_line(y);
	return value;
}

static json_t *list(struct yaml *y, size_t indent, int depth)
{
	json_t *array = json_array();

	while (array && y->at && y->indent == indent && is_item(y)) {
		json_t *value = item(y, depth);
		if (!value || json_array_append_new(array, value)) {
			json_decref(array);
			array = NULL;
		}
	}
	return array;
}

static json_t *block(struct yaml *y, size_t indent, int depth)
{
	if (depth > DEPTH_MOST)
		return fail(y, "too deep");
	json_t *value = is_item(y) ? list(y, indent, depth) : mapping(y, indent, depth);
	if (value && y->at && y->indent > indent) {
		json_decref(value);
		return fail(y, "further in than its neighbours");
	}
	return value;
}

static json_t *document(struct yaml *y)
{
	next_line(y);
	if (y->at && !strcmp(y->at, "---"))
		next_line(y);
	json_t *root = y->at ? block(y, y->indent, 0) : NULL;
	if (root && (y->at || !json_is_object(root))) {
		json_decref(root);
		return fail(y, y->at ? "neither in nor out of what stands before" : "not a mapping");
	}
	return root;
}

json_t *in_yaml(const struct in_bytes *bytes, struct err *err)
{
	struct yaml y = { .lines = { .bytes = *bytes }, .err = err };
	json_t *root = document(&y);

	in_lines_free(&y.lines);
	return root;
}
