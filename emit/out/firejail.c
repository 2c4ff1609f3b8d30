/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of a firejail profile. Without the second line firejail allows every
 * call of other archs than its own, also of the 32-bit one that the profile may be
 * for; it ignores the third line for such calls and returns EPERM. "kill" kills the thread.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "emit/firejail_sets.h"
#include "emit/out/firejail_lines.h"
#include "emit/out/lowered.h"
#include "emit/out/out.h"
#include "emit/terms/unroll.h"

static const struct { unsigned in; enum arch arch; enum syscall_id id; } unknown[] = {
#define UNKNOWN(in, arch, call) { in, arch, CALL_##call },
#include "emit/firejail_sets.def"
#undef UNKNOWN
};

static int put_default(struct verdict otherwise, struct text *out, struct err *err)
{
	const char *name = otherwise.action == ACTION_ERRNO ? errno_name(otherwise.data) :
	                   otherwise.action == ACTION_LOG ? "log" : "kill";

	if (!name)
		return err_set(err, "firejail expects the default errno by name, and %u has none; use another --default", otherwise.data);
	text_format(out, "seccomp-error-action %s\n", name);
	return 0;
}

/* firejail would drop the call. */
static bool is_unknown(enum syscall_id id, enum arch arch)
{
	for (size_t i = 0; i < COUNT_OF(unknown); i++)
		if (unknown[i].id == id && unknown[i].arch == arch && unknown[i].in >> FIREJAIL_USUAL & 1)
			return true;
	return out_is_recent(id, arch);
}

/* By a line, or by a default such as log. */
static bool passes(const struct lowered *lowered, enum syscall_id id)
{
	bool listed = false;

	for (size_t i = 0; i < lowered->count; i++)
		listed |= lowered->call[i].id == id;
	return listed || (verdict_may_pass(lowered->otherwise) && !policy_find(&lowered->policy, lowered->arch, (uint32_t)syscall_nr(id, lowered->arch)));
}

static void report_calls(const struct lowered *lowered, struct text *notes)
{
	bool other_errno = lowered->otherwise.action == ACTION_ERRNO && lowered->otherwise.data != EPERM;

	text_add(notes, "firejail also allows prctl, execve and execveat, which it calls itself\n");
	if (other_errno || passes(lowered, CALL_personality))
		text_add(notes, "personality: firejail returns EPERM for arguments other than 0 and 0xffffffff\n");
}

/* Its lists are for the arch that it is built for; seccomp.32.keep filters that one too. */
static void report_host(enum arch arch, struct text *notes)
{
	arch_set hosts = arch_hosts_missing(ARCH_BIT(arch));

	if (!hosts)
		return;
	text_format(notes, "this profile is for a firejail that is built for %s; one that is built for ", arch_info(arch)->name);
	arch_list(hosts, " ", notes);
	text_format(notes, " applies the list to calls of that arch, and refuses all calls of %s\n", arch_info(arch)->name);
}

/* By number if firejail may not know the name. */
static void put_call(const struct lowered_call *call, enum arch arch, struct text *out)
{
	if (call->id == CALL_UNKNOWN)
		text_format(out, "$%s", call->name);
	else if (is_unknown(call->id, arch))
		text_format(out, "$%" PRIi64, syscall_nr(call->id, arch));
	else
		text_add(out, call->name);
}

/* clone3 gets ENOSYS from restrict-namespaces, if the list lets it through. */
static void put_calls(const struct lowered *lowered, const struct firejail_lines *lines, struct text *out)
{
	for (size_t i = 0; i < lowered->count; i++) {
		text_add(out, i ? "," : "seccomp.keep ");
		put_call(&lowered->call[i], lowered->arch, out);
	}
	if (firejail_lines_answer_clone3(lines)) {
		text_add(out, ",");
		put_call(&(struct lowered_call){ .name = "clone3", .id = CALL_clone3 }, lowered->arch, out);
	}
	text_add(out, "\n");
}

static bool is_said(const void *context, enum syscall_id id)
{
	return firejail_lines_say(context, id);
}

static int put_profile(const struct policy *policy, const struct firejail_lines *lines, struct text *out, struct text *notes,
                       struct err *err)
{
	AUTO_LOWERED struct lowered lowered = { .said = is_said, .context = lines };

	if (lower_policy(&lowered, policy, DIALECT_firejail, notes, err))
		return -1;
	if (!lowered.count)
		return err_set(err, "firejail needs at least one allowed call, and the policy has none");
	report_calls(&lowered, notes);
	report_host(lowered.arch, notes);
	text_add(out, "# Made by `seccord emit -f firejail`; for firejail --profile=FILE\n");
	put_calls(&lowered, lines, out);
	text_add(out, "seccomp.block-secondary\n");
	firejail_lines_put(lines, out, notes);
	return put_default(lowered.otherwise, out, err);
}

int out_firejail(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
                 struct err *err)
{
	struct policy named = unroll_copy(policy);
	struct firejail_lines lines;

	(void)choice;
	firejail_lines_of(&lines, &named);
	int result = put_profile(policy, &lines, out, notes, err);
	free(named.rules);
	return result;
}
