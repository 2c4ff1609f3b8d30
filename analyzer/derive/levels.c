/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The policy of each level is derived and compared with that of the level before
 * it, rule by rule: levels only add.
 */
#include "analyzer/derive/levels.h"

#include "analyzer/rows/rows.h"
#include "analyzer/text/format.h"
#include "core/base/json.h"

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

enum level_step { STEP_NONE, STEP_ADDED, STEP_CONDITIONS };

/* What a level does to a rule; `before` is NULL for the first one. */
static enum level_step step_of(const struct policy *before, const struct rule *rule)
{
	enum arch arch = first_arch(rule);
	const struct rule *was = before ? policy_find(before, arch, number_of(rule, arch)) : NULL;
	bool allowed = was && rule_passes(was);

	if (!rule_passes(rule) || (allowed && has_same_rows(was, rule)))
		return STEP_NONE;
	return allowed ? STEP_CONDITIONS : STEP_ADDED;
}

/* --- text --- */

static void rule_line(const struct policy *after, const struct rule *rule, enum level_step step, struct text *out)
{
	bool allowed = step == STEP_CONDITIONS;
	char number[16];

	text_format(out, "  %s %s", allowed ? "~" : "+",
	            rule->id != CALL_UNKNOWN ? syscall_name(rule->id) : syscall_label(first_arch(rule), rule->nr, number));
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

static void section_text(void *to, enum level level, const struct policy *before, const struct policy *after)
{
	struct text *out = to;

	text_format(out, "%s: %s%s\n", level_name(level), before ? "also " : "", level_what(level));
	for (size_t i = 0; i < after->rule_count; i++) {
		enum level_step step = step_of(before, &after->rules[i]);
		if (step)
			rule_line(after, &after->rules[i], step, out);
	}
}

/* --- JSON --- */

static json_t *json_rows(const struct rule *rule)
{
	AUTO_TEXT struct text words = {0};

	if (!rule->row_count)
		return json_null();
	policy_write_rows(&words, rule->rows, rule->row_count);
	return json_loads(words.at, 0, NULL);
}

static json_t *json_rule(const struct rule *rule, enum level_step step)
{
	json_t *object = json_object();

	json_object_set_new(object, "change", json_string(step == STEP_ADDED ? "added" : "conditions"));
	json_object_set_new(object, "call", rule->id != CALL_UNKNOWN ? json_string(syscall_name(rule->id)) : json_integer(rule->nr));
	json_object_set_new(object, "archs", arch_json(rule->archs));
	json_object_set_new(object, "args", json_rows(rule));
	json_object_set_new(object, "why", json_string(why_name(rule->why)));
	json_object_set_new(object, "of", format_json(rule->of));
	json_object_set_new(object, "set", format_json(rule->set));
	json_object_set_new(object, "by", format_json(rule->by));
	return object;
}

static void section_json(void *to, enum level level, const struct policy *before, const struct policy *after)
{
	json_t *section = json_object(), *rules = json_array();

	for (size_t i = 0; i < after->rule_count; i++) {
		enum level_step step = step_of(before, &after->rules[i]);
		if (step)
			json_array_append_new(rules, json_rule(&after->rules[i], step));
	}
	json_object_set_new(section, "level", json_string(level_name(level)));
	json_object_set_new(section, "what", json_string(level_what(level)));
	json_object_set_new(section, "rules", rules);
	json_array_append_new(to, section);
}

/* --- levels --- */

typedef void add_section(void *to, enum level level, const struct policy *before, const struct policy *after);

static int each_level(const struct trace *trace, const struct derive_options *options, add_section *add, void *to, struct err *err)
{
	struct policy policies[LEVEL_COUNT] = {0};
	int result = 0;

	for (int level = 0; level <= (int)options->level && !result; level++) {
		struct derive_options one = *options;
		AUTO_TEXT struct text ignored = {0};
		one.level = (enum level)level;
		result = derive_policy(&policies[level], trace, &one, &ignored, err);
		if (!result)
			add(to, one.level, level ? &policies[level - 1] : NULL, &policies[level]);
	}
	for (int level = 0; level < LEVEL_COUNT; level++)
		policy_free(&policies[level]);
	return result;
}

int levels_text(const struct trace *trace, const struct derive_options *options, struct text *out, struct err *err)
{
	return each_level(trace, options, section_text, out, err);
}

int levels_json(const struct trace *trace, const struct derive_options *options, struct text *out, struct err *err)
{
	json_t *levels = json_array();
	AUTO_JSON json_t *object = json_pack("{s:i, s:o}", "version", 1, "levels", levels);

	if (each_level(trace, options, section_json, levels, err) < 0)
		return -1;
	json_line(object, out);
	text_add(out, "\n");
	return 0;
}
