/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A value is written as core/role.c spells it; what is spelled as a decimal
 * number is a JSON integer, everything else a string.
 */
#include "core/values_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/json.h"

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

static void bits_write(const struct values *values, enum role role, struct text *out)
{
	text_add(out, "{\"bits\": ");
	value_write(role, values->v[0], out);
	text_add(out, "}");
}

static void range_write(const struct values *values, enum role role, struct text *out)
{
	text_add(out, "{\"from\": ");
	value_write(role, values->v[0], out);
	text_add(out, ", \"to\": ");
	value_write(role, values->v[1], out);
	text_add(out, "}");
}

void values_write(const struct values *values, enum role role, struct text *out)
{
	switch (values->kind) {
	case VALUES_NONE:
		text_add(out, "[]");
		return;
	case VALUES_SET:
		set_write(values, role, out);
		return;
	case VALUES_BITS:
		bits_write(values, role, out);
		return;
	case VALUES_RANGE:
		range_write(values, role, out);
		return;
	case VALUES_ANY:
		text_add(out, "\"any\"");
		return;
	}
}

int value_read(uint64_t *value, enum role role, const json_t *from, struct err *err)
{
	char decimal[32];

	if (json_is_string(from))
		return role_parse(role, json_string_value(from), value, err);
	if (!json_is_integer(from))
		return err_set(err, "a value is a word, a number or \"0x…\"");
	snprintf(decimal, sizeof(decimal), "%" JSON_INTEGER_FORMAT, json_integer_value(from));
	return role_parse(role, decimal, value, err);
}

static int set_read(struct values *values, enum role role, const json_t *from, struct err *err)
{
	uint64_t value;

	for (size_t i = 0; i < json_array_size(from); i++) {
		if (value_read(&value, role, json_array_get(from, i), err))
			return -1;
		values_add(values, role, value);
		if (values->kind != VALUES_SET)
			return err_set(err, "more than %d values", VALUES_MAX);
	}
	return 0;
}

static int bits_read(struct values *values, enum role role, const json_t *from, struct err *err)
{
	static const char *const keys[] = { "bits", NULL };

	values->kind = VALUES_BITS;
	if (json_only(from, keys, err))
		return -1;
	return value_read(&values->v[0], role, json_object_get(from, "bits"), err);
}

static int range_read(struct values *values, enum role role, const json_t *from, struct err *err)
{
	static const char *const keys[] = { "from", "to", NULL };

	values->kind = VALUES_RANGE;
	if (json_only(from, keys, err) || value_read(&values->v[0], role, json_object_get(from, "from"), err) ||
	    value_read(&values->v[1], role, json_object_get(from, "to"), err))
		return -1;
	if (values->v[0] > values->v[1])
		return err_set(err, "a range ends before it begins");
	return 0;
}

int values_read(struct values *values, enum role role, const json_t *from, struct err *err)
{
	*values = (struct values){0};
	if (json_is_array(from))
		return set_read(values, role, from, err);
	if (json_object_get(from, "bits"))
		return bits_read(values, role, from, err);
	if (json_object_get(from, "from"))
		return range_read(values, role, from, err);
	if (!json_is_string(from) || strcmp(json_string_value(from), "any"))
		return err_set(err, "expected: a list, {\"bits\": …}, {\"from\": …, \"to\": …} or \"any\"");
	values->kind = VALUES_ANY;
	return 0;
}
