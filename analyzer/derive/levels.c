/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The policy of each level is derived and compared with that of the level before
 * it, rule by rule: levels only add.
 */
#include "analyzer/derive/levels.h"

#include "analyzer/rows/rows.h"

static void reason_text(const struct rule *rule, struct text *out)
{
	text_format(out, "%s", why_name(rule->why));
	if (rule->of)
		text_format(out, " to %s", rule->of);
	if (rule->set)
		text_format(out, ", %s", rule->set);
	if (rule->by)
		text_format(out, ": %s", rule->by);
}

static uint32_t number_of(const struct rule *rule, enum arch arch)
{
	return rule->id != CALL_UNKNOWN ? (uint32_t)syscall_nr(rule->id, arch) : rule->nr;
}

static enum arch first_arch(const struct rule *rule)
{
	int arch = 0;

	while (!(rule->archs & ARCH_BIT(arch)))
		arch++;
	return (enum arch)arch;
}

static void archs_text(const struct policy *policy, const struct rule *rule, struct text *out)
{
	arch_each(arch, rule->archs != policy->archs ? rule->archs : 0)
		text_format(out, " [%s]", arch_info(arch)->name);
}

static bool has_same_rows(const struct rule *a, const struct rule *b)
{
	return rows_equal(a->rows, a->row_count, b->rows, b->row_count);
}

static void rule_line(const struct policy *before, const struct policy *after, const struct rule *rule, struct text *out)
{
	enum arch arch = first_arch(rule);
	const struct rule *was = before ? policy_find(before, arch, number_of(rule, arch)) : NULL;
	bool allowed = was && rule_passes(was);
	char number[16];

	if (!rule_passes(rule) || (allowed && has_same_rows(was, rule)))
		return;
	text_format(out, "  %s %s", allowed ? "~" : "+",
	            rule->id != CALL_UNKNOWN ? syscall_name(rule->id) : syscall_label(arch, rule->nr, number));
	archs_text(after, rule, out);
	text_add(out, ": ");
	if (!allowed)
		reason_text(rule, out);
	for (size_t i = 0; i < rule->row_count; i++) {
		text_add(out, i ? "; or " : allowed ? "now only " : "; only ");
		row_words(&rule->rows[i], out);
	}
	text_add(out, allowed && !rule->row_count ? "now any arguments\n" : "\n");
}

static void section(enum level level, const struct policy *before, const struct policy *after, struct text *out)
{
	text_format(out, "%s: %s%s\n", level_name(level), before ? "also " : "", level_what(level));
	for (size_t i = 0; i < after->rule_count; i++)
		rule_line(before, after, &after->rules[i], out);
}

int levels_explain(const struct trace *trace, const struct derive_options *options, struct text *out, struct err *err)
{
	struct policy policies[LEVEL_COUNT] = {0};
	int result = 0;

	for (int level = 0; level <= (int)options->level && !result; level++) {
		struct derive_options one = *options;
		AUTO_TEXT struct text ignored = {0};
		one.level = (enum level)level;
		result = derive_policy(&policies[level], trace, &one, &ignored, err);
		if (!result)
			section(one.level, level ? &policies[level - 1] : NULL, &policies[level], out);
	}
	for (int level = 0; level < LEVEL_COUNT; level++)
		policy_free(&policies[level]);
	return result;
}
