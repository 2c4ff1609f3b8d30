/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record_hook: records as a createRuntime hook of an OCI runtime.
 */
#ifndef CLI_RECORD_HOOK_H
#define CLI_RECORD_HOOK_H

#include "core/trace/trace.h"
#include "tracer/tracer.h"

/* Reads the state of a container from stdin, and records it from its first program
 * on, into the file of this name (as --output, and %c is the id of the container).
 * Whatever goes wrong is a line and exit status 0: a hook that fails ends the
 * container. */
int record_hook(struct trace *trace, const char *output, struct record_options *how, struct err *err);

#endif
