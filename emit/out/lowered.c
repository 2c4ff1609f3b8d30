/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything besides the rules: the archs, and the answers to calls without a
 * rule, to newer calls and to other archs.
 */
#include "emit/out/lowered.h"

#include <stdlib.h>
#include <string.h>

#include "core/libc/equivalence.h"
#include "core/libc/support.h"
#include "emit/out/beyond.h"
#include "emit/out/out.h"
#include "emit/out/lowered_rules.h"
#include "emit/out/miscompiled.h"
#include "emit/terms/unroll.h"

void lowered_free(struct lowered *lowered)
{
	for (size_t i = 0; i < lowered->count; i++)
		dnf_free(&lowered->call[i].any);
	free(lowered->call);
	free(lowered->policy.rules);
	text_free(&lowered->wider);
	text_free(&lowered->without_enosys);
	arena_free(&lowered->arena);
}

bool lowered_is_free(const struct lowered_call *call)
{
	for (size_t i = 0; i < call->any.count; i++)
		if (!call->any.at[i].count)
			return true;
	return false;
}

bool lowered_says(const struct lowered *s, unsigned what)
{
	return (s->dialect->says & what) == what;
}

bool lowered_says_number(const struct lowered *s, struct verdict verdict)
{
	bool lost = (verdict.action == ACTION_TRACE && !lowered_says(s, SAYS_TRACE_DATA)) ||
	            (verdict.action == ACTION_TRAP && !lowered_says(s, SAYS_TRAP_DATA));

	return !lost || !verdict.data;
}

bool lowered_accepts_data(const struct lowered *s, struct verdict verdict)
{
	bool lost = (verdict.action == ACTION_ERRNO && verdict.data == ERRNO_MOST && lowered_says(s, LACKS_ERRNO_MOST)) || (!verdict.data && lowered_says(s, LACKS_ERRNO_0));

	return (verdict.action != ACTION_ERRNO && verdict.action != ACTION_TRACE) || !lost;
}

bool lowered_is_enosys(struct verdict verdict)
{
	return verdict.action == ACTION_ERRNO && verdict.data == 38;
}

static int keep_archs(struct lowered *s, const struct policy *policy, struct text *notes, struct err *err)
{
	arch_set lost = policy->archs & ~s->dialect->archs;

	s->policy = unroll_copy(policy);
	policy_keep_archs(&s->policy, s->dialect->archs);
	if (!s->policy.archs)
		return err_set(err, "%s supports no arch of the policy", s->dialect->label);
	if (lost) {
		text_format(notes, "calls are killed on archs that %s does not support: ", s->dialect->label);
		arch_list(lost, " ", notes);
		text_add(notes, "\n");
	}
	while (!(s->policy.archs & ARCH_BIT(s->arch)))
		s->arch++;
	if (s->policy.archs != ARCH_BIT(s->arch) && !lowered_says(s, SAYS_ARCHS))
		return err_set(err, "%s files are for one arch; choose one with --arch, for example --arch=%s",
		               s->dialect->label, arch_info(s->arch)->name);
	return 0;
}

static void report_newer(const struct lowered *s, struct text *notes)
{
	if (verdict_equal(s->policy.newer, s->otherwise) || lowered_says(s, SAYS_NEWER))
		return;
	text_add(notes, "calls newer than " SYSCALLS_KNOWN_TO " get the default action instead of ");
	verdict_text(s->policy.newer, notes);
	text_format(notes, ": %s cannot match them\n", s->dialect->label);
}

/* Of the numbers between, and of those that are newer. A name that its libseccomp lacks does not count. */
static void report_runc(const struct lowered *s, struct text *notes)
{
	if (!lowered_says(s, ADDS_ENOSYS) || verdict_may_pass(s->otherwise) || lowered_is_enosys(s->otherwise))
		return;
	text_add(notes, "runc answers ENOSYS, not the default action, to calls with higher numbers than all that the file names; crun does not\n");
}

static void report_host(const struct lowered *s, struct text *notes)
{
	arch_set missing = arch_hosts_missing(s->policy.archs);

	if (!lowered_says(s, ADDS_HOST) || !missing)
		return;
	text_add(notes, "the same rules apply, by name, to the arch of the host, which the policy does not name: ");
	arch_list(missing, " ", notes);
	text_add(notes, "\n");
}

static void report_default(const struct lowered *s, struct verdict wanted, struct text *notes)
{
	text_add(notes, "calls that no rule matches get ");
	verdict_text(s->otherwise, notes);
	text_add(notes, " instead of ");
	verdict_text(wanted, notes);
	text_format(notes, ": %s cannot express it\n", s->dialect->label);
}

/* The default as the dialect can express it. */
static int choose_default(struct lowered *s, struct text *notes, struct err *err)
{
	struct verdict wanted = s->policy.otherwise;
	bool errno_lost = wanted.action == ACTION_ERRNO && (!lowered_accepts_data(s, wanted) ||
	                  (wanted.data != 1 && !lowered_says(s, SAYS_DEFAULT_ERRNO)));

	s->otherwise = wanted;
	if (!lowered_says_number(s, wanted))
		s->otherwise.data = 0;
	if (wanted.action == ACTION_TRACE && !lowered_says(s, SAYS_DEFAULT_ERRNO))
		s->otherwise.data = 1;            /* runtimes take EPERM for a number that is not there */
	if (s->dialect->defaults >> wanted.action & 1 && !errno_lost) {
		if (s->otherwise.data != wanted.data)
			report_default(s, wanted, notes);
		return 0;
	}
	if (verdict_may_pass(wanted))
		return err_set(err, "%s cannot allow calls by default; use another --default, for example --default=kill",
		               s->dialect->label);
	s->otherwise = s->dialect->defaults >> wanted.action & 1 ? (struct verdict){ ACTION_ERRNO, 1 } :
	               (struct verdict){ s->dialect->defaults >> ACTION_KILL & 1 ? ACTION_KILL : ACTION_KILL_THREAD, 0 };
	report_default(s, wanted, notes);
	return 0;
}

static void report_lists(const struct lowered *s, struct text *notes)
{
	if (s->wider.length)
		text_format(notes, "%s cannot compare arguments; it allows these calls with any arguments:%s\n", s->dialect->label,
		            s->wider.at);
	if (s->without_enosys.length)
		text_format(notes, "%s gives these calls the default action instead of ENOSYS, on which programs fall back "
		            "(--default=errno:ENOSYS applies it to all):%s\n", s->dialect->label, s->without_enosys.at);
}

/* Through libseccomp, calls whose name it lacks lose their rule. */
static void report_names(const struct lowered *s, struct text *notes)
{
	bool lost[CALL_COUNT] = { false };

	for (size_t i = 0; i < s->count; i++)
		if (s->call[i].id != CALL_UNKNOWN && !support_library_names((struct version){ { 2, 5, 4 } }, s->call[i].id))
			lost[s->call[i].id] = true;
	syscall_report("a libseccomp without a name for these calls (2.5.4 and older) gives them the default action:", lost, notes);
}

static bool passes(const struct policy *policy, enum syscall_id id)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i].id == id && rule_passes(&policy->rules[i]))
			return true;
	return false;
}

/* To libseccomp, a rule for the call with any arguments precedes those for its commands. */
static bool has_plain_line(const struct lowered *s, enum syscall_id id, enum arch arch)
{
	const struct rule *rule = policy_find(&s->policy, arch, (uint32_t)syscall_nr(id, arch));

	return rule && !rule->row_count && !verdict_equal(rule->verdict, s->otherwise) &&
	       s->dialect->actions >> rule->verdict.action & 1;
}

static bool is_written(const struct lowered *s, struct verdict verdict)
{
	return !verdict_equal(verdict, s->otherwise) && s->dialect->actions >> verdict.action & 1;
}

/* Whether a rule of the direct call has another answer than its command gets from the policy. */
static bool is_answered_otherwise(const struct lowered *s, enum syscall_id direct, struct verdict command)
{
	for (size_t i = 0; i < s->policy.rule_count; i++) {
		const struct rule *rule = &s->policy.rules[i];
		if (rule->id != direct)
			continue;
		if (!rule->row_count && is_written(s, rule->verdict) && !verdict_equal(rule->verdict, command))
			return true;
		for (size_t k = 0; k < rule->row_count; k++)
			if (is_written(s, row_verdict(rule, &rule->rows[k])) && !verdict_equal(row_verdict(rule, &rule->rows[k]), command))
				return true;
	}
	return false;
}

enum fate { COMMAND_SAME, COMMAND_OPENED, COMMAND_CHANGED };

/* What libseccomp makes of a socketcall or ipc command, which gets the rules of the direct call too: on some arch the
 * policy denies it, and it is allowed; or it gets another answer. */
static enum fate fate_of(const struct lowered *s, const struct multiplexed *m)
{
	const struct policy *policy = &s->policy;
	bool changed = false;

	arch_each(arch, policy->archs) {
		struct seccomp_data data = { .arch = arch_info(arch)->audit, .args = { m->command } };
		if (!syscall_exists(m->multiplexer, arch) || has_plain_line(s, m->multiplexer, arch))
			continue;
		data.nr = (int)syscall_nr(m->multiplexer, arch);
		struct verdict verdict = policy_eval(policy, &data);
		if (!verdict_may_pass(verdict) && passes(policy, m->direct))
			return COMMAND_OPENED;
		changed |= is_answered_otherwise(s, m->direct, verdict);
	}
	return changed ? COMMAND_CHANGED : COMMAND_SAME;
}

static void list_commands(const struct lowered *s, enum fate which, struct text *calls)
{
	for (size_t i = 0; i < multiplexed_count() && lowered_says(s, ADDS_COMMANDS); i++)
		if (multiplexed_at(i)->direct != CALL_semtimedop_time64 && fate_of(s, multiplexed_at(i)) == which)
			text_format(calls, " %s", syscall_name(multiplexed_at(i)->direct));
}

static void report_commands(const struct lowered *s, struct text *notes)
{
	AUTO_TEXT struct text opened = { 0 }, changed = { 0 };

	list_commands(s, COMMAND_OPENED, &opened);
	list_commands(s, COMMAND_CHANGED, &changed);
	if (opened.length)
		text_format(notes, "%s allows socketcall and ipc, which the policy denies, for these calls too:%s\n", s->dialect->label, opened.at);
	if (changed.length)
		text_format(notes, "%s gives socketcall and ipc the answers of these calls, which the policy does not:%s\n", s->dialect->label, changed.at);
}

int lower_policy(struct lowered *lowered, const struct policy *policy, enum dialect_id dialect, struct text *notes,
                 struct err *err)
{
	lowered->dialect = dialect_of(dialect);
	if (keep_archs(lowered, policy, notes, err) || choose_default(lowered, notes, err))
		return -1;
	report_newer(lowered, notes);
	report_runc(lowered, notes);
	beyond_report(&lowered->policy, dialect, lowered->otherwise, notes);
	report_host(lowered, notes);
	report_commands(lowered, notes);
	if (lower_rules(lowered, notes, err))
		return -1;
	report_lists(lowered, notes);
	if (lowered_says(lowered, ADDS_COMMANDS) || lowered_says(lowered, DROPS_NAMES)) {
		report_names(lowered, notes);
		miscompiled_report(lowered, notes);
	}
	return 0;
}
