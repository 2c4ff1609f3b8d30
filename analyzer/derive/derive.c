/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The passes, in the order of derive_policy(). Each only adds to the draft,
 * except deny; so closing fewer sets can only narrow the policy.
 *
 * Calls recorded on one arch are carried to that arch and, by name, to every
 * arch that the author requests. Names that an arch lacks stay in the draft until
 * the sets are closed: this is how arm64 gets openat from open.
 */
#include "analyzer/derive/derive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/derive/closure.h"
#include "analyzer/derive/draft.h"
#include "analyzer/derive/envelope.h"
#include "analyzer/derive/facts.h"
#include "analyzer/derive/infer.h"
#include "analyzer/derive/infer_deep.h"
#include "analyzer/derive/reachable.h"
#include "analyzer/rows/rows.h"
#include "analyzer/derive/advice.h"
#include "core/base/nearest.h"
#include "core/kernel/syscall_word.h"
#include "core/libc/envelope.h"
#include "core/libc/equivalence.h"
#include "core/libc/implied.h"
#include "core/libc/plan.h"
#include "core/libc/vdso.h"

static int unknown_set(const char *set, const char *option, struct err *err)
{
	AUTO_TEXT struct text near = {0};

	equivalence_nearest(set, &near);
	err_set(err, "%s=%s: unknown equivalence set or family; `seccord explain --sets` lists them", option, set);
	return nearest_hint(err, near.at);
}

static int sets_known(const char **sets, const char *option, struct err *err)
{
	for (; sets && *sets; sets++)
		if (!equivalence_known(*sets))
			return unknown_set(*sets, option, err);
	return 0;
}

static int unknown_call(const char *call, const char *option, struct err *err)
{
	err_set(err, "%s=%s: unknown system call", option, call);
	return nearest_hint(err, syscall_nearest(call));
}

static int calls_known(const char **calls, const char *option, struct err *err)
{
	for (; calls && *calls; calls++)
		if (syscall_by_word(*calls) == CALL_UNKNOWN)
			return unknown_call(*calls, option, err);
	return 0;
}

static int supervisable(const char **calls, struct err *err)
{
	for (; calls && *calls; calls++)
		if (policy_check_supervised((enum syscall_id)syscall_by_word(*calls), err))
			return err_context(err, "--supervise");
	return 0;
}

static int options_known(const struct derive_options *options, struct err *err)
{
	if (sets_known(options->without_sets, "--no-set", err) || sets_known(options->with_sets, "--set", err))
		return -1;
	if (envelope_check(options->envelopes, err))
		return -1;
	for (const char **libc = options->portable; libc && *libc; libc++)
		if (!portable_known(*libc))
			return nearest_refuse(err, "--portable", *libc, portable_name_at);
	if (calls_known(options->deny, "--deny", err) || calls_known(options->supervise, "--supervise", err))
		return -1;
	return supervisable(options->supervise, err);
}

static void begin(struct draft *draft)
{
	struct policy *policy = draft->policy;
	const struct trace *trace = draft->trace;

	policy_defaults(policy);
	/* A default of ALLOW would be no policy; it means that the options name none. */
	if (draft->options->otherwise.action != ACTION_ALLOW)
		policy->otherwise = draft->options->otherwise;
	policy->archs = draft->options->archs;
	draft->id = mem_alloc(trace->call_count * sizeof(*draft->id));
	for (size_t i = 0; i < trace->call_count; i++) {
		policy->archs |= ARCH_BIT(trace->calls[i].arch);
		draft->id[i] = syscall_by_nr(trace->calls[i].arch, trace->calls[i].nr);
	}
	relations_of(&draft->relations, draft->options);
	relations_components(&draft->relations, draft->component);
}

static bool is_trampoline(int id)
{
	return id == CALL_rt_sigreturn || id == CALL_sigreturn;
}

/* The call that a vDSO function replaces, as opposed to its fallbacks. */
static bool vdso_is_better(enum arch arch, int id, const char *function, const char *than)
{
	const struct vdso_function *a = vdso_function_find(arch, function), *b = vdso_function_find(arch, than);
	bool a_own = a && a->call[0] == id, b_own = b && b->call[0] == id;

	return a_own != b_own ? a_own : strcmp(function, than) < 0;
}

/* `function` is the vDSO function, or NULL if the program made the call. */
static void see(struct draft *draft, enum arch arch, int id, const char *function)
{
	struct draft_entry *entry = draft_entry(draft, arch, id);

	if (!function)
		*entry = (struct draft_entry){.steps = 1, .why = WHY_OBSERVED};
	else if (!entry->steps || (entry->why == WHY_VDSO && vdso_is_better(arch, id, function, entry->by)))
		*entry = (struct draft_entry){.steps = 1, .why = WHY_VDSO, .by = function};
}

static void see_function(struct draft *draft, enum arch arch, enum arch from, const char *function)
{
	const struct vdso_function *row = vdso_function_find(arch, function);

	if (!row)
		row = vdso_function_find(from, function);
	for (int i = 0; row && i < VDSO_CALLS && row->call[i] != CALL_UNKNOWN; i++) {
		see(draft, arch, row->call[i], function);
		facts_add_known(draft, arch, row->call[i], i ? vdso_arguments(row->call[i]) : NULL);
	}
}

static void see_number(struct draft *draft, const struct trace_call *call)
{
	struct rule *rule = policy_add(draft->policy);

	rule->id = CALL_UNKNOWN;
	rule->nr = call->nr;
	rule->archs = ARCH_BIT(call->arch);
	rule->why = WHY_OBSERVED;
}

static bool made_no_ring(const struct trace_call *call)
{
	return call->errnos[0] == ENOSYS && !call->errnos[1] && trace_deep(call, ROLE_uring_submit)->kind == VALUES_NONE &&
	       trace_deep(call, ROLE_uring_submit_high)->kind == VALUES_NONE;
}

/* Whether every attempt to set up a ring got ENOSYS and no ring was used: the
 * program has a fallback, and allowing io_uring would permit what was not seen. */
static bool rings_were_refused(const struct draft *draft)
{
	bool asked = false;

	for (size_t i = 0; i < draft->trace->call_count; i++) {
		int id = draft->id[i];
		if (id != CALL_io_uring_setup && id != CALL_io_uring_enter && id != CALL_io_uring_register)
			continue;
		if (!made_no_ring(&draft->trace->calls[i]))
			return false;
		asked |= id == CALL_io_uring_setup;
	}
	return asked;
}

static void observe_call(struct draft *draft, size_t index)
{
	const struct trace_call *call = &draft->trace->calls[index];
	int id = draft->id[index];
	bool vdso = (call->origin == ORIGIN_VDSO || call->origin == ORIGIN_VDSO_HIDDEN) && !is_trampoline(id);
	const char *function = vdso ? arena_string(&draft->policy->arena, call->function) : NULL;

	/* A hidden call without a known number never entered the kernel. */
	if (id == CALL_UNKNOWN && call->origin != ORIGIN_VDSO_HIDDEN)
		see_number(draft, call);
	arch_each(arch, draft->policy->archs) {
		if (!draft_carries(draft, call->arch, arch))
			continue;
		if (function)
			see_function(draft, arch, call->arch, function);
		if (id != CALL_UNKNOWN) {
			see(draft, arch, id, function);
			facts_observe(draft, index, arch);
		}
	}
}

/* So far all rules are numbers: merges those of one number. */
static void join_numbers(struct policy *policy)
{
	size_t kept = 0;

	policy_sort(policy);
	for (size_t i = 0; i < policy->rule_count; i++)
		if (kept && policy->rules[kept - 1].nr == policy->rules[i].nr)
			policy->rules[kept - 1].archs |= policy->rules[i].archs;
		else
			policy->rules[kept++] = policy->rules[i];
	policy->rule_count = kept;
}

static void observe(struct draft *draft)
{
	draft->no_rings = rings_were_refused(draft);
	for (size_t i = 0; i < draft->trace->call_count; i++)
		if (!draft->no_rings || draft->id[i] != CALL_io_uring_setup)
			observe_call(draft, i);
	join_numbers(draft->policy);
}

static void close_all(struct draft *draft)
{
	arch_each(arch, draft->policy->archs)
		closure_arch(draft, arch);
	arch_each(arch, draft->options->level == LEVEL_BROAD ? draft->policy->archs : 0)
		closure_categories(draft, arch);
}

static void deny_call(struct draft *draft, int id)
{
	draft->denied[id] = true;
	arch_each(arch, ARCH_ALL) {
		*draft_entry(draft, arch, id) = (struct draft_entry){0};
		*draft_entry(draft, arch, draft_namesake(arch, id)) = (struct draft_entry){0};
	}
}

static void deny(struct draft *draft)
{
	if (draft->options->no_exec) {
		deny_call(draft, CALL_execve);
		deny_call(draft, CALL_execveat);
	}
	for (const char **name = draft->options->deny; name && *name; name++)
		deny_call(draft, syscall_by_word(*name));
}

static void infer(struct draft *draft)
{
	arch_each(arch, draft->policy->archs)
		if (!draft->options->no_args)
			infer_arch(draft, arch);
}

static void infer_behind(struct draft *draft)
{
	arch_each(arch, draft->policy->archs)
		if (!draft->options->no_args)
			infer_deep(draft, arch);
}

static void fall_back(struct draft *draft, const struct fallback *row)
{
	const char *of = row->instead == CALL_UNKNOWN ? NULL : syscall_name(row->instead);

	arch_each(arch, ARCH_ALL) {
		struct draft_entry *entry = draft_entry(draft, arch, row->call);
		if (row->instead != CALL_UNKNOWN && !draft_allows(draft, arch, row->instead))
			continue;             /* no fallback available */
		if (!entry->steps && entry->why != WHY_FALLBACK)
			draft_answer_enosys(entry, of, row->by);
	}
}

static void fall_backs(struct draft *draft)
{
	for (size_t i = 0; i < fallback_count(); i++)
		fall_back(draft, fallback_at(i));
}

static void end_nobodies(struct draft *draft)
{
	for (int id = 0; id < CALL_COUNT && draft->options->kill; id++) {
		const char *nobody = plan_nobody((enum syscall_id)id);
		arch_each(arch, ARCH_ALL)
			if (nobody && !draft_rules(draft, arch, id))
				*draft_entry(draft, arch, id) = (struct draft_entry){
					.verdict = {ACTION_KILL, 0}, .why = WHY_PLAN, .by = nobody,
				};
	}
}

/* Allowed calls go to the supervisor, which enforces the deep rows. */
static void supervise(struct draft *draft)
{
	for (const char **name = draft->options->supervise; name && *name; name++)
		arch_each(arch, ARCH_ALL) {
			struct draft_entry *entry = draft_entry(draft, arch, syscall_by_word(*name));
			if (entry->steps)
				entry->verdict = (struct verdict){ACTION_NOTIFY, 0};
		}
}

static struct rule *rule_for(struct policy *policy, size_t first, int id, const struct draft_entry *entry)
{
	struct rule rule = {
		.id = (enum syscall_id)id, .verdict = entry->verdict, .rows = entry->rows, .row_count = entry->row_count,
		.deep = entry->deep, .deep_count = entry->deep_count,
		.why = entry->why, .by = entry->by, .of = entry->of, .set = entry->set,
	};

	for (size_t i = first; i < policy->rule_count; i++)
		if (rule_content_equal(&policy->rules[i], &rule))
			return &policy->rules[i];
	struct rule *added = policy_add(policy);
	*added = rule;
	return added;
}

/* Archs with the same entry for a call share a rule. */
static void write_call(struct draft *draft, int id)
{
	size_t first = draft->policy->rule_count;

	arch_each(arch, ARCH_ALL) {
		const struct draft_entry *entry = draft_entry(draft, arch, id);
		if (draft_rules(draft, arch, id))
			rule_for(draft->policy, first, id, entry)->archs |= ARCH_BIT(arch);
	}
}

static void write_rules(struct draft *draft)
{
	for (int id = 0; id < CALL_COUNT; id++)
		write_call(draft, id);
	policy_sort(draft->policy);
}

int derive_policy(struct policy *policy, const struct trace *trace, const struct derive_options *options,
                  struct text *notes, struct err *err)
{
	if (options_known(options, err))
		return -1;
	if (!trace->call_count && !options->archs)
		return err_set(err, "the trace contains no calls and no arch is given: no policy can be derived");
	AUTO_FREE struct draft *draft = mem_alloc(sizeof(*draft));
	draft->policy = policy;
	draft->trace = trace;
	draft->options = options;

	begin(draft);                         /* archs, defaults, names of the numbers */
	observe(draft);                       /* the recorded calls */
	close_all(draft);                     /* equivalent and implied calls */
	if (reachable_draft(draft))           /* calls on error paths of the program's code */
		close_all(draft);
	deny(draft);                          /* calls that the author denies */
	infer(draft);                         /* conditions on arguments */
	envelope_draft(draft);                /* calls of runtimes under the program's filter */
	fall_backs(draft);                    /* ENOSYS if libc has a fallback */
	end_nobodies(draft);                  /* kill obsolete calls, on request */
	infer_behind(draft);                  /* conditions on values behind pointers */
	supervise(draft);                     /* calls to enforce them on by supervisor */
	write_rules(draft);
	advice_for_author(draft, notes);
	relations_free(&draft->relations);
	free(draft->id);
	return 0;
}
