/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A configuration of nsjail: the strings of "seccomp_string", a line each, are a policy in kafel's language. It is
 * text of protocol buffers, or the same as JSON.
 */
#include <string.h>

#include "core/base/json.h"
#include "emit/kafel/kafel.h"

static const char key[] = "seccomp_string";

/* The letter after a backslash; -1: one that is not read. */
static int escaped(char letter)
{
	static const char from[] = "nrt\"'\\", to[] = "\n\r\t\"'\\";
	const char *found = letter ? strchr(from, letter) : NULL;

	return found ? to[found - from] : -1;
}

/* One string in either kind of quotes. */
static int add_string(const char **at, struct text *policy, struct err *err)
{
	char quote = *(*at)++;

	for (; **at && **at != quote && **at != '\n'; ++*at) {
		int letter = **at == '\\' ? escaped((*at)[1]) : **at;
		if (letter < 0)
			return err_set(err, "unsupported escape sequence in %s", key);
		*at += **at == '\\';
		text_format(policy, "%c", letter);
	}
	if (**at != quote)
		return err_set(err, "a string without an end");
	++*at;
	return 0;
}

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t\r");
}

/* Strings that follow each other are one. */
static int add_value(const char *at, struct text *policy, struct err *err)
{
	at = skip_blanks(at);
	if (*at != '"' && *at != '\'')
		return err_set(err, "expected a string after %s:", key);
	while (*at == '"' || *at == '\'') {
		if (add_string(&at, policy, err))
			return -1;
		at = skip_blanks(at);
	}
	text_add(policy, "\n");
	return *at && *at != '#' && *at != '\n' ? err_set(err, "expected the end of the line after the string") : 0;
}

/* The key, if the line begins with it at the top level, where nothing precedes it on the line. */
static int read_text(const struct in_bytes *bytes, struct text *policy, struct err *err)
{
	AUTO_LINES struct in_lines lines = { .bytes = *bytes, .whole = true };

	while (in_lines_next(&lines, "#")) {
		const char *at = skip_blanks(lines.line.at);
		if (strncmp(at, key, strlen(key)))
			continue;
		at = skip_blanks(at + strlen(key));
		if (*at == ':' ? add_value(at + 1, policy, err) : err_set(err, "expected a colon after %s", key))
			return in_lines_err(&lines, err);
	}
	return 0;
}

static int read_json(const struct in_bytes *bytes, struct text *policy, struct err *err)
{
	AUTO_JSON json_t *root = in_json(bytes, err);
	const json_t *strings = json_object_get(root, "seccompString");

	strings = strings ? strings : json_object_get(root, key);
	if (!root)
		return -1;
	if (json_is_string(strings))
		text_format(policy, "%s\n", json_string_value(strings));
	for (size_t i = 0; i < json_array_size(strings); i++) {
		const char *string = json_string_value(json_array_get(strings, i));
		if (!string)
			return err_set(err, "%s: \"%s\" contains something other than strings", bytes->name, key);
		text_format(policy, "%s\n", string);
	}
	return 0;
}

int in_nsjail(struct in_source *source, const struct in_bytes *bytes, struct err *err)
{
	AUTO_TEXT struct text policy = { 0 }, name = { 0 };
	bool is_json = *json_start(bytes->at) == '{';
	struct in_bytes inner = *bytes;

	if (is_json ? read_json(bytes, &policy, err) : read_text(bytes, &policy, err))
		return -1;
	if (!policy.length)
		return err_set(err, "%s: an empty %s", bytes->name, key);
	text_format(&name, "%s: %s", bytes->name, key);
	inner.name = arena_string(&source->arena, name.at);
	inner.at = policy.at;
	inner.size = policy.length;
	return in_kafel(source, &inner, err);
}
