/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A recording from its first line to its last; record_hooks.c has what is between.
 */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "tracer/process/served.h"
#include "tracer/signals/attach_signals.h"
#include "tracer/follow/engine.h"
#include "tracer/follow/launch.h"
#include "tracer/recorder.h"
#include "tracer/space/packages.h"

static int note(struct recorder *recorder, const char *text, struct err *err)
{
	return journal_note(&recorder->journal, text, err);
}

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
	if (options->dormant)
		return (struct engine_choice){ &engine_syscall, NULL };
	struct engine_facts facts = { .wanted = options->engine, .attached = options->pid_count, .filtered = is_filtered(options) };

	facts.can_filter = !facts.attached && !facts.wanted && !facts.filtered && launch_can_filter();
	return engine_choose(&facts);
}

static bool belongs(void *context, struct task *orphan)
{
	return wake_if_wanted(&((struct recorder *)context)->waking, orphan);
}

static void begin_family(struct recorder *recorder, const struct engine *engine)
{
	struct family *family = &recorder->tree.family;

	family->engine = recorder->options->dormant ? &engine_dormant : engine;
	family->belongs = recorder->options->dormant ? belongs : NULL;
	family->context = recorder;
	family->served = recorder->options->pid_count ? SERVED_NOTHING : served_by(getpid());   /* the program inherits our files */
}

/* What is known before the first call. */
static int begin(struct recorder *recorder, struct err *err)
{
	const struct record_options *options = recorder->options;
	struct engine_choice choice = choose_engine(options);

	begin_family(recorder, choice.engine);
	describe(recorder->journal.trace, options, choice.engine);
	if (trace_write_header(recorder->journal.writer, recorder->journal.trace, err))
		return -1;
	if (choice.note && note(recorder, choice.note, err))
		return -1;
	if (options->note && note(recorder, options->note, err))
		return -1;
	if (options->known && choice.engine == &engine_learn) {
		if (learner_take_known(&recorder->learner, options->known, options->only, err))
			return -1;
		recorder->tree.eager = recorder->learner.known.count && recorder->learner.complete;
	}
	if (options->no_io_uring && note(recorder, "recorded with --no-io-uring: io_uring calls failed with ENOSYS", err))
		return -1;
	if ((options->pid_count && !options->dormant) || launch_is_privileged())
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
	                         .options = tree_options(recorder->tree.hooks, recorder->options->dormant),
	                         .limits = recorder->options->limits };

	return tree_run(&recorder->tree, &launch, err);
}

/* Its libc has already looked up the vDSO's functions. */
static int expect_running(struct recorder *recorder, struct err *err)
{
	recorder->no_probes = true;
	return note(recorder, "attached to a running program: its earlier calls are not in the trace, and calls handled by the vDSO "
	                      "are not recorded", err);
}

static int attach(struct recorder *recorder, struct err *err)
{
	const struct record_options *options = recorder->options;

	if (!options->dormant && expect_running(recorder, err))
		return -1;
	attach_signals_listen(true);
	int failed = tree_attach(&recorder->tree, options->pids, options->pid_count, err);
	attach_signals_end();
	return failed;
}

/* Of the program; attached processes have none. */
static struct trace_end end_of(const struct recorder *recorder)
{
	const struct tree *tree = &recorder->tree;
	const struct record_options *options = recorder->options;
	int status;

	if (options->outcome && options->outcome(options->context, &status))
		return trace_end_of_wait(status);
	if (options->dormant ? !tree->woken_over : tree->attached)
		return (struct trace_end){0};
	return trace_end_of_wait(options->dormant ? tree->woken_status : tree->status);
}

int tracer_record(struct trace *trace, const struct trace_writer *writer, const struct record_options *options, int *status,
                  struct err *err)
{
	struct recorder recorder = { .journal = { trace, writer }, .options = options };

	recorder.observer.locator = (struct locator){ .trace = trace, .writer = writer };
	recorder.programs = (struct programs){ .locator = &recorder.observer.locator, .journal = &recorder.journal, .only = options->only };
	recorder.learner = (struct learner){ .journal = &recorder.journal, .reader = &recorder.observer.locator.reader, .say = options->say };
	recorder.tree.hooks = &record_hooks;
	recorder.tree.context = &recorder;
	recorder.tree.affinity.wanted = !options->pid_count && !options->dormant;
	recorder.tree.spared = options->dormant;
	recorder.tree.executed = options->executed;
	recorder.waking = (struct waking){ options->container, place_of(0), options->always_allows };
	recorder.no_probes = options->no_vdso_probes;
	int failed = begin(&recorder, err) || (options->pid_count ? attach : follow)(&recorder, err);
	trace->end = failed ? (struct trace_end){0} : end_of(&recorder);
	if (!failed && recorder.tree.ended && !recorder.tree.spared)
		failed = note(&recorder, "the third SIGTERM or SIGINT within two seconds killed the program and its whole tree, which "
		                         "ignored it", err);
	failed = failed || programs_end(&recorder.programs, err);
	failed = failed || (options->packages && packages_add(&recorder.observer.locator, err));
	const char *missed = !failed && options->missed ? options->missed(options->context) : NULL;
	failed = failed || (missed && note(&recorder, missed, err));
	if (!failed)
		trace->complete = !missed;
	failed = failed || trace_write_end(writer, trace, err);
	*status = options->pid_count ? 0 : recorder.tree.status;
	locator_free(&recorder.observer.locator);
	fast_unwind_free(&recorder.fast);
	programs_free(&recorder.programs);
	learner_free(&recorder.learner);
	return failed ? -1 : 0;
}
