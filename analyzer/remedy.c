/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call that no rule speaks of wants a rule. One whose rule has conditions
 * wants a row more, on the roles that its rule looks at: a second rule for the
 * same call would be refused. One whose rule refuses it needs another action there.
 */
#include "analyzer/remedy.h"

#include <inttypes.h>

#include "core/values_json.h"

static void new_rule(enum arch arch, uint32_t nr, struct text *out)
{
	int id = syscall_by_nr(arch, nr);

	if (id == CALL_UNKNOWN)
		text_format(out, "add {\"call\": %" PRIu32 ", \"archs\": [\"%s\"]}", nr, arch_info(arch)->name);
	else
		text_format(out, "add {\"call\": \"%s\"}", syscall_name((enum syscall_id)id));
}

static void new_row(const struct rule *rule, enum arch arch, const uint64_t args[SYSCALL_ARGS], struct text *out)
{
	const char *before = "";

	text_add(out, "add to the args of its rule: {");
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		enum role role = syscall_role(rule->id, arch, i);
		struct values value = { .kind = VALUES_SET, .count = 1, .v = { args[i] & syscall_mask(rule->id, arch, role) } };
		if (!role_is_filterable(role) || !rows_look_at(rule->rows, rule->row_count, role))
			continue;
		text_format(out, "%s\"%s\": ", before, role_info(role)->name);
		values_write(&value, role, out);
		before = ", ";
	}
	text_add(out, "}");
}

void remedy_text(const struct policy *policy, enum arch arch, uint32_t nr, const uint64_t args[SYSCALL_ARGS],
                 struct text *out)
{
	const struct rule *rule = policy && (policy->archs & ARCH_BIT(arch)) ? policy_find(policy, arch, nr) : NULL;

	if (!rule)
		new_rule(arch, nr, out);
	else if (rule->row_count && verdict_passes(rule->verdict))
		new_row(rule, arch, args, out);
	else
		text_add(out, "change the action of its rule");
}
