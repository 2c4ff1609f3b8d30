/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit_group: whether a process is in the control group of a unit. Pure.
 */
#ifndef TRACER_UNIT_GROUP_H
#define TRACER_UNIT_GROUP_H

#include <stdbool.h>

/* Takes a line of /proc/PID/cgroup, and all lines of that file of systemd, which is process 1. In a group of the unit's
 * group is in it. A unit of the same name of another systemd, of a container or of a user, is not meant. */
bool unit_group_has(const char *line, const char *init, const char *unit);

#endif
