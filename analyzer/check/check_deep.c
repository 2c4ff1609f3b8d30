/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A form is the first value of each place, or differs from that in one place.
 * The trace does not record combinations, so a call may be reported although
 * each occurrence matched one of several rows.
 */
#include "analyzer/check/check_deep.h"

#include <errno.h>

#include "analyzer/rows/deep_row.h"
#include "analyzer/rows/samples.h"
#include "analyzer/text/format.h"
#include "core/base/mark.h"
#include "core/values/values_json.h"

static struct deep_noted first_form(const struct deep *deep, int id, const struct samples form[DEEP_PLACES])
{
	struct deep_noted notes = { .tail = deep->tail, .refused = deep->tail ? E2BIG : 0 };

	for (unsigned i = 0; i < DEEP_PLACES; i++)
		if (deep->at[i].kind != VALUES_NONE) {
			notes.how[i] = NOTED_VALUE;
			notes.value[i] = form[i].v[0] & deep_mask(id, i);
		}
	return notes;
}

/* Whether there is a form that no deep row admits; it is stored in *notes. */
static bool find_outside(const struct rule *rule, const struct deep *deep, struct deep_noted *notes)
{
	struct samples form[DEEP_PLACES];

	for (unsigned i = 0; i < DEEP_PLACES; i++)
		form[i] = samples_of(&deep->at[i]);
	const struct deep_noted first = *notes = first_form(deep, (int)rule->id, form);
	if (!deep_admits(rule, notes))
		return true;
	for (unsigned i = 0; i < DEEP_PLACES; i++)
		for (size_t v = 1; first.how[i] != NOTED_NOTHING && v < form[i].count; v++) {
			*notes = first;
			notes->value[i] = form[i].v[v] & deep_mask((int)rule->id, i);
			if (!deep_admits(rule, notes))
				return true;
		}
	return false;
}

/* As a supervisor answers. */
static struct verdict refusal_by(const struct policy *policy)
{
	return policy->otherwise.action == ACTION_ERRNO ? policy->otherwise : (struct verdict){ACTION_ERRNO, EPERM};
}

static void check_call(struct check *check, const struct trace_call *call, const struct rule *rule, const struct policy *policy)
{
	struct check_outside outside = { .call = call, .rule = rule, .refusal = refusal_by(policy) };
	struct deep deep = {0};

	deep_take(&deep, call);
	if (!find_outside(rule, &deep, &outside.form))
		return;
	check->let_through += rule_passes(rule);
	check->outside = mem_grow(check->outside, check->outside_count, &check->outside_room, sizeof(*check->outside));
	check->outside[check->outside_count++] = outside;
}

void check_deep(struct check *check, const struct trace *trace, const struct policy *policy)
{
	for (size_t i = 0; i < trace->call_count; i++) {
		const struct trace_call *call = &trace->calls[i];
		const struct rule *rule = policy->archs & ARCH_BIT(call->arch) ? policy_find(policy, call->arch, call->nr) : NULL;
		if (rule && rule->deep_count)
			check_call(check, call, rule, policy);
	}
}

static bool is_looked_at(const struct check_outside *outside, enum role role)
{
	return rows_look_at(outside->rule->deep, outside->rule->deep_count, role);
}

bool check_deep_is_noted(const struct check_outside *outside, unsigned place)
{
	return outside->form.how[place] != NOTED_NOTHING && is_looked_at(outside, deep_role((int)outside->rule->id, place));
}

static void form_words(const struct check_outside *outside, struct text *out)
{
	const char *before = "";

	text_add(out, "{");
	for (unsigned i = 0; i < DEEP_PLACES; i++) {
		enum role role = deep_role((int)outside->rule->id, i);
		if (!check_deep_is_noted(outside, i))
			continue;
		text_format(out, "%s%s ", before, role_info(role)->name);
		role_spell(role, outside->form.value[i], out);
		before = ", ";
	}
	text_format(out, "%s%s}", outside->form.tail ? before : "", outside->form.tail ? "unknown fields" : "");
}

/* All values of the call in one row: its forms would need a row each. */
static void suggestion_words(const struct check_outside *outside, struct text *out)
{
	struct arena arena = {0};
	struct deep deep = {0};
	const char *before = "";

	deep_take(&deep, outside->call);
	struct row row = deep_row(&arena, &deep, (int)outside->rule->id, true);
	text_add(out, "add to the deep of its rule: {");
	for (size_t i = 0; i < row.count; i++) {
		if (!is_looked_at(outside, row.condition[i].role))
			continue;
		text_format(out, "%s\"%s\": ", before, role_info(row.condition[i].role)->name);
		values_write(&row.condition[i].values, row.condition[i].role, out);
		before = ", ";
	}
	text_add(out, "}");
	arena_free(&arena);
}

static void answer_words(const struct check_outside *outside, struct text *out)
{
	bool supervised = outside->rule->verdict.action == ACTION_NOTIFY;

	text_format(out, ": outside its deep rows, %s: ", supervised ? "so that a supervisor refuses it" : "which no filter enforces");
	verdict_text_brief(supervised ? outside->refusal : outside->rule->verdict, out);
}

void check_deep_text(const struct check_outside *outside, const struct trace *trace, struct text *out)
{
	const struct trace_call *call = outside->call;
	char label[16];

	text_format(out, "%s ", arch_info(call->arch)->name);
	mark_begin(out, MARK_HEAD);
	text_add(out, syscall_label(call->arch, call->nr, label));
	form_words(outside, out);
	mark_end(out);
	answer_words(outside, out);
	text_add(out, "; ");
	mark_begin(out, MARK_REASON);
	format_source(trace, call, out);
	mark_end(out);
	text_add(out, "; ");
	if (outside->form.tail)
		text_add(out, "remove the deep rows of its rule, or use a newer seccord");
	else
		suggestion_words(outside, out);
	text_add(out, "\n");
}
