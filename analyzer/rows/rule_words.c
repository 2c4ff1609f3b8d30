/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of a plain rule are an OR, so they are listed; of any other rule the
 * first row that matches answers, so each row has its answer.
 */
#include "analyzer/rows/rule_words.h"

#include "analyzer/rows/rows.h"

bool rule_is_plain(const struct rule *rule)
{
	return !rule->row_count || (rule_has_one_verdict(rule) && verdict_passes(rule->verdict));
}

void rows_words(const struct row *rows, size_t count, struct text *out)
{
	for (size_t i = 0; i < count; i++) {
		text_add(out, i ? "; or " : "");
		row_words(&rows[i], out);
	}
}

void rule_answers_words(const struct rule *rule, struct text *out)
{
	for (size_t i = 0; i < rule->row_count; i++) {
		text_add(out, i ? "; else " : "");
		verdict_text_brief(row_verdict(rule, &rule->rows[i]), out);
		text_add(out, " for ");
		row_words(&rule->rows[i], out);
	}
	if (!rule->row_count)
		verdict_text_brief(rule->verdict, out);
}
