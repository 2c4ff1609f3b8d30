/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver: the driver that a call goes to.
 */
#ifndef TRACER_DRIVER_H
#define TRACER_DRIVER_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/trace/driver.h"
#include "tracer/process/call.h"

/* The driver of a call at its entry. False if the call is not an ioctl, or if its
 * descriptor is not open or cannot be examined. */
bool driver_of_call(pid_t tid, const struct call_info *info, char name[TRACE_DRIVER_NAME]);

#endif
