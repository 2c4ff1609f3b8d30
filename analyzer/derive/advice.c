/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each fact is a small function that examines the finished draft and writes a
 * line, or none. The list of functions is in output order.
 */
#include "analyzer/derive/advice.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/derive/denied.h"
#include "analyzer/text/multiplexer.h"
#include "analyzer/derive/envelope.h"
#include "analyzer/derive/projection.h"
#include "analyzer/text/list.h"
#include "analyzer/derive/advice_deep.h"
#include "analyzer/derive/reachable.h"
#include "analyzer/text/format.h"
#include "core/libc/operation_group.h"

enum { PR_SET_SECCOMP_OP = 22 };              /* linux/prctl.h */

static void report_incomplete(struct draft *draft, struct text *notes)
{
	if (!draft->trace->complete)
		text_format(notes, "the trace is incomplete (%s): calls may be missing\n", trace_why_incomplete(draft->trace));
	if (trace_end_is_failure(draft->trace->end)) {
		text_add(notes, "the recorded program ended with ");
		trace_end_text(draft->trace->end, notes);
		text_add(notes, ": calls that it did not reach may be missing\n");
	}
	if (!draft->trace->call_count)
		text_add(notes, "the trace contains no calls\n");
}

static void report_numbers(struct draft *draft, struct text *notes)
{
	struct list list = {0};
	char buffer[64];

	for (size_t i = 0; i < draft->policy->rule_count; i++) {
		const struct rule *rule = &draft->policy->rules[i];
		arch_each(arch, rule->archs)
			if (rule->id == CALL_UNKNOWN) {
				snprintf(buffer, sizeof(buffer), "%" PRIu32 " (%s)", rule->nr, arch_info(arch)->name);
				list_add(&list, buffer);
			}
	}
	list_report(&list, notes, "allowed by number, unknown to " SYSCALLS_KNOWN_TO ": ", "");
}

static void report_vdso(struct draft *draft, struct text *notes)
{
	struct list list = {0};

	for (size_t i = 0; i < draft->policy->rule_count; i++) {
		const struct rule *rule = &draft->policy->rules[i];
		bool again = i && rule[-1].id == rule->id && rule[-1].why == WHY_VDSO;
		if (rule->why == WHY_VDSO && !again)
			list_add(&list, syscall_name(rule->id));
	}
	list_report(&list, notes, "handled by the vDSO here; may be real system calls on other hosts: ", "");
}

static void report_drivers(struct draft *draft, struct text *notes)
{
	AUTO_TEXT struct text words = {0};

	if (draft_allows_somewhere(draft, CALL_ioctl))
		multiplexer_drivers(draft->trace, &words);
	if (words.length)
		text_format(notes, "ioctl: %s; a filter sees the command, not the driver\n", words.at);
}

static void report_ptrace(struct draft *draft, struct text *notes)
{
	if (draft_recorded(draft, CALL_ptrace) && draft_allows_somewhere(draft, CALL_ptrace))
		text_add(notes, "ptrace was used and is allowed: a tracer can make system calls through its tracee\n");
}

static bool sets_seccomp(const struct draft *draft, size_t call)
{
	const struct trace_call *recorded = &draft->trace->calls[call];
	int arg = syscall_arg(CALL_prctl, recorded->arch, ROLE_prctl_op);

	if (draft->id[call] == CALL_seccomp)
		return true;
	return draft->id[call] == CALL_prctl && arg >= 0 && recorded->selector[arg].kind == VALUES_SET &&
	       values_admit(&recorded->selector[arg], UINT32_MAX, PR_SET_SECCOMP_OP);
}

static void report_seccomp(struct draft *draft, struct text *notes)
{
	for (size_t i = 0; i < draft->trace->call_count; i++)
		if (sets_seccomp(draft, i)) {
			text_add(notes, "the program installs its own filter; calls that it denied are in the trace as well\n");
			return;
		}
}

static void report_clone3(struct draft *draft, struct text *notes)
{
	if (draft_recorded(draft, CALL_clone3) && draft_answers_enosys(draft, CALL_clone3))
		text_add(notes, "clone3 returns ENOSYS: libc falls back to clone, whose flags a filter can check\n");
}

static void report_openat2(struct draft *draft, struct text *notes)
{
	if (draft_allows_somewhere(draft, CALL_openat) && draft_answers_enosys(draft, CALL_openat2))
		text_add(notes, "openat2 returns ENOSYS, so that its callers use openat; only programs that cannot (newer GNU tar) would fail\n");
}

static void report_supervised(struct draft *draft, struct text *notes)
{
	for (const char **name = draft->options->supervise; name && *name; name++) {
		int id = syscall_by_name(*name);
		if (!draft_allows_somewhere(draft, id))
			text_format(notes, "%s is not supervised: the traces do not need it\n", *name);
		else if (!draft_recorded(draft, id))
			text_format(notes, "%s is supervised, but no trace shows what it needs: without deep rows every call is made\n", *name);
	}
}

static void report_lost(struct draft *draft, struct text *notes)
{
	for (int id = 0; id < CALL_COUNT; id++)
		arch_each(arch, draft->policy->archs) {
			const struct draft_entry *entry = draft_entry(draft, arch, id);
			if (entry->lost == ROLE__)
				continue;
			text_format(notes, "%s: more than %d values of %s recorded; no condition is set\n",
			            syscall_name((enum syscall_id)id), VALUES_MAX, role_info(entry->lost)->name);
			break;
		}
}

/* Whether the trace shows no argument that policies restrict, as a log of the kernel. */
static bool shows_no_argument(const struct draft *draft, size_t call)
{
	const struct trace_call *recorded = &draft->trace->calls[call];
	int id = draft->id[call];
	bool any = false;

	for (unsigned arg = 0; arg < SYSCALL_ARGS && id != CALL_UNKNOWN && recorded->site == TRACE_NOWHERE; arg++) {
		if (!operation_group_judges((enum syscall_id)id, syscall_role((enum syscall_id)id, recorded->arch, arg)))
			continue;
		if (recorded->arg[arg].kind != VALUES_ANY)
			return false;
		any = true;
	}
	return any;
}

/* An argument that policies restrict, and of which the trace has no values: ROLE__ if none. */
static enum role role_without_values(const struct draft *draft, size_t call)
{
	const struct trace_call *recorded = &draft->trace->calls[call];
	int id = draft->id[call];

	for (unsigned arg = 0; arg < SYSCALL_ARGS && id != CALL_UNKNOWN && !recorded->wide && !shows_no_argument(draft, call); arg++) {
		enum role role = syscall_role((enum syscall_id)id, recorded->arch, arg);
		if (role != ROLE__ && recorded->arg[arg].kind == VALUES_ANY && operation_group_judges((enum syscall_id)id, role))
			return role;
	}
	return ROLE__;
}

static enum role role_without_values_of(const struct draft *draft, int id)
{
	enum role role = ROLE__;

	for (size_t i = 0; i < draft->trace->call_count && role == ROLE__; i++)
		if (draft->id[i] == id)
			role = role_without_values(draft, i);
	return role;
}

static void report_any(struct draft *draft, struct text *notes)
{
	for (int id = 0; id < CALL_COUNT && !draft->options->no_args; id++) {
		enum role role = role_without_values_of(draft, id);
		if (role != ROLE__ && !draft->denied[id] && draft_allows_somewhere(draft, id))
			text_format(notes, "%s: the values of %s are too many or unknown; no condition on them is set\n",
			            syscall_name((enum syscall_id)id), role_info(role)->name);
	}
}

/* Groups whose last row leaves no condition, where an author should know it. */
static const struct {
	const char *group, *what;
} freed_words[] = {
	{"memory.writable-code", "memory that is writable and executable at once was recorded (a JIT?)"},
	{"limits.set", "limits of other processes were set"},
};

static void report_freed(struct draft *draft, struct text *notes)
{
	for (int id = 0; id < CALL_COUNT; id++)
		for (size_t i = 0; i < COUNT_OF(freed_words); i++) {
			const char *group = NULL;
			arch_each(arch, group ? 0 : draft->policy->archs)
				group = draft_entry(draft, arch, id)->freed;
			if (group && !strcmp(group, freed_words[i].group))
				text_format(notes, "%s: %s; no condition is set\n", syscall_name((enum syscall_id)id), freed_words[i].what);
		}
}

static void report_no_exec(struct draft *draft, struct text *notes)
{
	uint64_t count = 0;

	for (size_t i = 0; i < draft->trace->call_count; i++)
		if (draft->id[i] == CALL_execve || draft->id[i] == CALL_execveat)
			count += draft->trace->calls[i].count;
	if (draft->options->no_exec && count > 1)
		text_format(notes, "execve was recorded %" PRIu64 " times, and is refused: "
		                   "a program that starts others after it has loaded its filter needs it\n", count);
}

static bool is_wide(struct draft *draft, int id)
{
	for (size_t i = 0; i < draft->trace->call_count; i++)
		if (draft->id[i] == id && draft->trace->calls[i].wide && !shows_no_argument(draft, i))
			return true;
	return false;
}

static void report_wide(struct draft *draft, struct text *notes)
{
	struct list list = {0};

	for (int id = 0; id < CALL_COUNT && !draft->options->no_args; id++)
		if (is_wide(draft, id) && !draft->denied[id])
			list_add(&list, syscall_name((enum syscall_id)id));
	list_report(&list, notes, "too many different arguments recorded to set a condition: ", "");
}

static bool is_assumed(struct draft *draft, int id)
{
	arch_each(arch, draft->policy->archs)
		if (draft_entry(draft, arch, id)->assumed)
			return true;
	return false;
}

static bool is_recorded_without_arguments(const struct draft *draft, int id)
{
	for (size_t i = 0; i < draft->trace->call_count; i++)
		if (draft->id[i] == id && shows_no_argument(draft, i))
			return true;
	return false;
}

/* Arguments that the trace, a log of the kernel for example, does not show. */
static void report_not_shown(struct draft *draft, struct text *notes)
{
	struct list assumed = {0}, free = {0};

	for (int id = 0; id < CALL_COUNT && !draft->options->no_args; id++)
		if (is_recorded_without_arguments(draft, id) && draft_allows_somewhere(draft, id))
			list_add(is_assumed(draft, id) ? &assumed : &free, syscall_name((enum syscall_id)id));
	list_report(&assumed, notes, "arguments that the trace does not show: allowed unless they are dangerous (repeat the calls under "
	                             "`seccord run --learn` to see them, or allow all with --any-unknown): ", "");
	list_report(&free, notes, "arguments that the trace does not show, and no condition is set: ", "");
}

/* Whether a call carried over by name is missing on an arch, with no equivalent. */
static bool is_left_out(struct draft *draft, enum arch arch, int id)
{
	if (draft_entry(draft, arch, id)->steps != 1 || syscall_exists((enum syscall_id)id, arch) || projection_serves(draft, arch, id))
		return false;
	for (int kin = 0; kin < CALL_COUNT; kin++)
		if (draft->component[kin] == draft->component[id] && draft_allows(draft, arch, kin))
			return false;
	return true;
}

static void report_carried(struct draft *draft, struct text *notes)
{
	arch_each(arch, draft->policy->archs) {
		struct list list = {0};
		AUTO_TEXT struct text before = {0};
		for (int id = 0; id < CALL_COUNT; id++)
			if (is_left_out(draft, arch, id))
				list_add(&list, syscall_name((enum syscall_id)id));
		text_format(&before, "%s has no equivalent of these calls, skipped: ", arch_info(arch)->name);
		list_report(&list, notes, before.at, "");
	}
}

void advice_for_author(struct draft *draft, struct text *notes)
{
	static void (*const facts[])(struct draft *, struct text *) = {
		report_incomplete, report_numbers, report_vdso, report_carried, denied_report, envelope_report, report_clone3, report_openat2, report_supervised,
		report_deep, report_drivers, report_io_uring, report_rings, report_refused_rings, report_ptrace, report_seccomp, report_wide, report_not_shown, report_lost, report_any,
		report_freed, report_no_exec, reachable_report,
	};

	for (size_t i = 0; i < COUNT_OF(facts); i++)
		facts[i](draft, notes);
}
