/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes a policy for review: each header member and each rule on a line of its
 * own, so that a diff shows what changed. Redundant members (an "allow", the
 * archs of a rule for all of them, the why of a user's rule) are omitted.
 */
#include "core/base/json.h"
#include "core/policy/policy.h"
#include "core/policy/verdict_json.h"
#include "core/values/values_json.h"

static void add_string(struct text *out, const char *key, const char *string)
{
	if (!string)
		return;
	json_add_key(out, key);
	json_add_string(out, string);
}

static void add_archs(struct text *out, arch_set archs)
{
	json_add_key(out, "archs");
	text_add(out, "[");
	arch_each(arch, archs) {
		json_add_item(out);
		json_add_string(out, arch_info(arch)->name);
	}
	text_add(out, "]");
}

static void add_header_verdict(struct text *out, const char *key, struct verdict verdict)
{
	text_format(out, ",\n \"%s\": {", key);
	policy_write_verdict(out, verdict);
	text_add(out, "}");
}

/* The number of conditions on one argument, starting at `at`. */
static size_t about_one(const struct row *row, size_t at)
{
	size_t count = 1;

	while (at + count < row->count && row->condition[at + count].role == row->condition[at].role)
		count++;
	return count;
}

static void add_conditions(struct text *out, const struct condition *condition, size_t count)
{
	json_add_key(out, role_info(condition->role)->name);
	text_add(out, count > 1 ? "{\"and\": [" : "");
	for (size_t i = 0; i < count; i++) {
		text_add(out, i ? ", " : "");
		values_write(&condition[i].values, condition->role, out);
	}
	text_add(out, count > 1 ? "]}" : "");
}

static void add_row(struct text *out, const struct row *row)
{
	text_add(out, "{");
	for (size_t i = 0, same; i < row->count; i += same) {
		same = about_one(row, i);
		add_conditions(out, &row->condition[i], same);
	}
	if (row->answers)
		policy_write_verdict(out, row->verdict);
	text_add(out, "}");
}

void policy_write_rows(struct text *out, const struct row *rows, size_t count)
{
	text_add(out, "[");
	for (size_t i = 0; i < count; i++) {
		text_add(out, i ? ", " : "");
		add_row(out, &rows[i]);
	}
	text_add(out, "]");
}

static void add_rows(struct text *out, const char *key, const struct row *rows, size_t count)
{
	if (!count)
		return;
	json_add_key(out, key);
	policy_write_rows(out, rows, count);
}

static void add_call(struct text *out, const struct policy *policy, const struct rule *rule)
{
	json_add_key(out, "call");
	if (rule_is_range(rule))
		text_format(out, "{\"from\": %u, \"to\": %u}", rule->nr, rule->last);
	else if (rule->id == CALL_UNKNOWN)
		text_format(out, "%u", rule->nr);
	else
		json_add_string(out, syscall_name(rule->id));
	if (rule->id == CALL_UNKNOWN || rule->archs != policy_archs_of(policy, rule->id))
		add_archs(out, rule->archs);
}

static void add_rule(struct text *out, const struct policy *policy, const struct rule *rule)
{
	text_add(out, "{");
	add_call(out, policy, rule);
	if (rule->verdict.action != ACTION_ALLOW)
		policy_write_verdict(out, rule->verdict);
	add_string(out, "why", rule->why == WHY_USER ? NULL : why_name(rule->why));
	add_string(out, "by", rule->by);
	add_string(out, "of", rule->of);
	add_string(out, "set", rule->set);
	add_rows(out, "args", rule->rows, rule->row_count);
	add_rows(out, "deep", rule->deep, rule->deep_count);
	add_string(out, "note", rule->note);
	text_add(out, "}");
}

/* Version 1 had sets, ranges and allowed bits, on arguments by role that a filter can check, one
 * condition each, and one answer per rule. */
static bool condition_is_new(const struct row *row, size_t at)
{
	const struct condition *condition = &row->condition[at];

	return condition->values.negated || condition->values.kind > VALUES_ANY || role_is_register(condition->role) ||
	       !role_is_filterable(condition->role) || about_one(row, at) > 1;
}

static bool rows_are_new(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (rows[i].answers)
			return true;
		for (size_t k = 0; k < rows[i].count; k++)
			if (condition_is_new(&rows[i], k))
				return true;
	}
	return false;
}

static bool has_ret_data(struct verdict verdict)
{
	return action_has_ret_data(verdict.action) && verdict.data;
}

static bool rule_is_new(const struct rule *rule)
{
	return rule_is_range(rule) || has_ret_data(rule->verdict) || rows_are_new(rule->rows, rule->row_count) ||
	       rows_are_new(rule->deep, rule->deep_count);
}

static int version_of(const struct policy *policy)
{
	bool is_new = policy->inexact_count || has_ret_data(policy->otherwise) || has_ret_data(policy->newer) ||
	              has_ret_data(policy->foreign);

	for (size_t i = 0; i < policy->rule_count && !is_new; i++)
		is_new = rule_is_new(&policy->rules[i]);
	return is_new ? POLICY_VERSION : 1;
}

static void add_inexact(struct text *out, const struct policy *policy)
{
	for (size_t i = 0; i < policy->inexact_count; i++) {
		const struct inexact *entry = &policy->inexact[i];
		text_add(out, i ? ",\n  {" : ",\n \"inexact\": [\n  {");
		if (entry->line)
			text_format(out, "\"line\": %u", entry->line);
		add_string(out, "call", entry->call);
		add_string(out, "reason", entry->reason);
		text_add(out, "}");
	}
	text_add(out, policy->inexact_count ? "\n ]" : "");
}

void policy_write(const struct policy *policy, struct text *out)
{
	text_format(out, "{\n \"seccord\": %d", version_of(policy));
	if (policy->note) {
		text_add(out, ",\n \"note\": ");
		json_add_string(out, policy->note);
	}
	text_add(out, ",\n ");
	add_archs(out, policy->archs);
	add_header_verdict(out, "default", policy->otherwise);
	add_header_verdict(out, "newer", policy->newer);
	add_header_verdict(out, "foreign", policy->foreign);
	add_inexact(out, policy);
	text_add(out, ",\n \"calls\": [");
	for (size_t i = 0; i < policy->rule_count; i++) {
		text_add(out, i ? ",\n  " : "\n  ");
		add_rule(out, policy, &policy->rules[i]);
	}
	text_add(out, policy->rule_count ? "\n ]\n}\n" : "]\n}\n");
}
