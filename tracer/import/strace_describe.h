/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strace_describe: a call of strace's line, with the arguments that it shows.
 */
#ifndef TRACER_STRACE_DESCRIBE_H
#define TRACER_STRACE_DESCRIBE_H

#include "tracer/import/call.h"
#include "tracer/import/strace_arch.h"
#include "tracer/import/strace_text.h"

void strace_describe(struct trace_call *call, const struct strace_meant *meant, const struct strace_args *args);

#endif
