/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver: what a descriptor refers to, by a machine-independent name: "pts",
 * "socket", "file", "block:loop", "kvm", "anon:perf_event".
 *
 * Never contains a path or a number of a process, descriptor or inode.
 */
#ifndef CORE_DRIVER_H
#define CORE_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/trace/trace.h"

enum { DRIVER_MISC_MAJOR = 10 };              /* include/uapi/linux/major.h */

struct driver_facts {
	const char *link;                     /* target of /proc/PID/fd/N */
	uint32_t mode;                        /* S_IF*, or 0 */
	unsigned major, minor;                /* of a device */
	const char *devices, *misc;           /* the text of /proc/devices and /proc/misc, or "" */
};

/* Pure. False, and name is "", if the facts do not suffice. */
bool driver_decide(const struct driver_facts *facts, char name[TRACE_DRIVER_NAME]);

/* By the link alone, for descriptors without a path. False if other facts are needed. */
bool driver_decide_by_link(const char *link, char name[TRACE_DRIVER_NAME]);

#endif
