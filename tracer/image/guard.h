/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guard: works on files that may be truncated meanwhile.
 *
 * libelf, libdw and libunwind map the files of the recorded program. If one is
 * truncated, the next access is a SIGBUS.
 */
#ifndef TRACER_GUARD_H
#define TRACER_GUARD_H

#include <stdbool.h>

/* Runs `work`. False: it was aborted because a file was truncated; the objects it
 * worked on must not be used again, and their memory leaks. */
bool guard_run(void (*work)(void *context), void *context);

#endif
