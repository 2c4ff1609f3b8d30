/* SPDX-License-Identifier: Apache-2.0 */
/*
 * values_json: a struct values in our two file formats. In both: a list of words
 * and numbers, {"bits": …}, {"from": …, "to": …} or "any". In a policy also
 * {"has_all": …}, {"has_any": …}, {"mask": …, "equals": …}, and {"not": …} of
 * any of these.
 */
#ifndef CORE_VALUES_JSON_H
#define CORE_VALUES_JSON_H

#include <jansson.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/values/values.h"

/* One value: a word, a number or a string in C notation. */
void value_write(enum role role, uint64_t value, struct text *out);
int value_read(uint64_t *value, enum role role, const json_t *from, struct err *err);

/* VALUES_NONE is an empty list. */
void values_write(const struct values *values, enum role role, struct text *out);

/* Fail on a set of more than VALUES_MAX: collapsing it would widen what its
 * author wrote. The first reads a trace's values, the second a condition. */
int values_read(struct values *values, enum role role, const json_t *from, struct err *err);
int values_read_condition(struct values *values, enum role role, const json_t *from, struct err *err);

#endif
