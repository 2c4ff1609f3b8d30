/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values are written as core/kernel/role.c spells them: decimal numbers as JSON
 * integers, everything else as strings.
 */
#include "core/values/values_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/json.h"

static bool is_json_integer(const char *spelled)
{
	size_t digits = strspn(spelled, "0123456789");

	return !spelled[digits] && digits < 19 && (*spelled != '0' || digits == 1);
}

void value_write(enum role role, uint64_t value, struct text *out)
{
	AUTO_TEXT struct text spelled = {0};

	role_spell(role, value, &spelled);
	if (is_json_integer(spelled.at))
		text_add(out, spelled.at);
	else
		json_add_string(out, spelled.at);
}

static void set_write(const struct values *values, enum role role, struct text *out)
{
	text_add(out, "[");
	for (unsigned i = 0; i < values->count; i++) {
		json_add_item(out);
		value_write(role, values->v[i], out);
	}
	text_add(out, "]");
}

/* The kinds written as objects: a member for each number. */
static const struct object_kind {
	enum values_kind kind;
	const char *keys[3];                  /* padded with NULL */
	bool condition;                       /* only in policies */
} object_kinds[] = {
	{ VALUES_BITS,    { "bits" },           false },
	{ VALUES_RANGE,   { "from", "to" },     false },
	{ VALUES_HAS_ALL, { "has_all" },        true },
	{ VALUES_HAS_ANY, { "has_any" },        true },
	{ VALUES_MASKED,  { "mask", "equals" }, true },
};

static void object_write(const struct values *values, enum role role, struct text *out)
{
	const struct object_kind *kind = object_kinds;

	while (kind->kind != values->kind)
		kind++;
	text_add(out, "{");
	for (unsigned i = 0; kind->keys[i]; i++) {
		json_add_key(out, kind->keys[i]);
		value_write(role, values->v[i], out);
	}
	text_add(out, "}");
}

static void kind_write(const struct values *values, enum role role, struct text *out)
{
	switch (values->kind) {
	case VALUES_NONE:
		text_add(out, "[]");
		return;
	case VALUES_SET:
		set_write(values, role, out);
		return;
	case VALUES_ANY:
		text_add(out, "\"any\"");
		return;
	default:
		object_write(values, role, out);
	}
}

void values_write(const struct values *values, enum role role, struct text *out)
{
	text_add(out, values->negated ? "{\"not\": " : "");
	kind_write(values, role, out);
	text_add(out, values->negated ? "}" : "");
}

int value_read(uint64_t *value, enum role role, const json_t *from, struct err *err)
{
	char decimal[32];

	if (json_is_string(from))
		return role_parse(role, json_string_value(from), value, err);
	if (!json_is_integer(from))
		return err_set(err, "expected a word, a number or \"0x…\"");
	snprintf(decimal, sizeof(decimal), "%" JSON_INTEGER_FORMAT, json_integer_value(from));
	return role_parse(role, decimal, value, err);
}

static int set_read(struct values *values, enum role role, const json_t *from, struct err *err)
{
	uint64_t value;

	for (size_t i = 0; i < json_array_size(from); i++) {
		if (value_read(&value, role, json_array_get(from, i), err))
			return -1;
		if (!values_insert(values, value))
			return err_set(err, "more than %d values", VALUES_MAX);
	}
	return 0;
}

static const struct object_kind *object_kind_of(const json_t *from)
{
	for (size_t i = 0; i < COUNT_OF(object_kinds); i++)
		if (json_object_get(from, object_kinds[i].keys[0]))
			return &object_kinds[i];
	return NULL;
}

static int check_numbers(const struct values *values, struct err *err)
{
	if (values->kind == VALUES_RANGE && values->v[0] > values->v[1])
		return err_set(err, "the range ends before it begins");
	if (values->kind == VALUES_MASKED && values->v[1] & ~values->v[0])
		return err_set(err, "\"equals\" has a bit outside \"mask\": the condition is never true");
	return 0;
}

static int object_read(struct values *values, const struct object_kind *kind, enum role role, const json_t *from,
                       struct err *err)
{
	values->kind = (uint8_t)kind->kind;
	if (json_only(from, kind->keys, err))
		return -1;
	for (unsigned i = 0; kind->keys[i]; i++) {
		const json_t *number = json_object_get(from, kind->keys[i]);
		if (!number)
			return err_set(err, "missing \"%s\"", kind->keys[i]);
		if (value_read(&values->v[i], role, number, err))
			return -1;
	}
	return check_numbers(values, err);
}

static int kind_read(struct values *values, bool condition, enum role role, const json_t *from, struct err *err)
{
	const struct object_kind *kind = object_kind_of(from);

	*values = (struct values){0};
	if (json_is_array(from))
		return set_read(values, role, from, err);
	if (kind && (condition || !kind->condition))
		return object_read(values, kind, role, from, err);
	if (!json_is_string(from) || strcmp(json_string_value(from), "any"))
		return err_set(err, condition ? "expected: a list, {\"bits\": …}, {\"from\": …, \"to\": …}, {\"has_all\": …}, "
		                                "{\"has_any\": …}, {\"mask\": …, \"equals\": …}, {\"not\": …} or \"any\""
		                              : "expected: a list, {\"bits\": …}, {\"from\": …, \"to\": …} or \"any\"");
	values->kind = VALUES_ANY;
	return 0;
}

int values_read(struct values *values, enum role role, const json_t *from, struct err *err)
{
	return kind_read(values, false, role, from, err);
}

int values_read_condition(struct values *values, enum role role, const json_t *from, struct err *err)
{
	static const char *const keys[] = { "not", NULL };
	const json_t *negated = json_object_get(from, "not");

	if (!negated)
		return kind_read(values, true, role, from, err);
	if (json_only(from, keys, err) || kind_read(values, true, role, negated, err))
		return -1;
	values->negated = true;
	return 0;
}
