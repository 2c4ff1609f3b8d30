/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy as a file for review: the header's members and the rules each on a
 * line of their own, so that a diff shows what changed. What says nothing (an
 * "allow", the archs of a rule for all of them, a rule of the user's) is left
 * out.
 */
#include "core/json.h"
#include "core/policy.h"
#include "core/values_json.h"

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
	for (int i = 0; i < ARCH_COUNT; i++) {
		if (!(archs & ARCH_BIT(i)))
			continue;
		json_add_item(out);
		json_add_string(out, arch_info((enum arch)i)->name);
	}
	text_add(out, "]");
}

static void add_verdict(struct text *out, struct verdict verdict)
{
	const char *name = errno_name(verdict.data);

	add_string(out, "action", action_name(verdict.action));
	if (verdict.action != ACTION_ERRNO)
		return;
	json_add_key(out, "errno");
	if (name)
		json_add_string(out, name);
	else
		text_format(out, "%u", verdict.data);
}

static void add_header_verdict(struct text *out, const char *key, struct verdict verdict)
{
	text_format(out, ",\n \"%s\": {", key);
	add_verdict(out, verdict);
	text_add(out, "}");
}

static void add_row(struct text *out, const struct row *row)
{
	json_add_item(out);
	text_add(out, "{");
	for (size_t i = 0; i < row->count; i++) {
		json_add_key(out, role_info(row->condition[i].role)->name);
		values_write(&row->condition[i].values, row->condition[i].role, out);
	}
	text_add(out, "}");
}

static void add_rows(struct text *out, const char *key, const struct row *rows, size_t count)
{
	if (!count)
		return;
	json_add_key(out, key);
	text_add(out, "[");
	for (size_t i = 0; i < count; i++)
		add_row(out, &rows[i]);
	text_add(out, "]");
}

static void add_call(struct text *out, const struct policy *policy, const struct rule *rule)
{
	json_add_key(out, "call");
	if (rule->id == CALL_UNKNOWN)
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
		add_verdict(out, rule->verdict);
	add_string(out, "why", rule->why == WHY_USER ? NULL : why_name(rule->why));
	add_string(out, "by", rule->by);
	add_string(out, "of", rule->of);
	add_string(out, "set", rule->set);
	add_rows(out, "args", rule->rows, rule->row_count);
	add_rows(out, "deep", rule->deep, rule->deep_count);
	add_string(out, "note", rule->note);
	text_add(out, "}");
}

void policy_write(const struct policy *policy, struct text *out)
{
	text_format(out, "{\n \"seccord\": %d", POLICY_VERSION);
	if (policy->note) {
		text_add(out, ",\n \"note\": ");
		json_add_string(out, policy->note);
	}
	text_add(out, ",\n ");
	add_archs(out, policy->archs);
	add_header_verdict(out, "default", policy->otherwise);
	add_header_verdict(out, "newer", policy->newer);
	add_header_verdict(out, "foreign", policy->foreign);
	text_add(out, ",\n \"calls\": [");
	for (size_t i = 0; i < policy->rule_count; i++) {
		text_add(out, i ? ",\n  " : "\n  ");
		add_rule(out, policy, &policy->rules[i]);
	}
	text_add(out, policy->rule_count ? "\n ]\n}\n" : "]\n}\n");
}
