/* SPDX-License-Identifier: Apache-2.0 */
/*
 * caller: finds the frame responsible for a call.
 */
#ifndef CORE_CALLER_H
#define CORE_CALLER_H

#include <stdbool.h>

#include "core/trace/trace.h"

/* Whether an image only makes calls on behalf of others: libc, ld.so, the vDSO. */
bool caller_is_runtime(const char *path);

/* The site of the responsible frame: the first outside such images. If the stack
 * has none, that of the call itself, which may be TRACE_NOWHERE. */
int caller_of(const struct trace *trace, const struct trace_call *call);

#endif
