/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A configuration of nsjail: the strings of "seccomp_string", a line each, are a policy in kafel's language. It is
 * text of protocol buffers, or the same as JSON.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "emit/kafel/kafel.h"

static const char key[] = "seccomp_string";

/* Text of protocol buffers, as its parser reads it: strings can have several lines, and those that follow each other are one. */
struct cursor {
	const char *at;
	int depth;                            /* of braces */
	bool names_file;                      /* "seccomp_policy_file" is there too */
};

/* What follows a backslash; -1: an escape sequence that is not read. */
static int escaped(const char **at)
{
	static const char from[] = "abfnrtv?\"'\\", to[] = "\a\b\f\n\r\t\v?\"'\\";
	const char *found = **at ? strchr(from, **at) : NULL;
	char digits[4] = "";
	int hex = **at == 'x' || **at == 'X';

	if (found) {
		++*at;
		return to[found - from];
	}
	*at += hex;
	for (int i = 0; i < 3 - hex && **at && strchr(hex ? "0123456789abcdefABCDEF" : "01234567", **at); i++)
		digits[i] = *(*at)++;
	long number = strtol(digits, NULL, hex ? 16 : 8);
	return number > 0 && number < 256 ? (int)number : -1;
}

/* One string in either kind of quotes. */
static int add_string(struct cursor *c, struct text *policy, struct err *err)
{
	char quote = *c->at++;

	while (*c->at && *c->at != quote) {
		int letter = (unsigned char)*c->at++;
		if (letter == '\\' && (letter = escaped(&c->at)) < 0)
			return err_set(err, "unsupported escape sequence in a string");
		text_format(policy, "%c", letter);
	}
	if (!*c->at)
		return err_set(err, "a string without an end");
	c->at++;
	return 0;
}

static void skip_blanks(struct cursor *c)
{
	while (*c->at && strchr(" \t\r\n\f\v#", *c->at))
		c->at += *c->at == '#' ? strcspn(c->at, "\n") : 1;
}

static bool is_quote(char letter)
{
	return letter == '"' || letter == '\'';
}

static int add_strings(struct cursor *c, struct text *policy, struct err *err)
{
	skip_blanks(c);
	if (!is_quote(*c->at))
		return err_set(err, "expected a string after %s:", key);
	for (; is_quote(*c->at); skip_blanks(c))
		if (add_string(c, policy, err))
			return -1;
	text_add(policy, "\n");
	return 0;
}

/* One value, or a list. */
static int add_value(struct cursor *c, struct text *policy, struct err *err)
{
	skip_blanks(c);
	if (*c->at++ != ':')
		return err_set(err, "expected a colon after %s", key);
	skip_blanks(c);
	if (*c->at != '[')
		return add_strings(c, policy, err);
	do {
		c->at++;
		if (add_strings(c, policy, err))
			return -1;
	} while (*c->at == ',');
	return *c->at++ == ']' ? 0 : err_set(err, "expected a comma or ']' after the string");
}

static int read_word(struct cursor *c, struct text *policy, struct err *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", file[] = "seccomp_policy_file";
	const char *word = c->at;
	size_t length = strspn(word, letters);

	c->at += length;
	c->names_file |= !c->depth && length == strlen(file) && !strncmp(word, file, length);
	return !c->depth && length == strlen(key) && !strncmp(word, key, length) ? add_value(c, policy, err) : 0;
}

static int read_token(struct cursor *c, struct text *policy, struct err *err)
{
	AUTO_TEXT struct text ignored = { 0 };

	if (is_quote(*c->at))
		return add_string(c, &ignored, err);
	if (*c->at == '_' || isalnum((unsigned char)*c->at))
		return read_word(c, policy, err);
	c->depth += strchr("{<", *c->at) ? 1 : strchr("}>", *c->at) ? -1 : 0;
	c->at++;
	return 0;
}

static unsigned line_of(const char *text, const char *at)
{
	unsigned line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

static int read_text(const struct in_bytes *bytes, struct text *policy, struct err *err)
{
	struct cursor c = { .at = bytes->at };

	for (skip_blanks(&c); *c.at; skip_blanks(&c)) {
		const char *begin = c.at;
		if (read_token(&c, policy, err))
			return err_context(err, "%s:%u", bytes->name, line_of(bytes->at, begin));
	}
	return c.names_file && policy->length ? err_set(err, "%s: nsjail refuses %s beside seccomp_policy_file", bytes->name, key) : 0;
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
