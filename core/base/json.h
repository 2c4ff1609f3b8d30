/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json: a few calls around jansson that report where an input is wrong.
 *
 * A reader asks for a member of a type; on mismatch the error names file, line
 * and member. Unknown members are errors too: in a security file a misspelt
 * key must not pass.
 */
#ifndef CORE_JSON_H
#define CORE_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/mem.h"

/* Parses one JSON object; `line` is the line of its first byte, for messages. A
 * duplicate key is an error. The caller owns the result (json_decref). */
json_t *json_parse_object(const char *text, size_t size, const char *name, int line, struct err *err);

/* Skips a UTF-8 byte order mark and white space. */
const char *json_start(const char *text);

/* Whether a member is a comment: "comment", "_comment", "$comment" or "//", and not an object or a list of objects. */
bool json_is_comment(const char *key, const json_t *value);
bool json_is_comment_name(const char *key, size_t length);
#define JSON_COMMENT "//:"                    /* prefix that a reader gives to names of comments, so that an object can have several */
/* Removes comments at every level. */
void json_drop_comments(json_t *value);

/* Adds raw bytes as a JSON string. Bytes that are not UTF-8, and the backslash,
 * become the text \xNN. */
void json_text_of_bytes(const char *bytes, struct text *out);

/* The reverse. Any other backslash is literal. */
void json_bytes_of_text(const char *string, struct text *out);

/* A string, of bytes as they are if they are UTF-8, else as json_text_of_bytes has them; null for NULL. */
json_t *json_of_bytes(const char *bytes);

/* One line, in insertion order, separated by ", " and ": ". */
void json_line(const json_t *value, struct text *out);

/* Each leaves *out unchanged if the member is absent. A number is an integer or
 * a string "0x…": JSON integers end at 2^63 - 1. */
int json_get_string(const json_t *object, const char *key, const char **out, struct err *err);
int json_get_uint(const json_t *object, const char *key, uint64_t most, uint64_t *out, struct err *err);
int json_get_bool(const json_t *object, const char *key, bool *out, struct err *err);
int json_get_array(const json_t *object, const char *key, json_t **out, struct err *err);
int json_get_object(const json_t *object, const char *key, json_t **out, struct err *err);

/* A number: an integer or a string "0x…". */
int json_uint(const json_t *value, uint64_t most, uint64_t *out, struct err *err);

/* Fails on the first key that is not in the NULL-terminated list, and names it. */
int json_only(const json_t *object, const char *const *keys, struct err *err);

/* Writing, directly into a text: json_add_key and json_add_item add a comma if
 * they are not first in their braces. A string is UTF-8 (other bytes become \xNN
 * irreversibly); a name is bytes, which json_bytes_of_text restores. */
void json_add_key(struct text *out, const char *key);
void json_add_item(struct text *out);
void json_add_string(struct text *out, const char *string);
void json_add_name(struct text *out, const char *bytes, size_t size);

void json_drop(json_t **value);
#define AUTO_JSON __attribute__((cleanup(json_drop)))

#endif
