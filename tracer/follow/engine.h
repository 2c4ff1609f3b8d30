/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine: how the calls of a task are made to stop.
 *
 * That is all that an engine decides: what a program is started under, how a task
 * goes on, and which of its stops shows a call. Births, signals, execs and ends are
 * the same for all, and belong to the tree. Each task has an engine of its own: a
 * child has its parent's, and a task that loads a filter changes to one that stops
 * before any filter.
 *
 * A filter is loaded only into a program that we start, and that does not outlive
 * us: without a tracer its SECCOMP_RET_TRACE fails every call with ENOSYS. What is
 * attached to is followed by an engine that has no filter (tree_attach).
 */
#ifndef TRACER_ENGINE_H
#define TRACER_ENGINE_H

#include <linux/filter.h>
#include <stdbool.h>
#include <sys/types.h>

struct __ptrace_syscall_info;

/* The SECCOMP_RET_DATA of our own SECCOMP_RET_TRACE: another is of a filter of the program's. */
enum { ENGINE_RET_DATA = 0x5ecc };

struct engine {
	const char *name;                     /* in a trace's header, and of --engine= */
	const struct sock_fprog *filter;      /* what a program is started under; NULL: no filter */
	bool before_filters;                  /* a call is shown before any filter judges it: it may still be refused */
	int request;                          /* of ptrace: how a task goes on to its next call */
	bool (*shows_call)(const struct __ptrace_syscall_info *stop);  /* at the entry of a call, or where a filter traces it */
};

extern const struct engine engine_seccomp;    /* one stop a call: SECCOMP_RET_TRACE */
extern const struct engine engine_syscall;    /* two stops a call: PTRACE_SYSCALL */

/* The engine of this name, or NULL. */
const struct engine *engine_find(const char *name);

struct engine_facts {
	const struct engine *wanted;          /* NULL: whichever sees most here */
	bool attached;                        /* the program is there already */
	bool filtered;                        /* a filter of somebody else is in force on it */
	bool can_filter;                      /* SECCOMP_RET_TRACE can be used; only asked where it matters */
};

struct engine_choice {
	const struct engine *engine;
	const char *note;                     /* or NULL */
};

struct engine_choice engine_choose(const struct engine_facts *facts);

/* Whether a filter is in force on this process, or on another one. */
bool engine_is_filtered(void);
bool engine_is_filtered_process(pid_t pid);

#endif
