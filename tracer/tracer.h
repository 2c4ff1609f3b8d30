/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tracer: runs a program and sees every system call of its whole tree.
 */
#ifndef TRACER_TRACER_H
#define TRACER_TRACER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/base/err.h"
#include "core/policy/policy.h"
#include "core/trace/trace.h"
#include "tracer/follow/engine.h"
#include "tracer/process/limits.h"

struct record_options {
	char **argv;                          /* NULL-terminated; argv[0] is looked up in PATH */
	const pid_t *pids;                    /* or processes that run already: */
	size_t pid_count;                     /* 0: the program of argv is started */
	const struct engine *engine;          /* NULL: whichever sees most here */
	bool no_vdso_probes;                  /* do not look for calls that the vDSO serves */
	bool hide_vdso;                       /* the program finds no vDSO: each such call is a real one */
	bool stacks;                          /* unwind each first sight */
	bool no_io_uring;                     /* io_uring is answered ENOSYS: the program shows its plain calls */
	const struct limits *limits;          /* that the program is to have, or NULL */
	/* The program (or the first of pids) is there, and nothing of it has run yet. */
	int (*begun)(void *context, pid_t program, struct err *err);
	void *context;
};

/* Records into `trace` and, as it goes, to `writer`. *status is the wait
 * status of the program itself. -1: it could not be started or traced, or the
 * journal could not be written; what was seen until then is in both.
 *
 * Processes that run already are followed until they end or a SIGINT, SIGTERM
 * or SIGHUP comes (SIGUSR1 writes the counts), and are let go when this process
 * ends; *status is then 0. */
int tracer_record(struct trace *trace, const struct trace_writer *writer, const struct record_options *options,
                  int *status, struct err *err);

enum denied {
	DENIED_FILTER,
	DENIED_DEEP,                          /* by the supervisor: outside the deep rows of its rule */
	DENIED_DEPUTY                         /* by the supervisor: it cannot be done in another's name */
};

/* A call that the policy refused, as it happens. */
struct denial {
	enum denied why;
	struct trace_call call;               /* one call: args hold one value each; site in the trace */
	uint64_t args[SYSCALL_ARGS];          /* as the filter saw them */
	struct verdict verdict;
	int tid;
};
typedef void denial_sink(void *context, const struct trace *trace, const struct denial *denial);

struct run_options {
	char **argv;
	bool hide_vdso;
	bool supervise;                       /* answer what the filter leaves to a supervisor */
	const struct sock_filter *insn;       /* the policy's filter, exactly as emitted */
	size_t length;
	const struct policy *policy;          /* what the filter was made of */
	const struct limits *limits;          /* that the program is to have, or NULL */
	denial_sink *sink;
	void *context;
};

/* Fails where the policy leaves a call to a supervisor that no supervisor can make. */
int tracer_can_supervise(const struct policy *policy, struct err *err);

/* Runs the program under the filter and tells each refusal to the sink.
 * ERRNO, LOG and TRACE answers are applied by the tracer (TRACE as the kernel
 * does without one: ENOSYS), TRAP and KILL by the kernel. */
int tracer_run(const struct run_options *options, int *status, struct err *err);

#endif
