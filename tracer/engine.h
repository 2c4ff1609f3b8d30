/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine: how calls are made to stop, and what a reader must know of that.
 */
#ifndef TRACER_ENGINE_H
#define TRACER_ENGINE_H

#include <stdbool.h>

#include "tracer/tracer.h"

struct engine_facts {
	enum engine wanted;
	bool attached;                        /* the program is there already */
	bool filtered;                        /* a filter of somebody else is in force on it */
	bool can_filter;                      /* SECCOMP_RET_TRACE can be used; only asked where it matters */
};

struct engine_choice {
	bool full;                            /* engine syscall */
	const char *note;                     /* or NULL */
};

struct engine_choice engine_choose(const struct engine_facts *facts);

/* Whether a filter is in force on this process, or on another one. */
bool engine_is_filtered(void);
bool engine_is_filtered_process(pid_t pid);

#endif
