/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place: whether a process runs in a container, seen from here.
 *
 * It does if its PID namespace or its root directory is not ours. Rootless engines
 * give their own tools another mount and user namespace as well, and a container
 * may share every namespace but these, so nothing else distinguishes the two.
 */
#ifndef TRACER_PLACE_H
#define TRACER_PLACE_H

#include <stdbool.h>
#include <sys/types.h>

struct whereabouts {
	ino_t pid_namespace;                  /* 0: cannot be read, or this kernel has none */
	dev_t root_device;
	ino_t root;                           /* 0: cannot be read */
};

/* Of a process; 0: of this one. What cannot be read is 0. */
struct whereabouts place_of(pid_t pid);

/* Whether `there` is a container for `here`: only what is known of both counts. */
bool place_is_other(const struct whereabouts *here, const struct whereabouts *there);

/* Whether two places have the same root directory. */
bool place_shares_root(const struct whereabouts *one, const struct whereabouts *other);

#endif
