/* SPDX-License-Identifier: Apache-2.0 */
/*
 * launch: starts a program that is traced from its first instruction.
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
	bool supervised;                      /* the filter's listener is wanted */
	long options;                         /* ptrace options */
	const struct limits *limits;          /* those of the program, or NULL: as ours */
	int report;                           /* out: the child's last words; closed by launch_result */
	int *listener;                        /* out: -1 until the filter is loaded; NULL: not wanted */
	int kept[3];                          /* what a child that shares our descriptors needs; closed with report */
};

/* Starts and seizes the child, which is then on its way to its exec. */
int launch_start(struct launch *launch, pid_t *child, struct err *err);

/* After the tree is gone: whether the program was started at all. */
int launch_result(struct launch *launch, struct err *err);

/* Finds a program as execvp(3) does: the path to run goes into `path`. Fails
 * where there is none, or it may not be executed. */
int launch_find_program(const char *name, struct text *path, struct err *err);

/* Whether this process may load a filter without no_new_privs. */
bool launch_is_privileged(void);

/* Whether SECCOMP_RET_TRACE can be used here at all (a filter already there,
 * or a kernel without seccomp, may forbid it). */
bool launch_can_filter(void);

#endif
