/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/review/asked.h"

#include <string.h>

#include "analyzer/rows/rows.h"

enum { VALUES_SHOWN = 6 };

static bool is_judged(const struct rule *rule, enum role role)
{
	for (size_t i = 0; rule && i < rule->row_count; i++)
		for (size_t j = 0; j < rule->rows[i].count; j++)
			if (rule->rows[i].condition[j].role == role)
				return true;
	return false;
}

static struct values *values_of(struct asked_arguments *asked, enum role role)
{
	for (size_t i = 0; i < asked->count; i++)
		if (asked->at[i].role == role)
			return &asked->at[i].values;
	if (asked->count == COUNT_OF(asked->at))
		return NULL;
	asked->at[asked->count].role = role;
	return &asked->at[asked->count++].values;
}

void asked_add(struct asked_arguments *asked, const struct trace_call *call, const struct rule *rule)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		enum role role = trace_role(call, i);
		struct values *values = call->arg[i].kind != VALUES_NONE && is_judged(rule, role) ? values_of(asked, role) : NULL;
		if (values)
			values_join(values, role, &call->arg[i]);
	}
}

void asked_words(const struct asked_arguments *asked, const char *what, struct text *out)
{
	struct condition shown[SYSCALL_ARGS];
	struct row row = { .condition = shown };

	for (size_t i = 0; i < asked->count; i++)
		if (asked->at[i].values.kind == VALUES_SET && asked->at[i].values.count <= VALUES_SHOWN)
			shown[row.count++] = (struct condition){ asked->at[i].role, asked->at[i].values };
	if (row.count)
		row_words(&row, out);
	if (out->length && strstr(what, out->at))
		text_free(out);
}
