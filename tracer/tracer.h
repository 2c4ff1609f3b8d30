/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tracer: runs a program and sees every system call of its tree.
 */
#ifndef TRACER_TRACER_H
#define TRACER_TRACER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/base/err.h"
#include "core/base/progress.h"
#include "core/policy/policy.h"
#include "core/trace/trace.h"
#include "tracer/adopt/wake.h"
#include "tracer/follow/engine.h"
#include "tracer/process/limits.h"

struct record_options {
	char **argv;                          /* NULL-terminated; argv[0] is looked up in PATH */
	const pid_t *pids;                    /* or running processes: */
	size_t pid_count;                     /* 0: start the program of argv */
	bool dormant;                         /* the processes, or the program's tree, outlive us, and are recorded from an exec on */
	bool executed;                        /* … they have just executed it, and are stopped by SIGSTOP */
	bool container;                       /* … of a program in a container, see tracer/adopt/place.h; with pids that are
	                                       * not dormant: all processes of their containers */
	const char *note;                     /* for the reader of the trace, or NULL */
	always_allows *always_allows;         /* with dormant; NULL: fewer calls of the vDSO are seen */
	const struct engine *engine;          /* NULL: the one that records most here */
	bool no_vdso_probes;                  /* do not record calls that the vDSO handles */
	bool hide_vdso;                       /* hide the vDSO, so that its calls become real ones */
	const char *const *only;              /* keep the calls of programs that match one of these; NULL: of all */
	bool stacks;                          /* unwind each new call */
	bool no_io_uring;                     /* io_uring fails with ENOSYS: the program uses plain calls */
	bool no_command;                      /* keep argv out of the trace */
	bool packages;                        /* ask the package databases for images, at the end */
	const struct limits *limits;          /* the program's resource limits, or NULL */
	const struct trace *known;            /* earlier traces, for the engine learn, or NULL */
	struct progress *progress;            /* counts calls; or NULL */
	void (*say)(const char *line);        /* for the user, about each process; NULL: not wanted */
	/* All of pids are seized. NULL: not needed. */
	int (*seized)(void *context, struct err *err);
	/* The program (or the first of pids) exists, and has not run yet. */
	int (*begun)(void *context, pid_t program, struct err *err);
	/* With `executed`, after a SIGIO: 1: *pid has been executed, stopped likewise, and is recorded too; 0: there is none. */
	int (*joining)(void *context, pid_t *pid, struct err *err);
	/* The same when all are over: waits for one. 0: that is all. */
	int (*next)(void *context, pid_t *pid, struct err *err);
	/* A task has exited. NULL: not needed. */
	void (*ended)(void *context, pid_t tid, int status);
	/* At the end: true: *status is the wait status that the recording ends with, instead of that of a process. NULL: never. */
	bool (*outcome)(void *context, int *status);
	/* After that: a note on what was not recorded, so that the trace is not complete, or NULL. NULL: never. */
	const char *(*missed)(void *context);
	void *context;
};

/* Records into `trace` and, incrementally, to `writer`. *status is the wait
 * status of the program. -1: it could not be started or traced, or the journal
 * could not be written; both hold what was recorded until then.
 *
 * Running processes are followed until they exit or a SIGINT, SIGTERM or SIGHUP
 * arrives (SIGUSR1 writes the counts). They are detached when this process exits;
 * *status is then 0.
 *
 * With `dormant` the trace is that of what woke, and its end that of the first process
 * that did; `begun` is called when that one does, if ever. */
int tracer_record(struct trace *trace, const struct trace_writer *writer, const struct record_options *options,
                  int *status, struct err *err);

enum denied {
	DENIED_FILTER,
	DENIED_DEEP,                          /* by the supervisor: outside the deep rows of the rule */
	DENIED_DEPUTY,                        /* by the supervisor: cannot be done on behalf of another process */
	DENIED_CLOSED                         /* by the supervisor: may not read the memory of the caller */
};

/* A call that the policy denied, reported as it happens. */
struct denial {
	enum denied why;
	struct trace_call call;               /* one call: args hold one value each; site is in the trace */
	uint64_t args[SYSCALL_ARGS];          /* as seen by the filter */
	struct verdict verdict;
	int tid;
};
/* The trace has the site of the call, and the sink may add to it. True: the call is
 * made all the same, if the run only learns. */
typedef bool denial_sink(void *context, struct trace *trace, const struct denial *denial);

struct run_options {
	char **argv;
	bool hide_vdso;
	bool supervise;                       /* handle the calls that the filter leaves to a supervisor */
	bool learn;                           /* the sink decides which calls are made that the policy refuses */
	const struct sock_filter *insn;       /* the policy's filter, exactly as emitted */
	size_t length;
	const struct policy *policy;          /* the filter's source */
	const struct limits *limits;          /* the program's resource limits, or NULL */
	struct trace *trace;                  /* gets the sites of denied calls */
	denial_sink *sink;
	void *context;
};

/* Fails if the policy leaves a call to a supervisor that the supervisor cannot
 * make. */
int tracer_can_supervise(const struct policy *policy, struct err *err);

/* Runs the program under the filter and reports each denial to the sink. The
 * tracer applies ERRNO, LOG and TRACE answers (TRACE as without a tracer:
 * ENOSYS), the kernel applies TRAP and KILL; when learning, the tracer applies all. */
int tracer_run(const struct run_options *options, int *status, struct err *err);

#endif
