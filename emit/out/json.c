/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The policy for programs: one section per arch, calls by number in ascending
 * order, conditions by position and mask, nothing left to look up. `any` is an
 * OR of lists, each list an AND. `first` has such lists under "when", with an
 * answer each; the first that matches decides. A number without an entry among
 * the calls gets the answer of its range; otherwise, numbers from `newest` + 1
 * on get "newer", except those in `known`, and all others the default.
 * It is version 1 if a version 1 reader would interpret it correctly.
 * docs/schema/resolved.schema.json describes each member.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "core/base/json.h"
#include "core/base/order.h"
#include "emit/out/out.h"

struct numbered {
	uint32_t nr;
	const struct rule *rule;
};

static void put_number(struct text *out, const char *key, uint64_t number)
{
	json_add_key(out, key);
	text_format(out, "%" PRIu64, number);
}

/* An item of a list on its own line. */
static void put_line(struct text *out, const char *begin)
{
	text_format(out, "%s\n%s", out->at[out->length - 1] == '[' ? "" : ",", begin);
}

static void put_verdict(struct text *out, struct verdict verdict)
{
	json_add_key(out, "action");
	json_add_string(out, action_name(verdict.action));
	if (verdict.action == ACTION_ERRNO)
		put_number(out, "errno", verdict.data);
	else if (verdict.data)
		put_number(out, "ret_data", verdict.data);
}

static void put_header_verdict(struct text *out, const char *key, struct verdict verdict)
{
	text_format(out, ",\n \"%s\": {", key);
	put_verdict(out, verdict);
	text_add(out, "}");
}

static void put_set(struct text *out, const struct values *values)
{
	json_add_key(out, "values");
	text_add(out, "[");
	for (unsigned i = 0; values->kind == VALUES_SET && i < values->count; i++) {
		json_add_item(out);
		text_format(out, "%" PRIu64, values->v[i]);
	}
	text_add(out, "]");
}

static void put_values(struct text *out, const struct values *values)
{
	static const char *const keys[][2] = {
		[VALUES_BITS] = { "bits" }, [VALUES_RANGE] = { "from", "to" }, [VALUES_HAS_ALL] = { "has_all" },
		[VALUES_HAS_ANY] = { "has_any" }, [VALUES_MASKED] = { "masked", "equals" },
	};

	if (values->kind == VALUES_SET || values->kind == VALUES_NONE)
		put_set(out, values);
	else
		for (unsigned i = 0; i < values_numbers(values); i++)
			put_number(out, keys[values->kind][i], values->v[i]);
	if (values->negated)
		text_add(out, ", \"not\": true");
}

/* Any value: no condition, or, if negated, one that never holds. */
static bool is_any(const struct values *values)
{
	return (values->kind == VALUES_ANY && !values->negated) || (values->kind == VALUES_NONE && values->negated);
}

static void put_conditions(struct text *out, const struct row *row, enum syscall_id id, enum arch arch)
{
	static const struct values none = { .kind = VALUES_NONE };

	text_add(out, "[");
	for (size_t i = 0; i < row->count; i++) {
		const struct condition *condition = &row->condition[i];
		const struct values *values = condition->values.kind == VALUES_ANY ? &none : &condition->values;
		if (is_any(&condition->values))
			continue;
		json_add_item(out);
		text_add(out, "{");
		put_number(out, "index", (uint64_t)syscall_arg(id, arch, condition->role));
		put_number(out, "mask", syscall_mask(id, arch, condition->role));
		put_values(out, values);
		text_add(out, "}");
	}
	text_add(out, "]");
}

/* A role that the call does not have on that arch never matches. */
static bool has_all_roles(const struct row *row, enum syscall_id id, enum arch arch)
{
	for (size_t i = 0; i < row->count; i++)
		if (syscall_arg(id, arch, row->condition[i].role) < 0)
			return false;
	return true;
}

static void put_row(struct text *out, const struct rule *rule, const struct row *row, enum arch arch)
{
	bool one = rule_has_one_verdict(rule);

	json_add_item(out);
	text_add(out, one ? "" : "{\"when\": ");
	put_conditions(out, row, rule->id, arch);
	if (one)
		return;
	put_verdict(out, row_verdict(rule, row));
	text_add(out, "}");
}

static void put_rows(struct text *out, const struct rule *rule, enum arch arch)
{
	if (!rule->row_count)
		return;
	json_add_key(out, rule_has_one_verdict(rule) ? "any" : "first");
	text_add(out, "[");
	for (size_t i = 0; i < rule->row_count; i++)
		if (has_all_roles(&rule->rows[i], rule->id, arch))
			put_row(out, rule, &rule->rows[i], arch);
	text_add(out, "]");
}

static void put_answer(struct text *out, const struct rule *rule, enum arch arch)
{
	if (rule_has_one_verdict(rule))
		put_verdict(out, rule->verdict);
	put_rows(out, rule, arch);
	text_add(out, "}");
}

static void put_call(struct text *out, const struct numbered *call, enum arch arch)
{
	char buffer[16];

	put_line(out, "   {");
	put_number(out, "nr", call->nr);
	json_add_key(out, "name");
	json_add_string(out, syscall_label(arch, call->nr, buffer));
	put_answer(out, call->rule, arch);
}

/* Ranges that apply to no call with its own entry. */
static void put_ranges(struct text *out, const struct policy *policy, enum arch arch)
{
	bool any = false;

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		if (!rule_is_range(rule) || !(rule->archs & ARCH_BIT(arch)))
			continue;
		text_add(out, any ? "" : ",\n   \"ranges\": [");
		put_line(out, "   {");
		put_number(out, "from", rule->nr);
		put_number(out, "to", rule->last);
		put_answer(out, rule, arch);
		any = true;
	}
	text_add(out, any ? "]" : "");
}

static int by_nr(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;
	return number_order(x->nr, y->nr);
}

/* The rules for an arch; only the first rule for a number counts. */
static struct numbered *calls_of(const struct policy *policy, enum arch arch, size_t *count)
{
	struct numbered *calls = mem_alloc((policy->rule_count + 1) * sizeof(*calls));

	*count = 0;
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		int64_t nr = rule->id == CALL_UNKNOWN ? rule->nr : syscall_nr(rule->id, arch);
		if (nr >= 0 && !rule_is_range(rule) && policy_find(policy, arch, (uint32_t)nr) == rule)
			calls[(*count)++] = (struct numbered){ (uint32_t)nr, rule };
	}
	qsort(calls, *count, sizeof(*calls), by_nr);
	return calls;
}

static void put_known(struct text *out, enum arch arch)
{
	json_add_key(out, "known");
	text_add(out, "[");
	for (int id = 0; id < CALL_COUNT; id++) {
		int64_t nr = syscall_nr((enum syscall_id)id, arch);
		if (nr <= arch_info(arch)->newest)
			continue;
		json_add_item(out);
		text_format(out, "%" PRIi64, nr);
	}
	text_add(out, "]");
}

static void put_arch(struct text *out, const struct policy *policy, enum arch arch)
{
	const struct arch_info *info = arch_info(arch);
	size_t count;
	AUTO_FREE struct numbered *calls = calls_of(policy, arch, &count);

	put_line(out, "  {");
	json_add_key(out, "arch");
	json_add_string(out, info->name);
	put_number(out, "audit", info->audit);
	put_number(out, "newest", info->newest);
	put_known(out, arch);
	json_add_key(out, "calls");
	text_add(out, "[");
	for (size_t i = 0; i < count; i++)
		put_call(out, &calls[i], arch);
	text_add(out, "]");
	put_ranges(out, policy, arch);
	text_add(out, "}");
}

static bool row_is_new(const struct row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (row->condition[i].values.negated || row->condition[i].values.kind > VALUES_ANY)
			return true;
	return false;
}

static bool has_ret_data(struct verdict verdict)
{
	return verdict.action != ACTION_ERRNO && verdict.data;
}

static bool rule_is_new(const struct rule *rule)
{
	bool any = rule_is_range(rule) || !rule_has_one_verdict(rule) || has_ret_data(rule->verdict);

	for (size_t i = 0; i < rule->row_count; i++)
		any |= row_is_new(&rule->rows[i]);
	return any;
}

static int version_of(const struct policy *policy)
{
	bool is_new = policy->inexact_count || has_ret_data(policy->otherwise) || has_ret_data(policy->newer) ||
	              has_ret_data(policy->foreign);

	for (size_t i = 0; i < policy->rule_count; i++)
		is_new |= rule_is_new(&policy->rules[i]);
	return is_new ? 2 : 1;
}

static void put_inexact(struct text *out, const struct policy *policy)
{
	for (size_t i = 0; i < policy->inexact_count; i++) {
		const struct inexact *entry = &policy->inexact[i];
		text_add(out, i ? ",\n  {" : ",\n \"inexact\": [\n  {");
		put_number(out, "line", entry->line);
		if (entry->call) {
			json_add_key(out, "call");
			json_add_string(out, entry->call);
		}
		json_add_key(out, "reason");
		json_add_string(out, entry->reason);
		text_add(out, "}");
	}
	text_add(out, policy->inexact_count ? "]" : "");
}

int out_json(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
             struct err *err)
{
	(void)choice;
	(void)notes;
	(void)err;
	text_format(out, "{\"seccord_resolved\": %d", version_of(policy));
	put_header_verdict(out, "default", policy->otherwise);
	put_header_verdict(out, "newer", policy->newer);
	put_header_verdict(out, "foreign", policy->foreign);
	put_inexact(out, policy);
	text_add(out, ",\n \"archs\": [");
	arch_each(arch, policy->archs)
		put_arch(out, policy, arch);
	text_add(out, "]}\n");
	return 0;
}
