/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver: what a descriptor is, by a name that is the same on each machine:
 * "pts", "socket", "file", "block:loop", "kvm", "anon:perf_event".
 *
 * No number of a process, descriptor or inode, and no path, is part of it.
 */
#ifndef CORE_DRIVER_H
#define CORE_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/trace/trace.h"

enum { DRIVER_MISC_MAJOR = 10 };              /* include/uapi/linux/major.h */

struct driver_facts {
	const char *link;                     /* what /proc/PID/fd/N points to */
	uint32_t mode;                        /* S_IF*, or 0 */
	unsigned major, minor;                /* of a device */
	const char *devices, *misc;           /* the text of /proc/devices and /proc/misc, or "" */
};

/* Pure. False, and name is "", where the facts do not tell. */
bool driver_decide(const struct driver_facts *facts, char name[TRACE_DRIVER_NAME]);

/* By the link alone: of what has no path. False where the rest of the facts is needed. */
bool driver_decide_by_link(const char *link, char name[TRACE_DRIVER_NAME]);

#endif
