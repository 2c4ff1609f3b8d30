/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a filter cannot enforce although the policy seems to: operations without
 * system calls, arguments in memory, and calls that have the same effect as one
 * that a condition denies. One row each; those of multiplexers come from
 * core/kernel/multiplexed.def, those of deep rows from the policy.
 */
#include <stdlib.h>

#include "core/libc/equivalence.h"
#include "core/kernel/structs.h"
#include "emit/out/emit.h"
#include "emit/terms/regions.h"
#include "emit/terms/unroll.h"

enum when {
	ALLOWED,                              /* the call is allowed, possibly with conditions */
	FREE,                                 /* without conditions */
	ALLOWED_BESIDE,                       /* and `other` has conditions */
	FREE_BESIDE
};

static const struct warning {
	enum syscall_id id;
	enum when when;
	enum syscall_id other;
	const char *text;
} warnings[] = {
	{ CALL_io_uring_setup, ALLOWED, CALL_UNKNOWN,
	  "filters do not see io_uring operations: a ring opens, connects and sends regardless of this policy; "
	  "remove it (programs fall back) or set kernel.io_uring_disabled" },
	{ CALL_clone3, ALLOWED_BESIDE, CALL_clone,
	  "its flags are in memory, so it bypasses the conditions on clone; "
	  "return ENOSYS, and libc falls back to clone" },
	{ CALL_openat2, ALLOWED_BESIDE, CALL_openat,
	  "its flags are in memory, so it bypasses the conditions on openat; "
	  "return ENOSYS if the program then uses openat" },
	{ CALL_unshare, FREE_BESIDE, CALL_clone,
	  "without conditions it creates the namespaces that the conditions on clone deny; "
	  "add conditions to it" },
	{ CALL_pkey_mprotect, FREE_BESIDE, CALL_mprotect,
	  "without conditions it does what the conditions on mprotect deny; "
	  "add conditions to it" },
	{ CALL_ptrace, FREE, CALL_UNKNOWN,
	  "without conditions it controls other processes of the user, which may have no filter; "
	  "remove it, or allow only the requests needed" },
	{ CALL_process_vm_writev, ALLOWED, CALL_UNKNOWN,
	  "it writes into other processes of the user, which may have no filter; remove it if it is not needed" },
	{ CALL_pidfd_getfd, ALLOWED, CALL_UNKNOWN,
	  "it takes file descriptors from other processes of the user; remove it if it is not needed" },
	{ CALL_bpf, FREE, CALL_UNKNOWN,
	  "without conditions a privileged process loads programs into the kernel; allow only the commands needed" },
	{ CALL_ioctl, FREE, CALL_UNKNOWN,
	  "without conditions it reaches every driver, and injects terminal input with TIOCSTI "
	  "where the kernel still has it; allow only the commands needed" },
};

static bool lets_through(const struct rule *rule)
{
	return verdict_may_pass(rule_laxest(rule));
}

/* For any arguments. */
static bool lets_through_freely(const struct rule *rule)
{
	AUTO_REGIONS struct regions regions = { 0 };

	regions_of(&regions, rule, rule->archs);
	return lets_through(rule) && regions.count == 1 && regions.complete;
}

static bool is_allowed(const struct policy *policy, enum syscall_id id, bool freely)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		if (rule->id == id && (freely ? lets_through_freely(rule) : lets_through(rule)))
			return true;
	}
	return false;
}

static bool has_conditions(const struct policy *policy, enum syscall_id id)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i].id == id && policy->rules[i].row_count)
			return true;
	return false;
}

static bool applies(const struct policy *policy, const struct warning *w)
{
	bool freely = w->when == FREE || w->when == FREE_BESIDE;
	bool beside = w->when == ALLOWED_BESIDE || w->when == FREE_BESIDE;
	return is_allowed(policy, w->id, freely) && (!beside || has_conditions(policy, w->other));
}

/* The position and mask of the command, which are the same on every arch that has the call.
 * */
static bool admits_command(const struct rule *rule, const struct regions *regions, const struct multiplexed *m)
{
	struct cube among = { 0 };

	arch_each(arch, rule->archs) {
		int arg = syscall_arg(rule->id, arch, m->selector);
		if (arg < 0)
			continue;
		among.mask[arg] = syscall_mask(rule->id, arch, m->selector);
		among.value[arg] = m->command & among.mask[arg];
		return regions_may_pass(regions, &among);
	}
	return false;
}

/* What a multiplexer allows but the rules of the direct calls do not. */
static void report_multiplexer(const struct policy *policy, const struct rule *rule, struct text *notes)
{
	AUTO_REGIONS struct regions regions = { 0 };
	size_t named = 0;

	regions_of(&regions, rule, rule->archs);
	for (size_t i = 0; i < multiplexed_count(); i++) {
		const struct multiplexed *m = multiplexed_at(i);
		if (m->multiplexer != rule->id || !admits_command(rule, &regions, m) || is_allowed(policy, m->direct, true))
			continue;
		if (!named++)
			text_format(notes, "%s: its arguments are in memory, so it bypasses the policy's rules for these calls:", syscall_name(rule->id));
		text_format(notes, " %s", syscall_name(m->direct));
	}
	if (named)
		text_add(notes, "; allow only the commands needed\n");
}

static void list_deep_roles(const struct rule *rule, struct text *out)
{
	for (unsigned place = 0; place < DEEP_PLACES; place++) {
		enum role role = deep_role((int)rule->id, place);
		if (rows_look_at(rule->deep, rule->deep_count, role))
			text_format(out, "%s%s", out->length ? ", " : "", role_info(role)->name);
	}
	text_add(out, out->length ? "" : "nothing");
}

static void add_refusal(struct verdict verdict, struct text *notes)
{
	text_add(notes, "it gets ");
	verdict_text_brief(verdict, notes);
	text_add(notes, " regardless");
}

static void add_answer(const struct rule *rule, struct text *notes)
{
	if (!rule_has_one_verdict(rule)) {
		text_add(notes, "only its registers decide");
		return;
	}
	if (rule->verdict.action == ACTION_NOTIFY)
		text_add(notes, "a supervisor can enforce them, such as `seccord run --supervise`");
	else if (lets_through(rule))
		text_add(notes, "it is allowed regardless");
	else
		add_refusal(rule->verdict, notes);
	if (rule->why == WHY_FALLBACK && rule->of)
		text_format(notes, ", and falls back to %s", rule->of);
}

/* The answer to calls with deep rows, which a filter does not check. */
static void report_deep(const struct rule *rule, struct text *notes)
{
	AUTO_TEXT struct text roles = {0};

	list_deep_roles(rule, &roles);
	text_format(notes, "%s: %zu deep row%s (%s behind a pointer, which a filter cannot read): ", syscall_name(rule->id),
	            rule->deep_count, rule->deep_count == 1 ? "" : "s", roles.at);
	add_answer(rule, notes);
	text_add(notes, "\n");
}

/* Whether the previous rule says the same for other archs. */
static bool has_notes(const struct policy *policy, size_t which)
{
	const struct rule *rule = &policy->rules[which], *before = which ? rule - 1 : NULL;

	return before && before->id == rule->id && before->deep_count == rule->deep_count &&
	       verdict_equal(before->verdict, rule->verdict) && rule_has_one_verdict(before) == rule_has_one_verdict(rule);
}

static bool asks_supervisor(const struct rule *rule)
{
	bool asks = !rule->row_count && rule->verdict.action == ACTION_NOTIFY;

	for (size_t i = 0; i < rule->row_count; i++)
		asks |= row_verdict(rule, &rule->rows[i]).action == ACTION_NOTIFY;
	return asks;
}

static void name_call(const struct rule *rule, struct text *notes)
{
	if (rule_is_range(rule))
		text_format(notes, "%u to %u", rule->nr, rule->last);
	else if (rule->id == CALL_UNKNOWN)
		text_format(notes, "%u", rule->nr);
	else
		text_add(notes, syscall_name(rule->id));
}

/* USER_NOTIF needs a supervisor. */
static void report_supervised(const struct policy *policy, struct text *notes)
{
	bool any = false;

	for (size_t i = 0; i < policy->rule_count; i++) {
		if (!asks_supervisor(&policy->rules[i]))
			continue;
		text_add(notes, any ? ", " : "sent to a supervisor, or ENOSYS without one: ");
		name_call(&policy->rules[i], notes);
		any = true;
	}
	text_add(notes, any ? "; `seccord run --supervise` is one\n" : "");
}

static void report_rules(const struct policy *policy, struct text *notes)
{
	for (size_t i = 0; i < COUNT_OF(warnings); i++)
		if (applies(policy, &warnings[i]))
			text_format(notes, "%s: %s\n", syscall_name(warnings[i].id), warnings[i].text);
	for (size_t i = 0; i < policy->rule_count; i++)
		if (multiplexed_by(policy->rules[i].id) && lets_through(&policy->rules[i]))
			report_multiplexer(policy, &policy->rules[i], notes);
	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i].deep_count && !has_notes(policy, i))
			report_deep(&policy->rules[i], notes);
}

void emit_warnings(const struct policy *policy, struct text *notes)
{
	struct policy named = unroll_copy(policy);

	if (policy->otherwise.action <= ACTION_TRACE)
		text_add(notes, "the default action allows any call that no rule matches\n");
	report_supervised(policy, notes);
	report_rules(&named, notes);
	free(named.rules);
}
