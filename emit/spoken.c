/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rule that a dialect has no words for becomes what is nearest on the safe
 * side: left out while the default refuses. Two things are made wider, for the
 * program would not run otherwise, and each is told: a rule with conditions
 * where none can be said, and one archs' rule where all archs share them.
 */
#include "emit/spoken.h"

#include <stdlib.h>
#include <string.h>

#include "emit/out.h"

void spoken_free(struct spoken *spoken)
{
	for (size_t i = 0; i < spoken->count; i++)
		alternatives_free(&spoken->call[i].any);
	free(spoken->call);
	free(spoken->policy.rules);
	text_free(&spoken->wider);
	text_free(&spoken->without_enosys);
	arena_free(&spoken->arena);
}

bool spoken_is_free(const struct spoken_call *call)
{
	for (size_t i = 0; i < call->any.count; i++)
		if (!call->any.at[i].count)
			return true;
	return false;
}

static bool says(const struct spoken *s, unsigned what)
{
	return (s->dialect->says & what) == what;
}

static void list_archs(arch_set archs, struct text *out)
{
	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (archs & ARCH_BIT(arch))
			text_format(out, " %s", arch_info((enum arch)arch)->name);
}

static int keep_archs(struct spoken *s, const struct policy *policy, struct text *told, struct err *err)
{
	arch_set lost = policy->archs & ~s->dialect->archs;

	s->policy = *policy;
	s->policy.rules = mem_alloc((policy->rule_count + 1) * sizeof(*policy->rules));
	if (policy->rule_count)
		memcpy(s->policy.rules, policy->rules, policy->rule_count * sizeof(*policy->rules));
	policy_keep_archs(&s->policy, s->dialect->archs);
	if (!s->policy.archs)
		return err_set(err, "%s has no word for any arch of the policy", s->dialect->label);
	if (lost) {
		text_format(told, "calls are killed on archs that %s has no word for:", s->dialect->label);
		list_archs(lost, told);
		text_add(told, "\n");
	}
	while (!(s->policy.archs & ARCH_BIT(s->arch)))
		s->arch++;
	if (s->policy.archs != ARCH_BIT(s->arch) && !says(s, SAYS_ARCHS))
		return err_set(err, "a file of %s is for one arch; choose one of the policy's with --arch, as --arch=%s",
		               s->dialect->label, arch_info(s->arch)->name);
	return 0;
}

static bool is_enosys(struct verdict verdict)
{
	return verdict.action == ACTION_ERRNO && verdict.data == 38;
}

static void tell_newer(const struct spoken *s, struct text *told)
{
	bool as_said = says(s, NEWER_IS_ENOSYS) ? is_enosys(s->policy.newer) : verdict_equal(s->policy.newer, s->otherwise);

	if (as_said || says(s, SAYS_NEWER))
		return;
	text_format(told, "calls newer than " SYSCALLS_KNOWN_TO " get %s and not ",
	            says(s, NEWER_IS_ENOSYS) ? "errno ENOSYS" : "the default");
	verdict_text(s->policy.newer, told);
	text_format(told, ": %s cannot tell them from others\n", s->dialect->label);
}

static void tell_x32(const struct spoken *s, struct text *told)
{
	if (!says(s, X32_IS_DEFAULT) || s->arch != ARCH_X86_64 || verdict_equal(s->policy.foreign, s->otherwise))
		return;
	text_add(told, "calls of x32 get the default and not ");
	verdict_text(s->policy.foreign, told);
	text_format(told, ": %s takes them for unknown ones of x86_64\n", s->dialect->label);
}

static void tell_foreign(const struct spoken *s, struct text *told)
{
	if (says(s, SAYS_FOREIGN) || s->policy.foreign.action >= ACTION_KILL_THREAD)
		return;
	text_add(told, "an arch that the policy does not name is killed and does not get ");
	verdict_text(s->policy.foreign, told);
	text_format(told, ": %s cannot say it\n", s->dialect->label);
}

/* The default in the dialect's words. */
static int choose_default(struct spoken *s, struct text *told, struct err *err)
{
	struct verdict wanted = s->policy.otherwise;
	bool errno_lost = wanted.action == ACTION_ERRNO && wanted.data != 1 && !says(s, SAYS_DEFAULT_ERRNO);

	s->otherwise = wanted;
	if (s->dialect->defaults >> wanted.action & 1 && !errno_lost)
		return 0;
	if (verdict_may_pass(wanted))
		return err_set(err, "%s cannot let through what no rule names; give another --default, as --default=kill",
		               s->dialect->label);
	s->otherwise = s->dialect->defaults >> wanted.action & 1 ? (struct verdict){ ACTION_ERRNO, 1 } :
	               (struct verdict){ ACTION_KILL, 0 };
	text_add(told, "what no rule names gets ");
	verdict_text(s->otherwise, told);
	text_add(told, " and not ");
	verdict_text(wanted, told);
	text_format(told, ": %s cannot say it\n", s->dialect->label);
	return 0;
}

/* The archs of the policy where the call exists and no rule speaks of it. */
static arch_set silent_archs(const struct policy *policy, enum syscall_id id)
{
	arch_set silent = 0;

	for (int arch = 0; arch < ARCH_COUNT; arch++)
		if (policy->archs & ARCH_BIT(arch) && syscall_exists(id, (enum arch)arch) &&
		    !policy_find(policy, (enum arch)arch, (uint32_t)syscall_nr(id, (enum arch)arch)))
			silent |= ARCH_BIT(arch);
	return silent;
}

/* Of several rules for one call, the most lenient action is the one that can be said. */
static bool is_outdone(const struct policy *policy, const struct rule *rule)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (rule->id != CALL_UNKNOWN && policy->rules[i].id == rule->id &&
		    policy->rules[i].verdict.action < rule->verdict.action)
			return true;
	return false;
}

static bool has_another(const struct policy *policy, const struct rule *rule)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i].id == rule->id && &policy->rules[i] != rule)
			return true;
	return false;
}

static void tell_archs(const struct spoken *s, const struct rule *rule, struct text *told)
{
	bool shared = says(s, SAYS_ARCHS) && !says(s, SAYS_RULE_ARCHS);

	if (!shared || (!silent_archs(&s->policy, rule->id) && !has_another(&s->policy, rule)))
		return;
	text_format(told, "%s: the rule is for", syscall_name(rule->id));
	list_archs(rule->archs, told);
	text_format(told, " alone, and %s gives it to every arch\n", s->dialect->label);
}

/* Whether the default would do what the call's own answer refuses. */
static bool is_laxer(const struct spoken *s, const struct spoken_call *call)
{
	return verdict_may_pass(s->otherwise) && call->verdict.action > s->otherwise.action;
}

/* What is left out gets the default, which must not be laxer. */
static int leave_out(struct spoken *s, const struct spoken_call *call, const char *what, struct text *told,
                     struct err *err)
{
	AUTO_TEXT struct text wanted = { 0 };

	verdict_text(call->verdict, &wanted);
	if (is_laxer(s, call))
		return err_set(err, "%s: %s cannot say %s%s, and its default would let the call through; give another --default",
		               call->name, s->dialect->label, wanted.at, what);
	if (is_enosys(call->verdict) && !*what)
		text_format(&s->without_enosys, " %s", call->name);
	else
		text_format(told, "%s: gets the default and not %s%s: %s cannot say it\n", call->name, wanted.at, what,
		            s->dialect->label);
	return 0;
}

static int leave_number_out(const struct spoken *s, const struct rule *rule, struct text *told, struct err *err)
{
	struct spoken_call call = { .id = CALL_UNKNOWN, .verdict = rule->verdict };

	if (is_laxer(s, &call))
		return err_set(err, "call %u: %s knows calls by name alone, and its default would let the call through; "
		               "give another --default", rule->nr, s->dialect->label);
	text_format(told, "call %u on", rule->nr);
	list_archs(rule->archs, told);
	text_format(told, " is left out: %s knows calls by name alone\n", s->dialect->label);
	return 0;
}

/* 1 where the call is to be said with that verdict, 0 where it is left out. */
static int choose_verdict(struct spoken *s, struct spoken_call *call, struct text *told, struct err *err)
{
	if (s->dialect->actions >> call->verdict.action & 1)
		return 1;
	if (call->verdict.action == ACTION_LOG && s->dialect->actions >> ACTION_ALLOW & 1) {
		text_format(told, "%s: is allowed and not logged: %s cannot log\n", call->name, s->dialect->label);
		call->verdict.action = ACTION_ALLOW;
		return 1;
	}
	/* ENOSYS is what the kernel answers where nobody supervises. */
	if (call->verdict.action == ACTION_NOTIFY && s->dialect->actions >> ACTION_ERRNO & 1) {
		text_format(told, "%s: gets errno ENOSYS and no supervisor: %s cannot ask one\n", call->name, s->dialect->label);
		call->verdict = (struct verdict){ ACTION_ERRNO, 38 };
		return 1;
	}
	return leave_out(s, call, "", told, err);
}

static int add_conditions(struct spoken *s, struct spoken_call *call, const struct rule *rule,
                          struct text *told, struct err *err)
{
	static const struct rule free_rule = { 0 };

	if (!rule->row_count || says(s, SAYS_CONDITIONS)) {
		bool all = comparisons_add(&call->any, rule, s->dialect, told);
		return all || !is_laxer(s, call) ? call->any.count != 0 : leave_out(s, call, " by its arguments", told, err);
	}
	if (!verdict_may_pass(call->verdict))
		return leave_out(s, call, " by its arguments", told, err);
	text_format(&s->wider, " %s", call->name);
	comparisons_add(&call->any, &free_rule, s->dialect, told);
	return 1;
}

static int say(struct spoken *s, const struct rule *rule, struct text *told, struct err *err)
{
	struct spoken_call call = { .id = rule->id, .verdict = rule->verdict };
	bool named = rule->id != CALL_UNKNOWN;

	if (!named && !says(s, SAYS_NUMBERS))
		return leave_number_out(s, rule, told, err);
	if (named)
		tell_archs(s, rule, told);
	if (verdict_equal(rule->verdict, s->otherwise) || is_outdone(&s->policy, rule))
		return 0;
	call.name = named ? syscall_name(rule->id) : arena_format(&s->arena, "%u", rule->nr);
	int result = choose_verdict(s, &call, told, err);
	if (result > 0)
		result = add_conditions(s, &call, rule, told, err);
	if (result <= 0) {
		alternatives_free(&call.any);
		return result;
	}
	s->call = mem_grow(s->call, s->count, &s->room, sizeof(*s->call));
	s->call[s->count++] = call;
	return 0;
}

static void tell_lists(const struct spoken *s, struct text *told)
{
	if (s->wider.length)
		text_format(told, "%s cannot compare arguments, and allows these whatever theirs are:%s\n", s->dialect->label,
		            s->wider.at);
	if (s->without_enosys.length)
		text_format(told, "%s gives these the default and not errno ENOSYS, on which programs fall back "
		            "(--default=errno:ENOSYS gives it to all):%s\n", s->dialect->label, s->without_enosys.at);
}

int spoken_of(struct spoken *spoken, const struct policy *policy, enum dialect_id dialect, struct text *told,
              struct err *err)
{
	spoken->dialect = dialect_of(dialect);
	if (keep_archs(spoken, policy, told, err) || choose_default(spoken, told, err))
		return -1;
	tell_newer(spoken, told);
	tell_foreign(spoken, told);
	tell_x32(spoken, told);
	for (size_t i = 0; i < spoken->policy.rule_count; i++)
		if (say(spoken, &spoken->policy.rules[i], told, err))
			return -1;
	tell_lists(spoken, told);
	return 0;
}
