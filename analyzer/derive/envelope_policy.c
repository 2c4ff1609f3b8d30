/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The calls of a runtime are merged into the rules of an existing policy, arch
 * by arch: a rule for several archs is split first, and rules that end up equal
 * are joined again.
 */
#include "analyzer/derive/envelope.h"

#include <string.h>

#include "analyzer/rows/rows.h"
#include "core/libc/envelope.h"

static bool say_the_same(const struct rule *a, const struct rule *b)
{
	return a->id == b->id && a->nr == b->nr && a->last == b->last && rule_content_equal(a, b);
}

static void join_archs(struct policy *policy)
{
	size_t kept = 0;

	for (size_t i = 0; i < policy->rule_count; i++) {
		size_t same = 0;
		while (same < kept && !say_the_same(&policy->rules[same], &policy->rules[i]))
			same++;
		if (same < kept)
			policy->rules[same].archs |= policy->rules[i].archs;
		else
			policy->rules[kept++] = policy->rules[i];
	}
	policy->rule_count = kept;
	policy_sort(policy);
}

/* Splits off the rule for a call on this arch; NULL if none. */
static struct rule *cut_out(struct policy *policy, enum arch arch, enum syscall_id id)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		if (policy->rules[i].id != id || !(policy->rules[i].archs & ARCH_BIT(arch)))
			continue;
		struct rule alone = policy->rules[i];
		if (alone.archs == ARCH_BIT(arch))
			return &policy->rules[i];
		policy->rules[i].archs &= (arch_set)~ARCH_BIT(arch);
		alone.archs = ARCH_BIT(arch);
		struct rule *out = policy_add(policy);
		*out = alone;
		return out;
	}
	return NULL;
}

static const char *and_by(struct policy *policy, const char *by, const char *label)
{
	if (!by || strstr(by, label))
		return by ? by : arena_string(&policy->arena, label);
	return arena_format(&policy->arena, "%s, %s", by, label);
}

static void take_rows(struct policy *policy, struct rule *rule, const struct rule *of)
{
	struct rows rows = {.arena = &policy->arena};

	for (size_t i = 0; i < of->row_count; i++)
		rows_add(&rows, &of->rows[i]);
	rule->rows = rows.at;
	rule->row_count = rows.count;
}

static void begin(struct policy *policy, struct rule *rule, enum arch arch, const struct rule *of, const char *label)
{
	*rule = (struct rule){.id = of->id, .archs = ARCH_BIT(arch), .why = WHY_ENVELOPE};
	rule->by = arena_string(&policy->arena, label);
	take_rows(policy, rule, of);
}

static bool admits_all_of(const struct judge *judge, const struct rule *rule, enum arch arch, const struct rule *of)
{
	static const struct row any = {0};

	if (!of->row_count)
		return judge->covers(judge->context, rule, arch, &any);
	for (size_t i = 0; i < of->row_count; i++)
		if (!judge->covers(judge->context, rule, arch, &of->rows[i]))
			return false;
	return true;
}

/* Adds the rows that the runtime needs after those of the rule. */
static void widen(struct policy *policy, struct rule *rule, enum arch arch, const struct rule *of, const char *label,
                  const struct judge *judge)
{
	struct rows rows = {.arena = &policy->arena};

	if (admits_all_of(judge, rule, arch, of)) {
		if (rule->why == WHY_ENVELOPE)
			rule->by = and_by(policy, rule->by, label);
		return;
	}
	for (size_t i = 0; i < rule->row_count && of->row_count; i++)
		rows_add(&rows, &rule->rows[i]);
	for (size_t i = 0; i < of->row_count; i++)
		if (!judge->covers(judge->context, rule, arch, &of->rows[i]))
			rows_add(&rows, &of->rows[i]);
	rule->rows = rows.at;
	rule->row_count = rows.count;
	rule->by = and_by(policy, rule->by, label);
}

/* A rule that only makes libc fall back, or that was planned. */
static bool is_planned(const struct rule *rule)
{
	return rule->why == WHY_FALLBACK || rule->why == WHY_PLAN;
}

static void add_rule(struct policy *policy, enum arch arch, const struct rule *of, const char *label,
                     const struct judge *judge, struct text *notes)
{
	const struct rule *range = policy_find(policy, arch, (uint32_t)syscall_nr(of->id, arch));
	struct rule *rule = cut_out(policy, arch, of->id);

	if (!rule && (range ? verdict_passes(range->verdict) && !range->row_count : verdict_passes(policy->otherwise)))
		return;
	if (!rule)
		begin(policy, policy_add(policy), arch, of, label);
	else if (!rule_has_one_verdict(rule))
		text_format(notes, "%s: rule with several actions left unchanged, although %s makes the call under the filter\n",
		            syscall_name(of->id), label);
	else if (verdict_passes(rule->verdict))
		widen(policy, rule, arch, of, label, judge);
	else if (is_planned(rule))
		begin(policy, rule, arch, of, label);
	else
		text_format(notes, "%s is refused although %s calls it under the filter\n", syscall_name(of->id), label);
}

static bool runs_on(const struct policy *policy, const struct envelope *row, enum arch arch)
{
	return policy->archs & ARCH_BIT(arch) && (row->arch == arch || !(policy->archs & ARCH_BIT(row->arch)));
}

static void add_envelope(struct policy *policy, const struct envelope *row, const struct judge *judge, struct text *notes)
{
	AUTO_POLICY struct policy envelope = {0};

	envelope_read(row, &envelope);
	arch_each(arch, ARCH_ALL)
		for (size_t i = 0; runs_on(policy, row, arch) && i < envelope.rule_count; i++)
			if (syscall_exists(envelope.rules[i].id, arch))
				add_rule(policy, arch, &envelope.rules[i], row->label, judge, notes);
}

void envelope_add(struct policy *policy, const char *const *names, const struct judge *judge, struct text *notes)
{
	for (const char *const *name = names; name && *name; name++)
		envelope_note(*name, notes);
	for (size_t i = 0; i < envelope_count(); i++)
		for (const char *const *name = names; name && *name; name++)
			if (envelope_matches(envelope_at(i), *name)) {
				add_envelope(policy, envelope_at(i), judge, notes);
				break;
			}
	join_archs(policy);
}

static bool asks_supervisor(const struct policy *policy)
{
	bool asks = false;

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		asks |= !rule->row_count && rule->verdict.action == ACTION_NOTIFY;
		for (size_t k = 0; k < rule->row_count; k++)
			asks |= row_verdict(rule, &rule->rows[k]).action == ACTION_NOTIFY;
	}
	return asks;
}

static bool runs_runc(const char *name)
{
	for (size_t i = 0; i < envelope_count(); i++)
		if (!strncmp(envelope_at(i)->runtime, "runc", strlen("runc")) && envelope_matches(envelope_at(i), name))
			return true;
	return false;
}

void envelope_report_listener(const struct policy *policy, const char *const *names, struct text *notes)
{
	for (; names && *names && asks_supervisor(policy); names++)
		if (runs_runc(*names))
			text_format(notes, "--for=%s: runc starts no container whose profile asks a supervisor but does not name its socket; write it "
			            "with emit --listener=PATH\n", *names);
}
