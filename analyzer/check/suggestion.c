/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call without a rule needs one. A call whose rule has conditions needs another
 * row, on the roles and registers that the rule checks, since two rules for one
 * call are an error. The first matching row answers, so if a row already matches,
 * the new one goes before it. A rule that only refuses needs another action, and
 * a number in a range needs its own rule.
 */
#include "analyzer/check/suggestion.h"

#include <inttypes.h>

#include "core/values/values_json.h"

static void new_rule(enum arch arch, uint32_t nr, struct text *out)
{
	int id = syscall_by_nr(arch, nr);

	if (id == CALL_UNKNOWN)
		text_format(out, "add {\"call\": %" PRIu32 ", \"archs\": [\"%s\"]}", nr, arch_info(arch)->name);
	else
		text_format(out, "add {\"call\": \"%s\"}", syscall_name((enum syscall_id)id));
}

static void add_value(enum role role, uint64_t value, const char **before, struct text *out)
{
	struct values values = { .kind = VALUES_SET, .count = 1, .v = { value } };

	text_format(out, "%s\"%s\": ", *before, role_info(role)->name);
	values_write(&values, role, out);
	*before = ", ";
}

/* Whether the rows check anything by role, or by register. */
static bool add_conditions(const struct rule *rule, enum arch arch, const uint64_t args[SYSCALL_ARGS], struct text *out)
{
	const char *before = "";

	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		enum role role = syscall_role(rule->id, arch, i), reg = (enum role)(ROLE_arg0 + i);
		if (role != ROLE__ && syscall_arg(rule->id, arch, role) >= 0 && rows_look_at(rule->rows, rule->row_count, role))
			add_value(role, args[i] & syscall_mask(rule->id, arch, role), &before, out);
		if (rows_look_at(rule->rows, rule->row_count, reg))
			add_value(reg, args[i], &before, out);
	}
	return *before;
}

/* Whether a row already answers the call, so that a later one would not. */
static bool is_answered(const struct rule *rule, enum arch arch, const uint64_t args[SYSCALL_ARGS])
{
	for (size_t i = 0; i < rule->row_count; i++)
		if (row_admits(&rule->rows[i], rule->id, arch, args))
			return true;
	return false;
}

static void new_row(const struct rule *rule, enum arch arch, const uint64_t args[SYSCALL_ARGS], struct text *out)
{
	AUTO_TEXT struct text row = {0};
	bool answered = is_answered(rule, arch, args);

	if ((answered && !rule_passes(rule)) || !add_conditions(rule, arch, args, &row)) {
		text_add(out, "change the action of its rule");
		return;
	}
	text_format(out, answered ? "put first in the args of its rule: {%s" :
	            "add to the args of its rule: {%s", row.at);
	text_add(out, verdict_passes(rule->verdict) ? "}" : ", \"action\": \"allow\"}");
}

void suggestion_text(const struct policy *policy, enum arch arch, uint32_t nr, const uint64_t args[SYSCALL_ARGS],
                     struct text *out)
{
	const struct rule *rule = policy && (policy->archs & ARCH_BIT(arch)) ? policy_find(policy, arch, nr) : NULL;

	if (policy && !(policy->archs & ARCH_BIT(arch)))
		text_format(out, "add \"%s\" to archs, and ", arch_info(arch)->name);
	if (!rule || rule_is_range(rule))
		new_rule(arch, nr, out);
	else if (rule->row_count)
		new_row(rule, arch, args, out);
	else
		text_add(out, "change the action of its rule");
}
