/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord record: runs a program and records every system call of its tree.
 *
 * The trace is a journal: it is opened before the program starts and grows as
 * calls are first seen, so it is not written atomically.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/record_daemon.h"
#include "cli/record_hook.h"
#include "cli/record_unit.h"
#include "cli/common/answer.h"
#include "cli/common/input.h"
#include "cli/common/trace_file.h"
#include "cli/common/output.h"
#include "cli/common/pids.h"
#include "cli/common/program.h"
#include "cli/terminal/meter.h"
#include "core/base/nearest.h"
#include "core/base/order.h"
#include "core/trace/trace.h"
#include "tracer/follow/attach.h"
#include "tracer/follow/launch.h"
#include "tracer/process/proc.h"
#include "tracer/tracer.h"

struct record_choice {
	const char *output, *engine, *progress;
	struct option_words pids, units, only, known, labels;
	bool daemon, container, hook, no_vdso_probes, hide_vdso, no_io_uring, no_command, packages, stacks, force, quiet, verbose;
};

static const struct option_row options[] = {
	{'o', "output",         OPTION_WORD,   offsetof(struct record_choice, output),         "FILE", "default: seccord.trace; %p: process ID of the program"},
	{'p', "pid",            OPTION_WORDS,  offsetof(struct record_choice, pids),           "PID",  "attach to running processes (a list, repeatable)"},
	{'D', "daemon",         OPTION_SWITCH, offsetof(struct record_choice, daemon),         NULL,   "record from a second process: PROGRAM keeps its PID"},
	{0,   "container",      OPTION_SWITCH, offsetof(struct record_choice, container),      NULL,   "record only the container of PROGRAM or PID"},
	{0,   "unit",           OPTION_WORDS,  offsetof(struct record_choice, units),          "NAME", "record the next start of a systemd service"},
	{0,   "hook",           OPTION_SWITCH, offsetof(struct record_choice, hook),           NULL,   "record the container of the OCI state on stdin"},
	{0,   "engine",         OPTION_WORD,   offsetof(struct record_choice, engine),         "NAME", "auto, seccomp (1 stop per call), syscall (2) or learn"},
	{0,   "known",          OPTION_WORDS,  offsetof(struct record_choice, known),          "TRACE", "with engine learn: let calls of TRACE pass"},
	{0,   "only",           OPTION_LIST,   offsetof(struct record_choice, only),           "GLOB,...", "keep the calls of matching programs only"},
	{0,   "label",          OPTION_WORDS,  offsetof(struct record_choice, labels),         "TEST", "test or shard to name with each call (repeatable)"},
	{0,   "packages",       OPTION_SWITCH, offsetof(struct record_choice, packages),       NULL,   "look up the packages of images (dpkg, apk)"},
	{0,   "no-vdso-probes", OPTION_SWITCH, offsetof(struct record_choice, no_vdso_probes), NULL,   "do not detect calls that the vDSO handles"},
	{0,   "hide-vdso",      OPTION_SWITCH, offsetof(struct record_choice, hide_vdso),      NULL,   "hide the vDSO from the program"},
	{0,   "no-io-uring",    OPTION_SWITCH, offsetof(struct record_choice, no_io_uring),    NULL,   "fail io_uring with ENOSYS to see ordinary calls"},
	{0,   "no-command",     OPTION_SWITCH, offsetof(struct record_choice, no_command),     NULL,   "keep the command line out of the trace"},
	{0,   "force",          OPTION_SWITCH, offsetof(struct record_choice, force),          NULL,   "with --pid=1: attach to the init process of the host"},
	{0,   "stacks",         OPTION_SWITCH, offsetof(struct record_choice, stacks),         NULL,   "distinguish calls by the caller of libc; keep stacks"},
	{0,   "progress",       OPTION_WORD,   offsetof(struct record_choice, progress),       "WHEN", METER_HELP},
	{'v', "verbose",        OPTION_SWITCH, offsetof(struct record_choice, verbose),        NULL,   "print the engine and the stops of each process"},
	{'q', "quiet",          OPTION_SWITCH, offsetof(struct record_choice, quiet),          NULL,   "do not print the summary"},
	{0},
};


static int engine_parse(const struct engine **engine, const char *name, struct err *err)
{
	*engine = engine_find(name);
	if (*engine || !strcmp(name, "auto"))
		return 0;
	return nearest_refuse(err, "--engine", name, engine_name_at);
}

static const char *unit_of(const struct record_choice *choice)
{
	return choice->units.count ? choice->units.at[0] : NULL;
}

static void do_nothing(int sig)
{
	(void)sig;
}

/* A closed pipe must be reported as an error instead of killing the recorder. Uses a handler, since exec resets it in
 * the program; SIG_IGN would be inherited. */
static void survive_broken_pipe(void)
{
	struct sigaction action = {.sa_handler = do_nothing, .sa_flags = SA_RESTART}, before;

	if (!sigaction(SIGPIPE, NULL, &before) && before.sa_handler == SIG_DFL)
		sigaction(SIGPIPE, &action, NULL);
}

enum { SERVED_BIT = 63, ARCH_SHIFT = 32 };

static uint64_t summary_key(const struct trace_call *call)
{
	uint64_t served = call->origin == ORIGIN_VDSO_HIDDEN;

	return served << SERVED_BIT | (uint64_t)call->arch << ARCH_SHIFT | call->nr;
}

struct totals {
	size_t calls, served;                 /* distinct numbers */
	arch_set archs;
};

static struct totals summarise(const struct trace *trace)
{
	AUTO_FREE uint64_t *keys = mem_alloc(trace->call_count * sizeof(*keys));
	struct totals totals = {0};

	for (size_t i = 0; i < trace->call_count; i++) {
		keys[i] = summary_key(&trace->calls[i]);
		totals.archs = (arch_set)(totals.archs | ARCH_BIT(trace->calls[i].arch));
	}
	qsort(keys, trace->call_count, sizeof(*keys), order_u64);
	for (size_t i = 0; i < trace->call_count; i++)
		if (i == 0 || keys[i] != keys[i - 1])
			*(keys[i] >> SERVED_BIT ? &totals.served : &totals.calls) += 1;
	return totals;
}

static void report_summary(const struct trace *trace, const struct trace_file *file)
{
	struct totals totals = summarise(trace);
	AUTO_TEXT struct text archs = {0};

	arch_list(totals.archs, ", ", &archs);
	output_line("%zu system call%s (%s), %zu handled by the vDSO: %s", totals.calls, totals.calls == 1 ? "" : "s",
	            archs.at ? archs.at : "none", totals.served, strcmp(file->writer.name, "-") ? file->name.at : "standard output");
}

/* So many stops take seconds. */
enum { MANY_STOPS = 250000 };

static uint64_t count_stops(const struct trace *trace)
{
	uint64_t stops = 0;

	for (size_t i = 0; i < trace->call_count; i++)
		stops += trace->calls[i].count;
	return stops;
}

/* Only where learn could have been used, and another engine was not asked for. */
static void suggest_learning(const struct trace *trace, const struct record_options *how)
{
	uint64_t stops = count_stops(trace);

	if (stops > MANY_STOPS && !how->engine && !how->stacks && !strcmp(trace->engine, engine_seccomp.name))
		output_line("note: %" PRIu64 " calls stopped the program; --engine=learn is faster, but does not see which program makes "
		            "each call, nor how often", stops);
}

/* The command did not start what it was to start. */
static int report_nothing(const struct record_options *how, int status, struct err *err)
{
	const char *text = how->container ? "nothing of it ran in a container: no trace was written" :
	                   "it ended before its first call: no trace was written";

	if (!status)
		return err_set(err, "%s", text);
	output_line("%s", text);
	return program_pass_on(status);
}

/* The file and the status line of a recording, which begin when the program exists. */
struct recording {
	struct trace_file file;
	struct meter meter;
};

static int begin(void *context, pid_t program, struct err *err)
{
	struct recording *recording = context;

	if (trace_file_begin(&recording->file, program, err) < 0)
		return -1;
	meter_start(&recording->meter, METER_CALLS);
	return 0;
}

static int record(struct trace *trace, struct recording *recording, const struct record_options *how, struct unit_start *unit,
                  bool quiet, struct err *err)
{
	struct trace_file *file = &recording->file;
	int status = 0;

	survive_broken_pipe();
	int recorded = tracer_record(trace, &file->writer, how, &status, err);
	meter_stop(&recording->meter);
	if (recorded < 0)
		return -1;
	if (how->dormant && !file->begun)
		return report_nothing(how, status, err);
	if (trace_file_end(file, trace, err) < 0)
		return -1;
	if (!quiet) {
		output_trace_notes(trace);
		suggest_learning(trace, how);
		report_summary(trace, file);
	}
	return program_pass_on(unit->plan.name ? unit_status(unit, quiet) : status);
}

static int hook_check(const struct record_choice *choice, const struct operands *operands, struct err *err)
{
	if (choice->pids.count || operands->program || choice->engine || choice->daemon)
		return err_set(err, "--hook takes the process from the state on stdin, and cannot be combined with a program, --pid, "
		                    "--engine or --daemon");
	return 0;
}

/* `-p $(pidof x)` without quotes gives the second process as a program. */
static int refuse_both(const char *program, struct err *err)
{
	bool is_number = *program && strspn(program, "0123456789") == strlen(program);

	return err_set(err, "--pid and a program to run cannot be combined%s",
	               is_number ? "; several processes are one list: --pid=ID,ID or --pid=\"ID ID\"" : "");
}

/* Takes either a program to start or running processes. */
static int target_check(const struct record_options *how, const struct record_choice *choice, struct err *err)
{
	const struct option_words *words = &choice->pids;

	if (choice->units.count > 1)
		return err_set(err, "--unit was given %zu times; a recording is of one unit", choice->units.count);
	if (unit_of(choice) && (words->count || how->argv || choice->daemon || choice->container))
		return err_set(err, "--unit cannot be combined with a program, --pid, --daemon or --container");
	if (!words->count && !how->argv && !unit_of(choice))
		return err_set(err, "no program to run; usage: seccord record %s", command_record.synopsis);
	if (words->count && how->argv)
		return refuse_both(how->argv[0], err);
	if (choice->force && !words->count)
		return err_set(err, "--force requires --pid");
	if (words->count && (how->hide_vdso || (how->engine && how->engine != &engine_syscall)))
		return err_set(err, "--pid cannot be combined with --hide-vdso, --engine=seccomp or --engine=learn: the program is already "
		                    "running");
	if (how->dormant && how->engine && how->engine != &engine_syscall)
		return err_set(err, "--daemon, --container and --unit cannot be combined with --engine=%s: its filter would stop the "
		                    "program if the recorder were killed", how->engine->name);
	if (choice->daemon && words->count)
		return err_set(err, "--daemon requires a program to run, and cannot be combined with --pid");
	if (how->stacks && how->engine == &engine_learn)
		return err_set(err, "--stacks cannot be combined with --engine=learn, which does not see every call");
	return 0;
}

/* Runs before the trace is opened, so that a misspelt command does not replace an older one. */
static int program_check(struct record_options *how, struct pids *pids, bool force, struct err *err)
{
	AUTO_TEXT struct text path = {0};

	if (proc_check(err) < 0)
		return -1;
	if (how->argv)
		return launch_find_program(how->argv[0], &path, err);
	if (pids_keep_running(pids, err) < 0)
		return -1;
	how->pids = pids->at;
	how->pid_count = pids->count;
	for (size_t i = 0; i < how->pid_count; i++)
		if (attach_is_allowed(how->pids[i], force, err))
			return -1;
	return 0;
}

static int read_known(struct record_options *how, struct trace *known, const struct option_words *names, struct err *err)
{
	if (!names->count)
		return 0;
	if (how->engine != &engine_learn)
		return err_set(err, "--known needs --engine=learn");
	how->known = known;
	return input_traces(known, names->at, names->count, err);
}

static void say(const char *line)
{
	output_line("%s", line);
}

static void recording_free(struct recording *recording)
{
	meter_stop(&recording->meter);
	trace_file_free(&recording->file);
}

/* A program that we start shares our terminal. */
static int choose_meter(struct meter *meter, const struct record_choice *choice, struct err *err)
{
	bool quiet = choice->daemon || (choice->quiet && !choice->progress);

	return meter_choose(meter, quiet ? "never" : choice->progress, !choice->pids.count, err);
}

static struct record_options options_of(const struct record_choice *choice, char **argv)
{
	return (struct record_options){
		.argv = argv,
		.no_vdso_probes = choice->no_vdso_probes,
		.hide_vdso = choice->hide_vdso,
		.no_io_uring = choice->no_io_uring,
		.no_command = choice->no_command,
		.packages = choice->packages,
		.stacks = choice->stacks,
		.dormant = choice->daemon || unit_of(choice) || (choice->container && !choice->pids.count),
		.container = choice->container,
		.always_allows = record_always_allows,
		.only = choice->only.at,
		.say = choice->verbose ? say : NULL,
	};
}

/* What the options need; all is freed by the caller. */
struct needs {
	struct trace known;
	struct pids pids;
	struct limits limits;
};

static int prepare(const struct record_choice *choice, struct record_options *how, struct needs *needs, struct err *err)
{
	if (choice->engine && engine_parse(&how->engine, choice->engine, err) < 0)
		return -1;
	if (target_check(how, choice, err) < 0 || pids_read(&needs->pids, &choice->pids, err) < 0)
		return -1;
	if (read_known(how, &needs->known, &choice->known, err) < 0)
		return -1;
	if (program_check(how, &needs->pids, choice->force, err) < 0)
		return -1;
	how->limits = &needs->limits;
	return choice->daemon ? 0 : limits_lift(&needs->limits, err);
}

/* The trace is open. */
static int start(const struct record_choice *choice, struct record_options *how, struct trace *trace, struct recording *recording,
                 struct err *err)
{
	AUTO_UNIT struct unit_start unit = {.plan.name = unit_of(choice), .start = START_NONE};

	how->begun = begin;
	how->context = recording;
	how->progress = meter_progress(&recording->meter);
	if (choice->daemon)
		return record_daemon(trace, &recording->file, how, err);
	if (unit_of(choice) && unit_await(&unit, unit_of(choice), &recording->file, how, err))
		return -1;
	return record(trace, recording, how, &unit, choice->quiet, err);
}

static void needs_free(struct needs *needs)
{
	trace_free(&needs->known);
	pids_free(&needs->pids);
}

static int record_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct record_choice *choice = given;
	struct record_options how = options_of(choice, operands->program);
	__attribute__((cleanup(recording_free))) struct recording recording = {.file = {.writer = {.fd = -1}}};
	__attribute__((cleanup(needs_free))) struct needs needs = {0};
	AUTO_TRACE struct trace trace = {0};

	if (answer_labels(&trace, &choice->labels, err) < 0)
		return -1;
	if (choice->hook)
		return hook_check(choice, operands, err) ? -1 : record_hook(&trace, choice->output, &how, err);
	if (prepare(choice, &how, &needs, err) < 0 || choose_meter(&recording.meter, choice, err) < 0)
		return -1;
	if (trace_file_open(&recording.file, choice->output ? choice->output : "seccord.trace", err) < 0)
		return -1;
	return start(choice, &how, &trace, &recording, err);
}

static const struct option_choice choices[] = {
	{"progress", when_at},
	{"engine", engine_name_at},
	{0},
};

const struct command command_record = {
	.name = "record",
	.what = "run a program and record its system calls",
	.synopsis = "[options] (--pid=PID[,PID...] | -- PROGRAM [ARGUMENT...])",
	.example = "record -o sort.trace -- sort /etc/passwd",
	.more = "Exit status: that of the program; 2 if it could not be started or recorded.\n"
	        "With --pid, SIGINT or SIGTERM detaches (exit status 0) and SIGUSR1 writes the\n"
	        "counts so far. Without --pid, signals are passed on to the program.\n"
	        "With --unit, the exit status is that of the unit's main process.\n"
	        "An existing FILE is renamed to FILE.old. A FILE named - is stdout.",
	.options = options,
	.choices = choices,
	.size = sizeof(struct record_choice),
	.program = true,
	.program_may_miss = true,
	.main = record_main,
};
