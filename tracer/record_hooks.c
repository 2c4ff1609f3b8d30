/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is recorded of a call, and when. Each call is found in the trace or added
 * to it; tracer/journal writes what is new.
 */
#include <stddef.h>

#include "tracer/adopt/members.h"
#include "tracer/driver.h"
#include "tracer/entry.h"
#include "tracer/signals/attach_signals.h"
#include "tracer/follow/change.h"
#include "tracer/follow/engine.h"
#include "tracer/follow/tamper.h"
#include "tracer/hazards.h"
#include "tracer/process/abi.h"
#include "tracer/recorder.h"
#include "tracer/space/let_go.h"
#include "tracer/space/urings.h"
#include "tracer/uring.h"

/* Waiting for the exit of a call costs a stop, so it is done this often per
 * distinct call: enough to see its errors. */
enum { EXITS_SEEN = 8, DRIVERS_SEEN = 8 };

/* --- entries --- */

static int note(struct recorder *recorder, const char *text, struct err *err)
{
	return journal_note(&recorder->journal, text, err);
}

static int note_limits(struct recorder *recorder, int index, struct err *err)
{
	struct locator *locator = &recorder->observer.locator;
	const char *text = locator->note;

	locator->note = NULL;
	if (text && note(recorder, text, err))
		return -1;
	return journal_note_room(&recorder->journal, index, err);
}

static bool has_deep(const struct trace_call *call)
{
	for (unsigned i = 0; i < DEEP_PLACES; i++)
		if (call->deep[i].kind != VALUES_NONE)
			return true;
	return call->deep_tail;
}

static bool is_learning(const struct task *task)
{
	return task->lineage && !task->lineage->plain;
}

/* Finds or adds the entry of this call; *index is its position, or TRACE_NOWHERE
 * if the trace is full or does not keep the calls of the program. *covered: its
 * arguments are known. */
static int enter(struct recorder *recorder, const struct task *task, struct trace_call *call, int *index, bool *covered,
                 struct err *err)
{
	struct trace *trace = recorder->journal.trace;
	bool added = false, stacks = recorder->options->stacks && call->site != TRACE_NOWHERE;
	struct observer *observer = &recorder->observer;

	*index = TRACE_NOWHERE;
	*covered = true;
	if (task->space->executed.unwanted)
		return 0;
	if (stacks && fast_unwind_caller(&recorder->fast, &observer->locator, task, observer->at, call, err))
		return -1;
	*index = trace_find_call(trace, call);
	if (*index < 0)
		*index = entry_new(trace, call, &added);
	if (added && stacks && fast_unwind_stack(&recorder->fast, &observer->locator, task, observer->at, call, err))
		return -1;
	if ((added || *index == TRACE_NOWHERE || observer->locator.note) && note_limits(recorder, *index, err))
		return -1;
	if (*index == TRACE_NOWHERE)
		return 0;
	bool again = !added && known_covers(&trace->calls[*index], call);
	*covered = again && is_learning(task);
	if (again && !has_deep(call))
		return journal_join_again(&recorder->journal, *index, call, err);
	return (added ? journal_add : journal_join)(&recorder->journal, *index, call, err);
}

/* --- calls that affect the recorder itself --- */

/* Before the call: switches how the task stops. Only strict mode is reported at
 * once: it fails because of us, or no task would be left to report it for. */
static int heed(struct recorder *recorder, struct task *task, const struct call_info *info, struct err *err)
{
	enum hazard hazard = hazard_call(info);

	task->hazard = (int)hazard;
	task->engine_before = task->engine;
	task->loads = hazard_is_filter(hazard) && !task->filtered;
	if (hazard == HAZARD_NONE)
		return 0;
	task->wants_exit = true;
	if (hazard == HAZARD_TRACER)
		tamper_attach(task, info);
	if ((hazard == HAZARD_STRICT || hazard == HAZARD_DISPATCH) && task->lineage)
		task->lineage->plain = "it asks for strict mode or user dispatch";
	if (hazard == HAZARD_DISPATCH)
		probe_disarm(task->space, task->tid);
	if (hazard_is_filter(hazard))
		tree_stop_at_each_call(&recorder->tree, task, hazard != HAZARD_FILTER);
	return hazard == HAZARD_STRICT && !task->engine_before->before_filters ? note(recorder, hazard_text(hazard), err) : 0;
}

static int fit_probes(struct recorder *recorder, struct task *task, struct err *err)
{
	if (!recorder->options->dormant || wake_fit_probes(&recorder->waking, task))
		return 0;
	return note(recorder, "under a filter that may refuse calls which the vDSO handles, or that cannot be read: such calls "
	                      "may be missing", err);
}

/* After the call: a failed call changes nothing. */
static int heed_result(struct recorder *recorder, struct task *task, struct err *err)
{
	enum hazard hazard = (enum hazard)task->hazard;
	bool holds = hazard_holds(hazard, task->result);

	task->hazard = HAZARD_NONE;
	if (hazard_is_filter(hazard) && !holds)
		task->engine = task->engine_before;
	if (task->loads && !holds)
		task->filtered = false;
	task->loads = false;
	if (holds && hazard_is_filter(hazard) && task->lineage)
		task->lineage->plain = "it has a filter of its own";
	if (holds && hazard_is_filter(hazard) && fit_probes(recorder, task, err))
		return -1;
	if (!holds || (hazard_is_filter(hazard) && task->engine_before->before_filters))
		return 0;
	return note(recorder, hazard_text(hazard), err);
}

static bool is_refused(const struct recorder *recorder, int id)
{
	return recorder->options->no_io_uring && uring_is_call(id);
}

/* Submissions of rings beyond those of the current call. */
static int follow_rings(struct recorder *recorder, const struct task *task, struct err *err)
{
	struct trace_call seen;
	const char *text;
	size_t ring = 0;
	int entry;

	while ((entry = uring_polled(task, &ring, &seen)) >= 0)
		if (journal_join(&recorder->journal, entry, &seen, err))
			return -1;
	while ((text = urings_note(task->space)))
		if (note(recorder, text, err))
			return -1;
	return 0;
}

/* Examining a descriptor costs more than a stop, and a site usually has one kind,
 * so only the first few calls are examined, then ever fewer. */
static bool may_learn_driver(const struct trace_call *call)
{
	return call->count <= DRIVERS_SEEN || !(call->count & (call->count - 1));
}

static int learn_driver(struct recorder *recorder, const struct task *task, const struct call_info *info, struct err *err)
{
	struct trace_call seen = {0};

	return driver_of_call(task->tid, info, seen.drivers[0]) ? journal_join(&recorder->journal, task->call, &seen, err) : 0;
}

static bool may_see_exit(const struct trace_call *call)
{
	return call->count <= EXITS_SEEN && call->origin != ORIGIN_VSYSCALL;
}

/* True for the first. */
static bool pass_probe(struct task *task, struct probe *probe)
{
	if (!task->space->probes_call)
		return probe_serve(task->space, task->tid, probe);
	task->wants_exit = true;
	task->probed = probe;
	return probe_let_call(task->space, task->tid, probe);
}

static int on_probe(struct recorder *recorder, struct task *task, struct probe *probe, struct err *err)
{
	struct trace_call call;
	bool covered;
	int index;

	task->wants_exit = false;
	if (!pass_probe(task, probe))
		return 0;
	if (programs_look(&recorder->programs, task, err) || observe_probe(&recorder->observer, task, probe, &call, err))
		return -1;
	return enter(recorder, task, &call, &index, &covered, err);
}

static const struct trace_call *known_call(const struct recorder *recorder, const struct task *task)
{
	return &recorder->journal.trace->calls[task->call];
}

/* Rings are read at each call, so from now on each call must stop. */
static void watch_rings(struct recorder *recorder, struct task *task, const struct call_info *info)
{
	if (info->id != CALL_io_uring_setup || recorder->options->no_io_uring || !task->lineage || task->lineage->plain)
		return;
	task->lineage->plain = "it makes an io_uring";
	if (!task->filtered)
		tree_stop_group(&recorder->tree, task);
}

static int on_call(void *context, struct task *task, const struct call_info *info, struct err *err)
{
	struct recorder *recorder = context;
	struct trace_call call;
	bool covered;
	struct probe *probe = probe_of_call(task->space, task->tid, info);

	if (probe)
		return on_probe(recorder, task, probe, err);
	if (recorder->tree.started && programs_look(&recorder->programs, task, err))
		return -1;
	const struct trace_call *again = learner_again(&recorder->learner, task, info);
	if (observe_call(&recorder->observer, task, info, !recorder->tree.started, again, &call, err))
		return -1;
	bool for_ring = uring_at_entry(task, info, &call), changes = change_at_entry(task, info);
	if (enter(recorder, task, &call, &task->call, &covered, err) || follow_rings(recorder, task, err))
		return -1;
	progress_add(recorder->options->progress, 1);
	progress_distinct(recorder->options->progress, recorder->journal.trace->call_count);
	if (recorder->tree.started)           /* else our own execve, whose place is not known */
		learner_saw(&recorder->learner, task, info, covered);
	if (task->call != TRACE_NOWHERE && may_learn_driver(known_call(recorder, task)) && learn_driver(recorder, task, info, err))
		return -1;
	task->asks_seccomp = tamper_asks_seccomp(info);
	task->wants_exit = for_ring || changes || task->asks_seccomp ||
	                   (task->call != TRACE_NOWHERE && may_see_exit(known_call(recorder, task)));
	let_go_at_call(&recorder->observer.locator, info->id);
	if (program_files_moves_root(info->id))
		program_files_root_moves(&recorder->programs.files);
	if (is_refused(recorder, info->id))
		tamper_refuse(task, info, recorder->tree.family.engine->filter || (task->lineage && task->lineage->loaded));
	watch_rings(recorder, task, info);
	return heed(recorder, task, info, err);
}

static const char escaped_text[] =
	"a child was created with CLONE_UNTRACED and the flag could not be removed: the child is not recorded";

static int on_result(void *context, struct task *task, int error, struct err *err)
{
	struct recorder *recorder = context;
	struct trace_call result = { .errnos = { (uint16_t)errno_of_result(-error) } };
	const struct probe *probed = task->probed;

	task->probed = NULL;
	if (probed && error)
		probe_take_over(task->space, task->tid, probed);
	if (probed)
		return 0;
	uring_at_exit(task);
	change_at_exit(task);
	if (task->asks_seccomp && !error)
		tamper_seccomp_at_exit(task);
	if (task->escaped && note(recorder, escaped_text, err))
		return -1;
	if (heed_result(recorder, task, err))
		return -1;
	if (!result.errnos[0] || task->call < 0)
		return 0;
	return journal_join(&recorder->journal, task->call, &result, err);
}

static int on_signal(void *context, struct task *task, int *deliver, struct err *err)
{
	(void)context; (void)task; (void)deliver; (void)err;
	return 0;
}

static int on_exec(void *context, struct task *task, struct err *err)
{
	struct recorder *recorder = context;

	*task->name = '\0';
	/* It may make no call that stops. */
	if (task->lineage && task->lineage->loaded && programs_look_at_exec(&recorder->programs, task, err))
		return -1;
	if (recorder->options->hide_vdso)
		probe_hide_vdso(task->space, task->tid);
	else if (!recorder->no_probes && !probe_arm(task->space, task->tid))
		return note(recorder, "the vDSO cannot be probed here: calls that it handles are not recorded", err);
	return fit_probes(recorder, task, err);
}

/* The execve of what wakes, as a program that we start makes it: without a site. */
static int note_execve(struct recorder *recorder, struct task *task, struct err *err)
{
	struct call_info info = { .arch = abi_native, .id = CALL_execve, .nr = (uint32_t)syscall_nr(CALL_execve, abi_native) };
	struct trace_call call;
	bool covered;
	int index;

	return observe_call(&recorder->observer, task, &info, true, NULL, &call, err) ||
	       enter(recorder, task, &call, &index, &covered, err);
}

static int wakes(void *context, struct task *task, struct err *err)
{
	struct recorder *recorder = context;

	if (!wake_if_wanted(&recorder->waking, task))
		return 0;
	if (task->filtered && note(recorder, engine_under_filter, err))
		return -1;
	return note_execve(recorder, task, err) ? -1 : 1;
}

static int seized(void *context, struct err *err)
{
	struct recorder *recorder = context;
	const struct record_options *options = recorder->options;

	struct tree *tree = &recorder->tree;
	struct seizing seizing = { &tree->family.tasks, tree->family.engine, tree_options(tree->hooks, true) };
	if (options->container && !options->dormant && seize_containers(&seizing, options->pids, options->pid_count, err))
		return -1;
	family_look_for_servers(&tree->family);
	return options->seized ? options->seized(options->context, err) : 0;
}

static int between(void *context, struct err *err)
{
	struct recorder *recorder = context;
	enum attach_signal request = attach_signals_take();

	if (request == ATTACH_WRITE)
		return trace_write_counts(recorder->journal.writer, recorder->journal.trace, err);
	return request == ATTACH_LEAVE;
}

static int joining(void *context, pid_t *pid, struct err *err)
{
	struct recorder *recorder = context;
	const struct record_options *options = recorder->options;

	recorder->arrived |= attach_signals_take_arrival();
	if (!recorder->arrived)
		return 0;
	int more = options->joining ? options->joining(options->context, pid, err) : 0;
	recorder->arrived = more > 0;
	return more;
}

static int next(void *context, pid_t *pid, struct err *err)
{
	const struct record_options *options = ((struct recorder *)context)->options;

	return options->next ? options->next(options->context, pid, err) : 0;
}

static int begun(void *context, pid_t program, struct err *err)
{
	const struct record_options *options = ((struct recorder *)context)->options;

	return options->begun ? options->begun(options->context, program, err) : 0;
}

static const struct sock_fprog *filter(void *context, struct task *task, const struct call_info *call)
{
	struct recorder *recorder = context;

	return learner_filter(&recorder->learner, &recorder->tree.family.tasks, task, call);
}

static int filtered(void *context, struct task *task, const struct late_filter *late, struct err *err)
{
	return learner_filtered(&((struct recorder *)context)->learner, task, late, err);
}

static void over(void *context, const struct task *task)
{
	learner_over(&((struct recorder *)context)->learner, task);
}

static void ended(void *context, pid_t tid, int status)
{
	const struct record_options *options = ((struct recorder *)context)->options;

	if (options->ended)
		options->ended(options->context, tid, status);
}

const struct tree_hooks record_hooks = { .call = on_call, .result = on_result, .signal = on_signal, .exec = on_exec, .filter = filter,
                                         .filtered = filtered, .over = over, .wakes = wakes, .seized = seized, .begun = begun,
                                         .between = between, .joining = joining, .next = next,
                                         .ended = ended };
