/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Recording: what is recorded, and when. Each call is found in the trace or added
 * to it; tracer/journal writes what is new.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "tracer/follow/tamper.h"
#include "tracer/follow/change.h"
#include "tracer/driver.h"
#include "tracer/follow/engine.h"
#include "tracer/entry.h"
#include "tracer/follow/launch.h"
#include "tracer/hazards.h"
#include "tracer/journal.h"
#include "tracer/learner.h"
#include "tracer/observe.h"
#include "tracer/programs.h"
#include "tracer/follow/attach_signals.h"
#include "tracer/tracer.h"
#include "tracer/follow/tree.h"
#include "tracer/uring.h"
#include "tracer/space/urings.h"
#include "tracer/fast_unwind.h"

/* Waiting for the exit of a call costs a stop, so it is done this often per
 * distinct call: enough to see its errors. */
enum { EXITS_SEEN = 8, DRIVERS_SEEN = 8 };

struct recorder {
	struct observer observer;
	struct fast_unwind fast;
	struct tree tree;
	struct journal journal;
	struct programs programs;
	struct learner learner;
	const struct record_options *options;
	bool no_probes;
};

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
	*covered = !added && is_learning(task) && known_covers(&trace->calls[*index], call);
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

static int on_probe(struct recorder *recorder, struct task *task, struct probe *probe, struct err *err)
{
	struct trace_call call;
	bool covered;
	int index;

	task->wants_exit = false;
	if (!probe_serve(task->space, task->tid, probe))
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

/* A call that is not recorded again, but changes what is mapped. */
static void heed_change(struct task *task, const struct call_info *info)
{
	task->call = TRACE_NOWHERE;
	task->hazard = HAZARD_NONE;
	task->asks_seccomp = false;
	task->uring.what = URING_AWAITS_NOTHING;
	task->wants_exit = change_at_entry(task, info);
}

static int on_call(void *context, struct task *task, const struct call_info *info, struct err *err)
{
	struct recorder *recorder = context;
	struct trace_call call;
	bool covered, passes;
	struct probe *probe = probe_of_call(task->space, task->tid, info);

	if (probe)
		return on_probe(recorder, task, probe, err);
	if (learner_passes(&recorder->learner, task, info, &passes, err))
		return -1;
	if (passes) {
		heed_change(task, info);
		return 0;
	}
	if (recorder->tree.started && programs_look(&recorder->programs, task, err))
		return -1;
	if (observe_call(&recorder->observer, task, info, !recorder->tree.started, &call, err))
		return -1;
	bool for_ring = uring_at_entry(task, info, &call), changes = change_at_entry(task, info);
	if (enter(recorder, task, &call, &task->call, &covered, err) || follow_rings(recorder, task, err))
		return -1;
	if (recorder->tree.started)           /* else our own execve, whose place is not known */
		learner_saw(&recorder->learner, task, info, covered);
	if (task->call != TRACE_NOWHERE && may_learn_driver(known_call(recorder, task)) && learn_driver(recorder, task, info, err))
		return -1;
	task->asks_seccomp = tamper_asks_seccomp(info);
	task->wants_exit = for_ring || changes || task->asks_seccomp ||
	                   (task->call != TRACE_NOWHERE && may_see_exit(known_call(recorder, task)));
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
	return 0;
}

static int between(void *context, struct err *err)
{
	struct recorder *recorder = context;
	enum attach_signal request = attach_signals_take();

	if (request == ATTACH_WRITE)
		return trace_write_counts(recorder->journal.writer, recorder->journal.trace, err);
	return request == ATTACH_LEAVE;
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

static const struct tree_hooks hooks = { .call = on_call, .result = on_result, .signal = on_signal, .exec = on_exec, .filter = filter,
                                         .filtered = filtered, .over = over, .begun = begun, .between = between };

/* --- the recording --- */

static const char *first_line(struct arena *arena, const char *path)
{
	char line[64] = "";
	FILE *file = fopen(path, "re");

	if (file && fgets(line, sizeof(line), file))
		line[strcspn(line, "\n")] = '\0';
	if (file)
		fclose(file);
	return *line ? arena_string(arena, line) : NULL;
}

static void describe(struct trace *trace, const struct record_options *options, const struct engine *engine)
{
	struct utsname name;
	char **argv = options->no_command ? NULL : options->argv;
	size_t count = 0;

	uname(&name);
	trace->kernel = arena_string(&trace->arena, name.release);
	trace->host = arena_string(&trace->arena, name.machine);
	trace->clocksource = first_line(&trace->arena, "/sys/devices/system/clocksource/clocksource0/current_clocksource");
	trace->engine = engine->name;
	while (argv && argv[count])
		count++;
	trace->command = argv ? arena_alloc(&trace->arena, (count + 1) * sizeof(*trace->command)) : NULL;
	for (size_t i = 0; i < count; i++)
		trace->command[i] = arena_string(&trace->arena, argv[i]);
}

static bool is_filtered(const struct record_options *options)
{
	bool filtered = !options->pid_count && engine_is_filtered();

	for (size_t i = 0; i < options->pid_count; i++)
		filtered |= engine_is_filtered_process(options->pids[i]);
	return filtered;
}

static struct engine_choice choose_engine(const struct record_options *options)
{
	struct engine_facts facts = { .wanted = options->engine, .attached = options->pid_count, .filtered = is_filtered(options) };

	facts.can_filter = !facts.attached && !facts.wanted && !facts.filtered && launch_can_filter();
	return engine_choose(&facts);
}

/* What is known before the first call. */
static int begin(struct recorder *recorder, struct err *err)
{
	const struct record_options *options = recorder->options;
	struct engine_choice choice = choose_engine(options);

	recorder->tree.family.engine = choice.engine;
	describe(recorder->journal.trace, options, choice.engine);
	if (trace_write_header(recorder->journal.writer, recorder->journal.trace, err))
		return -1;
	if (choice.note && note(recorder, choice.note, err))
		return -1;
	if (options->known && choice.engine == &engine_learn) {
		if (learner_take_known(&recorder->learner, options->known, err))
			return -1;
		recorder->tree.eager = recorder->learner.known.count;
	}
	if (options->no_io_uring && note(recorder, "recorded with --no-io-uring: io_uring calls failed with ENOSYS", err))
		return -1;
	if (options->pid_count || launch_is_privileged())
		return 0;
	return note(recorder, "recorded without privileges: setuid programs ran without elevated privileges", err);
}

static int follow(struct recorder *recorder, struct err *err)
{
	const struct engine *engine = recorder->tree.family.engine;
	const struct sock_fprog *filter = engine->filter;
	bool refused = filter && !recorder->no_probes && engine_is_filtered();

	/* Its ERRNO would precede our stop and be taken for a clock's result. */
	recorder->no_probes |= refused;
	if (refused && note(recorder, "another filter was loaded before the recorder's: with engine seccomp, calls handled by the vDSO "
	                              "are not recorded", err))
		return -1;
	struct launch launch = { .argv = recorder->options->argv, .filter = filter,
	                         .no_new_privs = (filter || engine == &engine_learn) && !launch_is_privileged(),
	                         .options = tree_options(&hooks),
	                         .limits = recorder->options->limits };

	return tree_run(&recorder->tree, &launch, err);
}

static int attach(struct recorder *recorder, struct err *err)
{
	const struct record_options *options = recorder->options;

	/* Its libc has already looked up the vDSO's functions. */
	recorder->no_probes = true;
	if (note(recorder, "attached to a running program: its earlier calls are not in the trace, and calls handled by the vDSO "
	                   "are not recorded", err))
		return -1;
	attach_signals_listen(true);
	int failed = tree_attach(&recorder->tree, options->pids, options->pid_count, err);
	attach_signals_listen(false);
	return failed;
}

int tracer_record(struct trace *trace, const struct trace_writer *writer, const struct record_options *options, int *status,
                  struct err *err)
{
	struct recorder recorder = { .journal = { trace, writer }, .options = options };

	recorder.observer.locator = (struct locator){ .trace = trace, .writer = writer };
	recorder.programs = (struct programs){ .locator = &recorder.observer.locator, .journal = &recorder.journal, .only = options->only };
	recorder.learner = (struct learner){ .journal = &recorder.journal, .reader = &recorder.observer.locator.reader, .say = options->say };
	recorder.tree.hooks = &hooks;
	recorder.tree.context = &recorder;
	recorder.tree.affinity.wanted = !options->pid_count;
	recorder.no_probes = options->no_vdso_probes;
	int failed = begin(&recorder, err) || (options->pid_count ? attach : follow)(&recorder, err);
	trace->end = options->pid_count || failed ? (struct trace_end){0} : trace_end_of_wait(recorder.tree.status);
	if (!failed && recorder.tree.ended)
		failed = note(&recorder, "the third SIGTERM or SIGINT within two seconds killed the program and its whole tree, which "
		                         "ignored it", err);
	failed = failed || programs_end(&recorder.programs, err);
	if (!failed)
		trace->complete = true;
	failed = failed || trace_write_end(writer, trace, err);
	*status = recorder.tree.status;
	locator_free(&recorder.observer.locator);
	fast_unwind_free(&recorder.fast);
	programs_free(&recorder.programs);
	learner_free(&recorder.learner);
	return failed ? -1 : 0;
}
