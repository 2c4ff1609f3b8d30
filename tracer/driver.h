/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver: what a descriptor is, by a name that is the same on each machine:
 * "pts", "socket", "file", "block:loop", "kvm", "anon:perf_event".
 *
 * No number of a process, descriptor or inode, and no path, is part of it.
 */
#ifndef TRACER_DRIVER_H
#define TRACER_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/trace.h"
#include "tracer/call.h"
#include "tracer/task.h"

struct driver_facts {
	const char *link;                     /* what /proc/PID/fd/N points to */
	uint32_t mode;                        /* S_IF*, or 0 */
	unsigned major, minor;                /* of a device */
	const char *devices, *misc;           /* the text of /proc/devices and /proc/misc, or "" */
};

/* Pure. False, and name is "", where the facts do not tell. */
bool driver_decide(const struct driver_facts *facts, char name[TRACE_DRIVER_NAME]);

/* The driver that a call which is about to be made goes to. False where it is
 * no ioctl, and where its descriptor is not open or cannot be looked at. */
bool driver_of_call(pid_t tid, const struct call_info *info, char name[TRACE_DRIVER_NAME]);

#endif
