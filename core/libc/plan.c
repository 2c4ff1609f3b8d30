/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pure function of a policy and four tables. It reports what the policy does
 * and what would be better, and changes nothing; analyzer/derive/derive.c writes
 * policies that follow the plan.
 */
#include "core/libc/plan.h"

#include <errno.h>
#include <string.h>

#include "core/base/json.h"
#include "core/libc/danger.h"
#include "core/libc/implied.h"

struct reason {
	enum syscall_id call;
	enum plan_why why;
	const char *text;                     /* NULL: of the danger */
};

static const struct reason reasons[] = {
#define NOBODY(call, text) { CALL_##call, PLAN_NOBODY, text },
#define ON_PURPOSE(call) { CALL_##call, PLAN_ON_PURPOSE, NULL },
#include "core/libc/plan.def"
#undef NOBODY
#undef ON_PURPOSE
};

static const struct reason *reason_of(enum syscall_id id)
{
	for (size_t i = 0; i < COUNT_OF(reasons); i++)
		if (reasons[i].call == id)
			return &reasons[i];
	return NULL;
}

const char *plan_nobody(enum syscall_id id)
{
	const struct reason *reason = reason_of(id);

	return reason && reason->why == PLAN_NOBODY ? reason->text : NULL;
}

bool plan_withholds(enum syscall_id id)
{
	return reason_of(id) || danger_of(id);
}

static const struct rule *rule_of(const struct policy *policy, enum arch arch, enum syscall_id id)
{
	return syscall_exists(id, arch) ? policy_find(policy, arch, (uint32_t)syscall_nr(id, arch)) : NULL;
}

static bool is_allowed(const struct policy *policy, enum arch arch, enum syscall_id id)
{
	const struct rule *rule = rule_of(policy, arch, id);

	return rule && rule_passes(rule);
}

/* The first row whose fallback is allowed; else the first. */
static const struct fallback *fallback_of(const struct policy *policy, enum arch arch, enum syscall_id id, bool *open)
{
	const struct fallback *first = NULL;

	*open = false;
	for (size_t i = 0; i < fallback_count() && !*open; i++) {
		const struct fallback *row = fallback_at(i);
		if (row->call != id)
			continue;
		*open = row->instead == CALL_UNKNOWN || is_allowed(policy, arch, row->instead);
		first = first && !*open ? first : row;
	}
	return first;
}

static void plan_unruled(struct plan *plan, const struct policy *policy, enum arch arch, enum syscall_id id)
{
	bool open;
	const struct fallback *way = fallback_of(policy, arch, id, &open);
	const struct reason *reason = reason_of(id);

	if (way && (open || !reason)) {
		plan->why = open ? PLAN_FALLBACK : PLAN_NO_WAY;
		plan->of = way->instead;
		plan->by = way->by;
	} else if (reason) {
		plan->why = reason->why;
		plan->by = reason->text ? reason->text : danger_of(id)->what;
	}
	if (plan->why == PLAN_FALLBACK)
		plan->wanted = (struct verdict){ ACTION_ERRNO, ENOSYS };
	if (plan->why == PLAN_NOBODY)
		plan->wanted = (struct verdict){ ACTION_KILL, 0 };
}

struct plan plan_of(const struct policy *policy, enum arch arch, enum syscall_id id)
{
	const struct rule *rule = rule_of(policy, arch, id);
	struct verdict answer = rule ? rule_laxest(rule) : policy->otherwise;
	struct plan plan = { .why = PLAN_UNSEEN, .answer = answer, .wanted = policy->otherwise, .of = CALL_UNKNOWN };

	if (rule ? rule_passes(rule) : verdict_passes(answer)) {
		plan.why = PLAN_PASSES;
		plan.wanted = answer;
	} else {
		plan_unruled(&plan, policy, arch, id);
	}
	if (rule && plan.why != PLAN_PASSES && !verdict_equal(answer, plan.wanted)) {
		plan.why = PLAN_RULE;
		plan.by = rule->note ? rule->note : rule->by;
	}
	return plan;
}

/* --- text --- */

static void why_text(const struct plan *plan, struct text *out)
{
	static const char *const words[] = {
		[PLAN_RULE] = "a rule of the policy", [PLAN_FALLBACK] = "callers continue without it", [PLAN_NO_WAY] = "",
		[PLAN_ON_PURPOSE] = "refused on purpose", [PLAN_NOBODY] = "no current program uses it",
		[PLAN_UNSEEN] = "no rule",
	};
	bool falls = plan->why == PLAN_FALLBACK && plan->of != CALL_UNKNOWN;

	if (falls)
		text_format(out, "falls back to %s", syscall_name(plan->of));
	else if (plan->why == PLAN_NO_WAY)
		text_format(out, "its fallback %s is refused too", syscall_name(plan->of));
	else
		text_add(out, words[plan->why]);
	if (plan->by)
		text_format(out, ": %s", plan->by);
	/* A kill is deliberate; an errno that breaks a program is a mistake. */
	if (plan->why == PLAN_FALLBACK && !verdict_equal(plan->answer, plan->wanted)) {
		text_add(out, "; not as planned: ");
		verdict_text(plan->wanted, out);
	}
}

static bool is_same(const struct plan *a, const struct plan *b)
{
	return a->why == b->why && verdict_equal(a->answer, b->answer) && a->of == b->of && a->by == b->by;
}

static void add_line(enum syscall_id id, const struct plan *plan, arch_set archs, bool all, void *context)
{
	struct text *out = context;

	text_format(out, "%s\t", syscall_name(id));
	verdict_text(plan->answer, out);
	text_add(out, "\t");
	why_text(plan, out);
	arch_each(arch, all ? 0 : archs)
		text_format(out, " [%s]", arch_info(arch)->name);
	text_add(out, "\n");
}

typedef void plan_visit(enum syscall_id id, const struct plan *plan, arch_set archs, bool all, void *context);

/* Archs with the same answer and reason share a line. */
static void visit_call(const struct policy *policy, enum syscall_id id, plan_visit *visit, void *context)
{
	arch_set has = policy_archs_of(policy, id), left = has;

	arch_each(arch, left) {
		struct plan plan = plan_of(policy, arch, id);
		arch_set same = 0;
		arch_each(other, left) {
			struct plan beside = plan_of(policy, other, id);
			if (is_same(&plan, &beside))
				same |= ARCH_BIT(other);
		}
		left &= (arch_set)~same;
		if (plan.why != PLAN_PASSES)
			visit(id, &plan, same, same == has, context);
	}
}

void plan_text(const struct policy *policy, struct text *out)
{
	for (int id = 0; id < CALL_COUNT; id++)
		visit_call(policy, (enum syscall_id)id, add_line, out);
	text_add(out, "(newer)\t");
	verdict_text(policy->newer, out);
	text_add(out, "\tcalls newer than " SYSCALLS_KNOWN_TO "\n(foreign)\t");
	verdict_text(policy->foreign, out);
	text_add(out, "\tall other archs\n");
}

/* --- JSON --- */

static void append_call(enum syscall_id id, const struct plan *plan, arch_set archs, bool all, void *context)
{
	static const char *const whys[] = {
		[PLAN_RULE] = "rule", [PLAN_FALLBACK] = "fallback", [PLAN_NO_WAY] = "fallback_refused", [PLAN_ON_PURPOSE] = "on_purpose",
		[PLAN_NOBODY] = "unused", [PLAN_UNSEEN] = "no_rule",
	};
	json_t *list = context, *object = json_object();

	(void)all;
	json_object_set_new(object, "call", json_string(syscall_name(id)));
	json_object_set_new(object, "archs", arch_json(archs));
	json_object_set_new(object, "answer", verdict_json(plan->answer));
	json_object_set_new(object, "planned", verdict_json(plan->wanted));
	json_object_set_new(object, "why", json_string(whys[plan->why]));
	json_object_set_new(object, "fallback", json_of_bytes(plan->of == CALL_UNKNOWN ? NULL : syscall_name(plan->of)));
	json_object_set_new(object, "by", json_of_bytes(plan->by));
	json_array_append_new(list, object);
}

void plan_json(const struct policy *policy, struct text *out)
{
	AUTO_JSON json_t *object = json_object();
	json_t *list = json_array();

	for (int id = 0; id < CALL_COUNT; id++)
		visit_call(policy, (enum syscall_id)id, append_call, list);
	json_object_set_new(object, "version", json_integer(1));
	json_object_set_new(object, "archs", arch_json(policy->archs));
	json_object_set_new(object, "calls", list);
	json_object_set_new(object, "newer", verdict_json(policy->newer));
	json_object_set_new(object, "foreign", verdict_json(policy->foreign));
	json_line(object, out);
	text_add(out, "\n");
}
