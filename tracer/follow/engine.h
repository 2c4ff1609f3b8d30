/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine: how the calls of a task are made to stop.
 *
 * An engine decides only which filter a program starts under, how a task is
 * resumed, and which of its stops are calls. Clones, signals, execs and exits
 * are the same for all engines and belong to the tree. Each task has its own
 * engine: a child inherits its parent's, and a task that loads a filter
 * switches to one that stops before any filter.
 *
 * A filter is loaded only into a program that we start and that does not
 * outlive us: without a tracer, its SECCOMP_RET_TRACE fails every call with
 * ENOSYS. Attached processes get an engine without a filter (tree_attach).
 */
#ifndef TRACER_ENGINE_H
#define TRACER_ENGINE_H

#include <linux/filter.h>
#include <stdbool.h>
#include <sys/types.h>

struct __ptrace_syscall_info;

/* The SECCOMP_RET_DATA of our own SECCOMP_RET_TRACE; other values come from the
 * program's filters. */
enum { ENGINE_RET_DATA = 0x5ecc };

struct engine {
	const char *name;                     /* as in the trace header and in --engine= */
	const struct sock_fprog *filter;      /* the program starts under it; NULL: no filter */
	bool before_filters;                  /* calls stop before any filter, so a filter may still deny them */
	int request;                          /* ptrace request that resumes a task until its next call */
	bool (*shows_call)(const struct __ptrace_syscall_info *stop);  /* true at syscall entry, or at a seccomp stop */
};

extern const struct engine engine_seccomp;    /* one stop per call: SECCOMP_RET_TRACE */
extern const struct engine engine_syscall;    /* two stops per call: PTRACE_SYSCALL */
extern const struct engine engine_learn;      /* the same, until a filter is loaded that lets known calls pass */
extern const struct engine engine_learned;    /* … and then: one stop per call that is not known */

/* What --engine takes: "auto" and the names of engines; NULL past the last. */
const char *engine_name_at(unsigned i);

/* The engine of this name, or NULL. */
const struct engine *engine_find(const char *name);

struct engine_facts {
	const struct engine *wanted;          /* NULL: the one that records most here */
	bool attached;                        /* the program is already running */
	bool filtered;                        /* the program already runs under a filter */
	bool can_filter;                      /* SECCOMP_RET_TRACE is usable; only set where it matters */
};

struct engine_choice {
	const struct engine *engine;
	const char *note;                     /* or NULL */
};

struct engine_choice engine_choose(const struct engine_facts *facts);

/* Whether this process, or another one, runs under a filter. */
bool engine_is_filtered(void);
bool engine_is_filtered_process(pid_t pid);

#endif
