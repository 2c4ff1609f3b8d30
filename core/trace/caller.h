/* SPDX-License-Identifier: Apache-2.0 */
/*
 * caller: whose call it is: the responsible frame.
 */
#ifndef CORE_CALLER_H
#define CORE_CALLER_H

#include <stdbool.h>

#include "core/trace/trace.h"

/* Whether an image's code makes calls for others only: libc, ld.so, the vDSO. */
bool caller_is_runtime(const char *path);

/* The site of the responsible frame: the first outside such images. Where no
 * stack reaches one, that of the call itself, which may be TRACE_NOWHERE. */
int caller_of(const struct trace *trace, const struct trace_call *call);

#endif
