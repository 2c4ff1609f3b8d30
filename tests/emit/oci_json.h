/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oci_json: JSON with unsigned 64-bit numbers, as OCI's and `emit -f json`.
 */
#ifndef TESTS_EMIT_OCI_JSON_H
#define TESTS_EMIT_OCI_JSON_H

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

/* jansson's integers end at 2^63 - 1: large ones become strings. */
static inline json_t *oci_parse(const char *text)
{
	AUTO_TEXT struct text quoted = { 0 };

	while (*text) {
		size_t digits = strspn(text, "0123456789"), size = digits ? digits : 1;
		text_add(&quoted, digits > 18 ? "\"" : "");
		text_add_bytes(&quoted, text, size);
		text_add(&quoted, digits > 18 ? "\"" : "");
		text += size;
	}
	return json_loads(quoted.at, JSON_REJECT_DUPLICATES, NULL);
}

static inline uint64_t oci_value(const json_t *value)
{
	return json_is_string(value) ? strtoull(json_string_value(value), NULL, 10) : (uint64_t)json_integer_value(value);
}

static inline uint64_t oci_number(const json_t *object, const char *key)
{
	return oci_value(json_object_get(object, key));
}

#endif
