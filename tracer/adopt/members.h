/* SPDX-License-Identifier: Apache-2.0 */
/*
 * members: the processes of a container that runs.
 *
 * They are those of its PID namespace, and of namespaces in it. If that is our own
 * namespace (a debug container that shares it, or a container that shares the
 * host's), then those of them that have the container's mount namespace.
 */
#ifndef TRACER_MEMBERS_H
#define TRACER_MEMBERS_H

#include <stddef.h>
#include <sys/types.h>

#include "core/base/err.h"
#include "tracer/follow/task.h"

struct seizing {
	struct tasks *tasks;                  /* gets theirs */
	const struct engine *engine;
	long options;                         /* of ptrace */
};

/* Seizes the processes of the containers that `pids` are in, but not ourselves. Fails
 * if one is in none. A process that enters later from outside (an exec session) is
 * not seized. */
int seize_containers(const struct seizing *seizing, const pid_t *pids, size_t count, struct err *err);

#endif
