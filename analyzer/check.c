/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A recorded call is a set of calls: its form with the first value of each
 * argument, and forms that differ from it in one argument. Each is put before
 * the decision; the worst answer is the finding.
 */
#include "analyzer/check.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "analyzer/check_deep.h"
#include "analyzer/form.h"
#include "analyzer/remedy.h"
#include "analyzer/words.h"
#include "core/implied.h"

struct judge {
	const struct trace_call *call;
	int id;
	check_decide *decide;
	const void *context;
	struct check_finding finding;
	bool stopped;
};

/* The selector where the entry has one, for the other arguments what was joined. */
static struct form argument_values(const struct trace_call *call, unsigned arg)
{
	return form_of(call->selector[arg].kind == VALUES_SET ? &call->selector[arg] : &call->arg[arg]);
}

static uint64_t register_mask(enum arch arch)
{
	return arch_info(arch)->bits == 32 ? UINT32_MAX : UINT64_MAX;
}

static bool is_stopped(struct verdict verdict)
{
	return !verdict_passes(verdict);
}

static bool is_enosys(struct verdict verdict)
{
	return verdict.action == ACTION_ERRNO && verdict.data == ENOSYS;
}

/* Of two errors ENOSYS is the milder: callers may fall back. */
static bool is_worse(struct verdict verdict, struct verdict than)
{
	if (verdict.action != than.action)
		return verdict.action > than.action;
	return is_enosys(than) && !is_enosys(verdict);
}

static void judge_form(struct judge *judge, const struct seccomp_data *data)
{
	struct verdict verdict = judge->decide(judge->context, data);

	if (!is_stopped(verdict) || (judge->stopped && !is_worse(verdict, judge->finding.verdict)))
		return;
	judge->stopped = true;
	judge->finding.verdict = verdict;
	judge->finding.data = *data;
}

static void judge_forms(struct judge *judge)
{
	const struct trace_call *call = judge->call;
	uint64_t mask = register_mask(call->arch);
	struct form values[SYSCALL_ARGS];
	struct seccomp_data data = {.nr = (int)call->nr, .arch = arch_info(call->arch)->audit};

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		values[arg] = argument_values(call, arg);
		data.args[arg] = values[arg].v[0] & mask;
	}
	judge_form(judge, &data);
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		for (size_t i = 1; i < values[arg].count; i++) {
			struct seccomp_data form = data;
			form.args[arg] = values[arg].v[i] & mask;
			judge_form(judge, &form);
		}
}

/* The values of a role that lies behind a pointer in the call, and in a register of its substitute. */
static struct form deep_values(const struct judge *judge, enum role role)
{
	return form_of(trace_deep(judge->call, role));
}

/* The arguments that the caller will give to the call it falls back to: by
 * role, `form` says which of the values that the call had in a struct. */
static struct seccomp_data substitute(const struct judge *judge, enum syscall_id instead, size_t form)
{
	enum arch arch = judge->call->arch;
	struct seccomp_data data = {.nr = (int)syscall_nr(instead, arch), .arch = judge->finding.data.arch};

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		enum role role = syscall_role(instead, arch, arg);
		int from = role_is_filterable(role) ? syscall_arg((enum syscall_id)judge->id, arch, role) : -1;
		if (from >= 0)
			data.args[arg] = judge->finding.data.args[from];
		else if (deep_place(judge->id, role) >= 0) {
			struct form deep = deep_values(judge, role);
			data.args[arg] = deep.v[form < deep.count ? form : 0] & register_mask(arch);
		}
	}
	return data;
}

static bool substitute_passes(const struct judge *judge, enum syscall_id instead)
{
	size_t forms = 1;

	if (!syscall_exists(instead, judge->call->arch))
		return false;
	for (unsigned i = 0; i < DEEP_PLACES; i++) {
		size_t count = deep_values(judge, trace_deep_role(judge->call, i)).count;
		forms = count > forms ? count : forms;
	}
	for (size_t i = 0; i < forms; i++) {
		struct seccomp_data data = substitute(judge, instead, i);
		if (is_stopped(judge->decide(judge->context, &data)))
			return false;
	}
	return true;
}

static bool is_planned(const struct judge *judge)
{
	if (!is_enosys(judge->finding.verdict))
		return false;
	for (size_t i = 0; i < fallback_count(); i++) {
		const struct fallback *row = fallback_at(i);
		if ((int)row->call == judge->id && (row->instead == CALL_UNKNOWN || substitute_passes(judge, row->instead)))
			return true;
	}
	return false;
}

static void check_call(struct check *check, struct judge *judge)
{
	judge_forms(judge);
	if (!judge->stopped)
		return;
	judge->finding.planned = is_planned(judge);
	check->stopped += !judge->finding.planned;
	check->findings = mem_grow(check->findings, check->count, &check->room, sizeof(*check->findings));
	check->findings[check->count++] = judge->finding;
}

void check_trace(struct check *check, const struct trace *trace, check_decide *decide, const void *context)
{
	for (size_t i = 0; i < trace->call_count; i++) {
		const struct trace_call *call = &trace->calls[i];
		int id = syscall_by_nr(call->arch, call->nr);
		struct judge judge = {call, id, decide, context, {.call = call}, false};
		/* A hidden call without a number of ours never entered the kernel. */
		if (id != CALL_UNKNOWN || call->origin != ORIGIN_VDSO_HIDDEN)
			check_call(check, &judge);
	}
}

void check_free(struct check *check)
{
	free(check->findings);
	free(check->outside);
	*check = (struct check){0};
}

static void arguments_words(const struct check_finding *finding, struct text *out)
{
	const struct trace_call *call = finding->call;
	const char *before = "(";

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		enum role role = trace_role(call, arg);
		if (call->arg[arg].kind == VALUES_NONE || call->arg[arg].kind == VALUES_ANY || !role_is_filterable(role))
			continue;
		text_format(out, "%s%s ", before, role_info(role)->name);
		role_spell(role, finding->data.args[arg] & role_mask(role, call->arch), out);
		before = ", ";
	}
	text_add(out, before[0] == '(' ? "" : ")");
}

static void finding_text(const struct check_finding *finding, const struct trace *trace, const struct policy *policy,
                         struct text *out)
{
	const struct trace_call *call = finding->call;
	uint64_t args[SYSCALL_ARGS];
	char label[16];

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		args[i] = finding->data.args[i];
	text_format(out, "%s %s", arch_info(call->arch)->name, syscall_label(call->arch, call->nr, label));
	arguments_words(finding, out);
	text_add(out, ": ");
	verdict_text_brief(finding->verdict, out);
	text_add(out, "; ");
	words_source(trace, call, out);
	if (finding->planned) {
		text_add(out, "; as planned, the caller falls back\n");
		return;
	}
	text_add(out, "; ");
	remedy_text(policy, call->arch, call->nr, args, out);
	text_add(out, "\n");
}

void check_text(const struct check *check, const struct trace *trace, const struct policy *policy, struct text *out)
{
	for (size_t i = 0; i < check->count; i++)
		finding_text(&check->findings[i], trace, policy, out);
	for (size_t i = 0; i < check->outside_count; i++)
		check_deep_text(&check->outside[i], trace, out);
}
