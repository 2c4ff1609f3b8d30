/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver: to which driver a call goes.
 */
#ifndef TRACER_DRIVER_H
#define TRACER_DRIVER_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/trace/driver.h"
#include "tracer/process/call.h"

/* The driver that a call which is about to be made goes to. False where it is
 * no ioctl, and where its descriptor is not open or cannot be looked at. */
bool driver_of_call(pid_t tid, const struct call_info *info, char name[TRACE_DRIVER_NAME]);

#endif
