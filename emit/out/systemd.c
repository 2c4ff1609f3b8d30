/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A drop-in for a systemd unit. It uses systemd's groups if all their members
 * on these archs are allowed: largest first, as long as one saves a word. It
 * resets the unit's earlier settings, as lists accumulate. Behind an allow list,
 * ~CALL:ERRNO is an answer to one call; ENOSYS can only be the default. If the
 * default is to log, SystemCallLog= has all calls but the allowed ones. What names
 * of calls cannot say, other settings may (emit/out/systemd_settings.h).
 */
#include <errno.h>
#include <stdlib.h>

#include "core/libc/support.h"
#include "emit/out/lowered.h"
#include "emit/out/out.h"
#include "emit/systemd/members.h"
#include "emit/out/systemd_settings.h"
#include "emit/terms/unroll.h"

static const struct verdict enosys = { ACTION_ERRNO, ENOSYS };

static const char *const arch_names[ARCH_COUNT] = {
	[ARCH_X86_64] = "x86-64", [ARCH_I386] = "x86", [ARCH_X32] = "x32", [ARCH_ARM64] = "arm64", [ARCH_ARM] = "arm",
	[ARCH_RISCV64] = "riscv64", [ARCH_PPC64LE] = "ppc64-le", [ARCH_S390X] = "s390x", [ARCH_MIPSEL] = "mips-le",
	[ARCH_MIPSEL64] = "mips64-le", [ARCH_LOONGARCH64] = "loongarch64",
};

/* The number of the set's calls still to be listed; 0 if one of them is not
 * allowed. */
static size_t gain(const struct systemd_members *set, const struct systemd_calls *allowed, const struct systemd_calls *open)
{
	size_t count = 0;

	for (int id = 0; id < CALL_COUNT; id++) {
		if (set->ever.has[id] && !allowed->has[id])
			return 0;
		count += set->always.has[id] && open->has[id];
	}
	return count;
}

static void close_all(struct systemd_calls *open, const struct systemd_calls *set)
{
	for (int id = 0; id < CALL_COUNT; id++)
		open->has[id] = open->has[id] && !set->has[id];
}

/* The set with most calls still to be listed, or NULL. */
static const struct systemd_members *best_set(const struct systemd_groups *groups, const struct systemd_calls *allowed,
                                              const struct systemd_calls *open)
{
	const struct systemd_members *best = NULL;
	size_t most = 1;

	for (size_t i = 1; i < groups->count; i++) {
		size_t found = gain(&groups->at[i], allowed, open);
		if (found <= most)
			continue;
		most = found;
		best = &groups->at[i];
	}
	return best;
}

static bool only_logs(const struct lowered *lowered)
{
	return lowered->otherwise.action == ACTION_LOG;
}

/* One name a line, so that a change of the policy changes one line. */
static void put_word(const struct lowered *lowered, struct text *out, const char *word)
{
	text_format(out, "%s%s\n", only_logs(lowered) ? "SystemCallLog=~" : "SystemCallFilter=", word);
}

/* The name of a call for systemd, which asks libseccomp, where it has another one on an arch; else CALL_UNKNOWN. */
static enum syscall_id other_name(const struct lowered *lowered, enum syscall_id id)
{
	arch_each(arch, lowered->policy.archs)
		if (syscall_exists(id, arch) && support_library_call(arch, id) != id)
			return support_library_call(arch, id);
	return CALL_UNKNOWN;
}

/* Also of calls that a group has: a group has the usual name. */
static void put_other_names(const struct lowered *lowered, const struct systemd_calls *allowed, struct text *out)
{
	for (int id = 0; id < CALL_COUNT; id++) {
		enum syscall_id name = allowed->has[id] ? other_name(lowered, (enum syscall_id)id) : CALL_UNKNOWN;
		if (name != CALL_UNKNOWN)
			put_word(lowered, out, syscall_name(name));
	}
}

/* Calls that systemd allows itself, and for which the policy has no rule. */
static void report_default(struct systemd_members added, const struct systemd_calls *ruled, struct text *notes)
{
	close_all(&added.always, ruled);
	close_all(&added.ever, ruled);
	close_all(&added.ever, &added.always);
	syscall_report("systemd also allows its @default group (SystemCallFilter=~NAME removes a call):", added.always.has, notes);
	syscall_report("systemd 257 has these in @default too:", added.ever.has, notes);
}

static struct systemd_calls ruled_by(const struct policy *policy)
{
	struct systemd_calls ruled = { 0 };

	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i].id != CALL_UNKNOWN)
			ruled.has[policy->rules[i].id] = true;
	return ruled;
}

/* Writes groups as long as one saves a word; `open` keeps the calls that need a line each. */
static void put_groups(const struct lowered *lowered, const struct systemd_groups *groups, const struct systemd_calls *allowed,
                       struct systemd_calls *open, struct text *out)
{
	const struct systemd_members *set;

	while ((set = best_set(groups, allowed, open))) {
		put_word(lowered, out, set->name);
		close_all(open, &set->always);
	}
}

/* A later release gives an allow list's default to calls that it knows, its own arch has and its libseccomp can name. */
static bool is_known_later(enum syscall_id id, enum arch own)
{
	bool known = syscall_exists(id, own);

	for (size_t i = 0; systemd_release_at(i); i++) {
		const struct systemd_release *release = systemd_release_at(i);
		if (release->does & SYSTEMD_ANSWERS_KNOWN)
			known &= systemd_knows(release, id) && !systemd_nests(release, id) && systemd_names(release, id);
	}
	return known;
}

static void report_unknown(const struct lowered *lowered, const struct systemd_calls *added, struct text *notes)
{
	bool unknown[CALL_COUNT] = { false };

	if (verdict_equal(lowered->otherwise, enosys) || only_logs(lowered))
		return;
	for (int id = 0; id < CALL_COUNT; id++)
		unknown[id] = policy_archs_of(&lowered->policy, (enum syscall_id)id) && !added->has[id] &&
		              !is_known_later((enum syscall_id)id, arch_host(lowered->arch));
	for (size_t i = 0; i < lowered->count; i++)
		unknown[lowered->call[i].id] = false;
	syscall_report("systemd 255 and later give errno ENOSYS, not the default action, to calls that they do not know or their own arch lacks, and to numbers without a name:",
	               unknown, notes);
}

static void put_allowed(const struct lowered *lowered, const struct systemd_groups *groups, struct text *out, struct text *notes)
{
	struct systemd_calls allowed = { 0 }, ruled = ruled_by(&lowered->policy);
	struct systemd_members added = { 0 };
	size_t before = out->length;

	if (!only_logs(lowered))
		added = groups->at[0];
	for (size_t i = 0; i < lowered->count; i++)
		allowed.has[lowered->call[i].id] |= lowered->call[i].verdict.action == ACTION_ALLOW;
	report_default(added, &ruled, notes);
	report_unknown(lowered, &added.always, notes);
	struct systemd_calls open = allowed;
	close_all(&open, &added.always);
	put_groups(lowered, groups, &allowed, &open, out);
	for (int id = 0; id < CALL_COUNT; id++)
		if (open.has[id])
			put_word(lowered, out, syscall_name((enum syscall_id)id));
	put_other_names(lowered, &allowed, out);
	if (out->length == before && !only_logs(lowered))
		put_word(lowered, out, groups->at[0].name);
	else if (out->length == before)
		text_add(notes, "systemd logs nothing, as the policy allows no call\n");
	if (!allowed.has[CALL_write] && !only_logs(lowered))
		text_add(notes, "write: systemd 257 allows it in every allow list; 252 gives it the default action\n");
}

static void put_errno(struct verdict verdict, struct text *out)
{
	const char *name = errno_name(verdict.data);

	if (verdict.action == ACTION_KILL)
		text_add(out, "kill\n");
	else if (name)
		text_format(out, "%s\n", name);
	else
		text_format(out, "%u\n", verdict.data);
}

static void put_refusal(const char *name, struct verdict verdict, struct text *out)
{
	text_format(out, "SystemCallFilter=~%s:", name);
	put_errno(verdict, out);
}

/* Members of @default that the policy refuses as it does by default are taken out of the list. */
static void take_out(const struct lowered *lowered, const struct systemd_calls *added, struct text *out)
{
	struct systemd_calls ruled = ruled_by(&lowered->policy);

	for (size_t i = 0; i < lowered->count; i++)
		ruled.has[lowered->call[i].id] = false;
	for (int id = 0; id < CALL_COUNT; id++)
		if (added->has[id] && ruled.has[id])
			text_format(out, "SystemCallFilter=~%s\n", syscall_name((enum syscall_id)id));
}

static void put_refused(const struct lowered *lowered, const struct systemd_groups *groups, struct text *out)
{
	if (!only_logs(lowered))
		take_out(lowered, &groups->at[0].ever, out);
	for (size_t i = 0; i < lowered->count; i++) {
		const struct lowered_call *call = &lowered->call[i];
		if (call->verdict.action == ACTION_ALLOW)
			continue;
		if (call->id == CALL_write && !only_logs(lowered)) {
			text_add(out, "SystemCallFilter=~write\n");    /* with an errno, systemd 257 does not start the unit */
			continue;
		}
		put_refusal(call->name, call->verdict, out);
		if (other_name(lowered, call->id) != CALL_UNKNOWN)
			put_refusal(syscall_name(other_name(lowered, call->id)), call->verdict, out);
	}
	text_add(out, "SystemCallErrorNumber=");
	if (only_logs(lowered))
		text_add(out, "\n");
	else
		put_errno(lowered->otherwise, out);
}

/* --- ENOSYS --- */

/* A supervised call gets ENOSYS, for want of a supervisor. */
static bool is_enosys(struct verdict verdict)
{
	return verdict_equal(verdict, enosys) || verdict.action == ACTION_NOTIFY;
}

static bool answers_enosys(const struct rule *rule)
{
	bool answers = is_enosys(rule->verdict);

	for (size_t i = 0; i < rule->row_count; i++)
		answers |= is_enosys(row_verdict(rule, &rule->rows[i]));
	return answers;
}

/* Some answer is ENOSYS, by which libc falls back, and the default is another refusal. */
static bool wants_enosys(const struct policy *policy)
{
	bool wants = is_enosys(policy->newer);

	for (size_t i = 0; i < policy->rule_count; i++)
		wants |= answers_enosys(&policy->rules[i]);
	return wants && !verdict_may_pass(policy->otherwise) && !verdict_equal(policy->otherwise, enosys);
}

/* A refusal that a line can have. */
static struct verdict choose_refusal(struct verdict wanted, struct text *notes)
{
	bool is_errno = wanted.action == ACTION_ERRNO;
	struct verdict refusal = { is_errno ? ACTION_ERRNO : ACTION_KILL, is_errno ? wanted.data : 0 };

	if (is_errno && (!wanted.data || wanted.data == ERRNO_MOST))
		refusal.data = EPERM;
	if (verdict_equal(refusal, wanted))
		return refusal;
	text_add(notes, "calls that no rule matches get ");
	verdict_text(refusal, notes);
	text_add(notes, " instead of ");
	verdict_text(wanted, notes);
	text_add(notes, ": systemd cannot express it\n");
	return refusal;
}

/* From 257 on (252 is not concerned) systemd does not start a unit whose allow list has ~CALL:ENOSYS, as libseccomp
 * accepts no rule with the default action, which is ENOSYS there for the calls outside @known. So ENOSYS becomes the
 * default, which is also the answer to newer calls, and all calls that no rule matches get one with the default of the
 * policy. `named` has a list of rules of its own. */
static void report_left(const struct policy *named, const struct systemd_calls *always, struct text *notes)
{
	struct systemd_calls ruled = ruled_by(named);
	bool left[CALL_COUNT];

	for (int id = 0; id < CALL_COUNT; id++)
		left[id] = policy_archs_of(named, (enum syscall_id)id) && !always->has[id] && !ruled.has[id];
	syscall_report("numbers without a name get errno ENOSYS, and so do calls without a rule that systemd 252 does not know:", left, notes);
}

/* Calls that get ENOSYS for some arguments, and pass for none: it is for all, as it is the default. */
static void report_any(const struct policy *named, struct text *notes)
{
	bool any[CALL_COUNT] = { false };

	for (size_t i = 0; i < named->rule_count; i++) {
		const struct rule *rule = &named->rules[i];
		if (rule->id != CALL_UNKNOWN && rule->row_count && !rule_passes(rule) && answers_enosys(rule))
			any[rule->id] = true;
	}
	syscall_report("systemd cannot compare arguments; it answers these calls with errno ENOSYS for any:", any, notes);
}

static void make_enosys_default(struct policy *named, struct text *notes)
{
	struct systemd_calls always = systemd_members_of(systemd_group_at(0), named).always, ruled = ruled_by(named);
	struct verdict refusal = choose_refusal(named->otherwise, notes);

	report_any(named, notes);
	for (int id = 0; id < CALL_COUNT; id++) {
		arch_set archs = policy_archs_of(named, (enum syscall_id)id);
		if (archs && !always.has[id] && !ruled.has[id] && systemd_oldest_knows((enum syscall_id)id))
			*policy_add(named) = (struct rule){ .id = (enum syscall_id)id, .archs = archs, .verdict = refusal };
	}
	policy_sort(named);
	named->otherwise = enosys;
	report_left(named, &always, notes);
}

/* x86-64 is what runs such a policy; `native` is how units say that, and it cannot leave the machine's own arch out. */
static void put_archs(arch_set archs, struct text *out, struct text *notes)
{
	const char *before = "SystemCallArchitectures=\nSystemCallArchitectures=";

	arch_each(arch, archs) {
		text_format(out, "%s%s", before, arch == ARCH_X86_64 ? "native" : arch_names[arch]);
		before = " ";
	}
	text_add(out, "\n");
	if (archs & ARCH_BIT(ARCH_LOONGARCH64))
		text_add(notes, "loongarch64: systemd ignores it in SystemCallArchitectures= if its libseccomp is older than 2.6.0\n");
}

static bool is_said(const void *context, enum syscall_id id)
{
	return settings_say(context, id);
}

static int put_unit(const struct policy *policy, const struct settings *settings, struct text *out, struct text *notes, struct err *err)
{
	AUTO_LOWERED struct lowered lowered = { .said = is_said, .context = settings };
	struct systemd_groups groups;

	if (lower_policy(&lowered, policy, DIALECT_systemd, notes, err))
		return -1;
	systemd_groups_of(&groups, &lowered.policy);
	text_add(out, "# Made by `seccord emit -f systemd`; install as UNIT.service.d/seccomp.conf\n[Service]\n");
	put_archs(lowered.policy.archs, out, notes);
	text_add(out, only_logs(&lowered) ? "SystemCallLog=\nSystemCallFilter=\n" : "SystemCallFilter=\n");
	put_allowed(&lowered, &groups, out, notes);
	put_refused(&lowered, &groups, out);
	settings_put(settings, out, notes);
	return 0;
}

int out_systemd(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
                struct err *err)
{
	struct policy named = unroll_copy(policy), answered = unroll_copy(policy);
	struct settings settings;

	settings_of(&settings, &named, choice->protect);
	if (wants_enosys(&answered))
		make_enosys_default(&answered, notes);
	int result = put_unit(&answered, &settings, out, notes, err);
	free(named.rules);
	free(answered.rules);
	return result;
}
