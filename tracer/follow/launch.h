/* SPDX-License-Identifier: Apache-2.0 */
/*
 * launch: starts a program traced from its first instruction.
 */
#ifndef TRACER_LAUNCH_H
#define TRACER_LAUNCH_H

#include <linux/filter.h>
#include <stdbool.h>
#include <sys/types.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "tracer/process/limits.h"

struct launch {
	char **argv;                          /* argv[0] is looked up in PATH */
	const struct sock_fprog *filter;      /* loaded just before the exec, or NULL */
	bool no_new_privs;
	bool supervised;                      /* the filter needs a listener */
	long options;                         /* ptrace options */
	const struct limits *limits;          /* resource limits of the program; NULL: inherit ours */
	int report;                           /* out: read end of the exec-error pipe; closed by launch_result */
	int *listener;                        /* out: -1 until the filter is loaded; NULL: not needed */
	int kept[3];                          /* descriptors for a child that shares ours; closed with report */
};

/* Starts and seizes the child, which then proceeds to its exec. */
int launch_start(struct launch *launch, pid_t *child, struct err *err);

/* After the tree is gone: 0 if the program was started. */
int launch_result(struct launch *launch, struct err *err);

/* Executes a program as execvp(3) does; returns only if that fails, with errno. */
void launch_exec(const char *path, char **argv);

/* Finds a program as execvp(3) does and puts its path into `path`. Fails if there
 * is none, or if it is not executable. */
int launch_find_program(const char *name, struct text *path, struct err *err);

/* An exec of this program failed with this errno: says why, also if its interpreter is missing. Returns -1. */
int launch_failed(const char *name, int error, struct err *err);

/* Whether this process may load a filter without no_new_privs. */
bool launch_is_privileged(void);

/* Whether SECCOMP_RET_TRACE is usable: an existing filter, or a kernel without
 * seccomp, may prevent it. */
bool launch_can_filter(void);

#endif
