/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A recorded call is a box of calls, or one box for each known tuple. The decider
 * lists the answers that the calls of a box get: if none passes, the call was
 * stopped; if some do, it may have been. The worst answer over several boxes is
 * the finding.
 */
#include "analyzer/check/check.h"

#include <errno.h>
#include <stdlib.h>

#include "analyzer/check/check_deep.h"
#include "analyzer/rows/samples.h"
#include "core/libc/implied.h"

struct judge {
	const struct trace_call *call;
	int id;
	const struct check_by *by;
	struct check_finding sure, maybe;     /* a passing verdict: none so far */
};

/* The answers that the calls of a box get. */
struct answers {
	bool pass, stop;
	struct verdict worst;                 /* of those that stop the call */
	struct seccomp_data data;
};

static bool is_stopped(struct verdict verdict)
{
	return !verdict_passes(verdict);
}

static bool is_enosys(struct verdict verdict)
{
	return verdict.action == ACTION_ERRNO && verdict.data == ENOSYS;
}

/* ENOSYS is the mildest error: callers may fall back. */
static bool is_worse(struct verdict verdict, struct verdict than)
{
	if (verdict.action != than.action)
		return verdict.action > than.action;
	return is_enosys(than) && !is_enosys(verdict);
}

static void take_answer(void *to, struct verdict verdict, const struct seccomp_data *example)
{
	struct answers *answers = to;

	answers->pass |= !is_stopped(verdict);
	if (!is_stopped(verdict) || (answers->stop && !is_worse(verdict, answers->worst)))
		return;
	answers->stop = true;
	answers->worst = verdict;
	answers->data = *example;
}

static struct answers ask(const struct judge *judge, const struct box *box)
{
	struct answers answers = {0};

	judge->by->answers(judge->by->context, box, take_answer, &answers);
	return answers;
}

static void find(struct judge *judge, const struct answers *answers, enum doubt doubt)
{
	struct check_finding *finding = doubt ? &judge->maybe : &judge->sure;

	if (is_stopped(finding->verdict) && !is_worse(answers->worst, finding->verdict))
		return;
	*finding = (struct check_finding){ judge->call, answers->worst, answers->data, doubt, false };
}

/* The bits of an argument that the trace knows, if it has a value. */
static uint64_t seen_bits(const struct trace_call *call, unsigned arg)
{
	bool half = role_info(trace_role(call, arg))->width == WIDTH_INT && call->high;

	return half ? UINT32_MAX : UINT64_MAX;
}

/* --- tuple by tuple --- */

static void judge_tuple(struct judge *judge, const uint64_t tuple[TUPLE_VALUES])
{
	const struct trace_call *call = judge->call;
	struct box box;

	box_begin(&box, call->arch, call->nr);
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (role_is_filterable(trace_role(call, i)))
			box_value(&box, i, seen_bits(call, i), tuple[i]);
	struct answers answers = ask(judge, &box);
	if (answers.stop)
		find(judge, &answers, answers.pass ? DOUBT_UNSEEN : DOUBT_NONE);
}

/* --- argument by argument --- */

static void box_product(struct box *box, const struct trace_call *call)
{
	box_begin(box, call->arch, call->nr);
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		enum role role = trace_role(call, i);
		if (call->arg[i].kind != VALUES_NONE)
			box_values(box, i, seen_bits(call, i), &call->arg[i]);
		else if (call->selector[i].kind == VALUES_SET)
			box_values(box, i, seen_bits(call, i) & role_mask(role, call->arch), &call->selector[i]);
	}
}

/* A value is certainly stopped if it is stopped in every combination. */
static void judge_part(struct judge *judge, const struct box *part)
{
	struct answers answers = ask(judge, part);

	if (!answers.pass && answers.stop)
		find(judge, &answers, DOUBT_NONE);
}

static void judge_values(struct judge *judge, const struct box *product, unsigned arg)
{
	const struct values *seen = &judge->call->arg[arg];

	for (unsigned i = 0; seen->kind == VALUES_SET && seen->count > 1 && i < seen->count; i++) {
		struct box part = *product;
		box_value(&part, arg, seen_bits(judge->call, arg), seen->v[i]);
		judge_part(judge, &part);
	}
	for (unsigned bit = 0; seen->kind == VALUES_BITS && bit < 64; bit++) {
		struct box part = *product;
		box_with_bit(&part, arg, bit);
		if (seen->v[0] >> bit & 1)
			judge_part(judge, &part);
	}
}

/* Whether the combination of values is in doubt, or values that were not seen. */
static enum doubt doubt_of(const struct judge *judge, const struct box *product, const struct seccomp_data *data)
{
	const struct trace_call *call = judge->call;
	struct box one = *product;

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (call->arg[i].kind != VALUES_NONE && call->arg[i].kind != VALUES_ANY)
			box_value(&one, i, seen_bits(call, i), data->args[i]);
	return ask(judge, &one).pass ? DOUBT_UNSEEN : DOUBT_TOGETHER;
}

static void judge_product(struct judge *judge)
{
	struct box product;

	box_product(&product, judge->call);
	struct answers answers = ask(judge, &product);
	if (!answers.stop)
		return;
	if (!answers.pass) {
		find(judge, &answers, DOUBT_NONE);
		return;
	}
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		judge_values(judge, &product, i);
	find(judge, &answers, doubt_of(judge, &product, &answers.data));
}

static void judge_call(struct judge *judge)
{
	const struct tuples *tuples = &judge->call->tuples;

	if (tuples->kind != TUPLES_SET)
		judge_product(judge);
	for (unsigned i = 0; i < tuples->count; i++)
		judge_tuple(judge, tuples->v[i]);
}

/* The values of a role that is behind a pointer in the call but in a register of its substitute. */
static struct samples deep_values(const struct judge *judge, enum role role)
{
	return samples_of(trace_deep(judge->call, role));
}

/* The arguments that the caller will pass to the fallback: by role; `form`
 * selects among the values that the call had in a struct. */
static struct seccomp_data substitute(const struct judge *judge, const struct seccomp_data *from_data, enum syscall_id instead,
                                      size_t form)
{
	enum arch arch = judge->call->arch;
	struct seccomp_data data = {.nr = (int)syscall_nr(instead, arch), .arch = from_data->arch};

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		enum role role = syscall_role(instead, arch, arg);
		int from = role_is_filterable(role) ? syscall_arg((enum syscall_id)judge->id, arch, role) : -1;
		if (from >= 0)
			data.args[arg] = from_data->args[from];
		else if (deep_place(judge->id, role) >= 0) {
			struct samples deep = deep_values(judge, role);
			data.args[arg] = deep.v[form < deep.count ? form : 0] & (arch_info(arch)->bits == 32 ? UINT32_MAX : UINT64_MAX);
		}
	}
	return data;
}

static bool substitute_passes(const struct judge *judge, const struct seccomp_data *from, enum syscall_id instead)
{
	size_t forms = 1;

	if (!syscall_exists(instead, judge->call->arch))
		return false;
	for (unsigned i = 0; i < DEEP_PLACES; i++) {
		size_t count = deep_values(judge, trace_deep_role(judge->call, i)).count;
		forms = count > forms ? count : forms;
	}
	for (size_t i = 0; i < forms; i++) {
		struct seccomp_data data = substitute(judge, from, instead, i);
		if (is_stopped(judge->by->decide(judge->by->context, &data)))
			return false;
	}
	return true;
}

static bool is_planned(const struct judge *judge, const struct check_finding *finding)
{
	if (!is_enosys(finding->verdict))
		return false;
	for (size_t i = 0; i < fallback_count(); i++) {
		const struct fallback *row = fallback_at(i);
		if ((int)row->call == judge->id && (row->instead == CALL_UNKNOWN || substitute_passes(judge, &finding->data, row->instead)))
			return true;
	}
	return false;
}

/* Returns whether the refusal is planned. */
static bool add_finding(struct check *check, const struct judge *judge, struct check_finding *finding)
{
	finding->planned = is_planned(judge, finding);
	check->stopped += !finding->planned && !finding->doubt;
	check->maybe += !finding->planned && finding->doubt;
	check->findings = mem_grow(check->findings, check->count, &check->room, sizeof(*check->findings));
	check->findings[check->count++] = *finding;
	return finding->planned;
}

/* A "may be stopped" is reported only if the call has no certain finding. */
static void check_call(struct check *check, struct judge *judge)
{
	judge_call(judge);
	bool sure = is_stopped(judge->sure.verdict), maybe = is_stopped(judge->maybe.verdict);

	if (sure && !add_finding(check, judge, &judge->sure))
		return;
	if (maybe && !(sure && is_planned(judge, &judge->maybe)))
		add_finding(check, judge, &judge->maybe);
}

void check_trace(struct check *check, const struct trace *trace, const struct check_by *by)
{
	for (size_t i = 0; i < trace->call_count; i++) {
		const struct trace_call *call = &trace->calls[i];
		struct judge judge = { .call = call, .id = syscall_by_nr(call->arch, call->nr), .by = by };
		/* A hidden call without a known number never entered the kernel. */
		if (judge.id != CALL_UNKNOWN || call->origin != ORIGIN_VDSO_HIDDEN)
			check_call(check, &judge);
	}
}

void check_free(struct check *check)
{
	free(check->findings);
	free(check->outside);
	*check = (struct check){0};
}
