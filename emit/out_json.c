/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The policy for machines: each arch apart, calls by number in ascending
 * order, conditions by position and mask, nothing left to look up. `any` is an
 * OR of lists, each list an AND. What no entry answers is "newer" from the
 * number `newest` + 1 on, but for numbers in `known`, and else the default.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "core/json.h"
#include "emit/out.h"

struct numbered {
	uint32_t nr;
	const struct rule *rule;
};

static void put_number(struct text *out, const char *key, uint64_t number)
{
	json_add_key(out, key);
	text_format(out, "%" PRIu64, number);
}

/* An item of a list on a line of its own. */
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
}

static void put_header_verdict(struct text *out, const char *key, struct verdict verdict)
{
	text_format(out, ",\n \"%s\": {", key);
	put_verdict(out, verdict);
	text_add(out, "}");
}

static void put_values(struct text *out, const struct values *values, uint64_t mask)
{
	switch (values->kind) {
	case VALUES_BITS:
		put_number(out, "bits", values->v[0] & mask);
		return;
	case VALUES_RANGE:
		put_number(out, "from", values->v[0] & mask);
		put_number(out, "to", values->v[1] & mask);
		return;
	}
	json_add_key(out, "values");
	text_add(out, "[");
	for (unsigned i = 0; i < values->count; i++) {
		json_add_item(out);
		text_format(out, "%" PRIu64, values->v[i] & mask);
	}
	text_add(out, "]");
}

static void put_row(struct text *out, const struct row *row, enum syscall_id id, enum arch arch)
{
	json_add_item(out);
	text_add(out, "[");
	for (size_t i = 0; i < row->count; i++) {
		const struct condition *condition = &row->condition[i];
		uint64_t mask = role_mask(condition->role, arch);
		if (condition->values.kind == VALUES_ANY)
			continue;
		json_add_item(out);
		text_add(out, "{");
		put_number(out, "index", (uint64_t)syscall_arg(id, arch, condition->role));
		put_number(out, "mask", mask);
		put_values(out, &condition->values, mask);
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

static void put_call(struct text *out, const struct numbered *call, enum arch arch)
{
	const struct rule *rule = call->rule;
	char buffer[16];

	put_line(out, "   {");
	put_number(out, "nr", call->nr);
	json_add_key(out, "name");
	json_add_string(out, syscall_label(arch, call->nr, buffer));
	put_verdict(out, rule->verdict);
	if (rule->row_count) {
		json_add_key(out, "any");
		text_add(out, "[");
		for (size_t i = 0; i < rule->row_count; i++)
			if (has_all_roles(&rule->rows[i], rule->id, arch))
				put_row(out, &rule->rows[i], rule->id, arch);
		text_add(out, "]");
	}
	text_add(out, "}");
}

static int by_nr(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;
	return (x->nr > y->nr) - (x->nr < y->nr);
}

/* The rules that speak for an arch; of two for one number only the first does. */
static struct numbered *calls_of(const struct policy *policy, enum arch arch, size_t *count)
{
	struct numbered *calls = mem_alloc((policy->rule_count + 1) * sizeof(*calls));

	*count = 0;
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		int64_t nr = rule->id == CALL_UNKNOWN ? rule->nr : syscall_nr(rule->id, arch);
		if (nr >= 0 && policy_find(policy, arch, (uint32_t)nr) == rule)
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
	text_add(out, "]}");
}

int out_json(const struct policy *policy, struct text *out, struct text *told, struct err *err)
{
	(void)told;
	(void)err;
	text_add(out, "{\"seccord_resolved\": 1");
	put_header_verdict(out, "default", policy->otherwise);
	put_header_verdict(out, "newer", policy->newer);
	put_header_verdict(out, "foreign", policy->foreign);
	text_add(out, ",\n \"archs\": [");
	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (policy->archs & ARCH_BIT(arch))
			put_arch(out, policy, (enum arch)arch);
	text_add(out, "]}\n");
	return 0;
}
