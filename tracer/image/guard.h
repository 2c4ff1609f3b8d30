/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guard: work on files that somebody else may cut short meanwhile.
 *
 * libelf, libdw and libunwind map the files of the program that is recorded. When
 * the program, or who updates it, truncates one, the next look at it is a SIGBUS.
 */
#ifndef TRACER_GUARD_H
#define TRACER_GUARD_H

#include <stdbool.h>

/* Runs it. False: it was left in its middle, since a file was cut short beneath
 * it; whatever it worked on is not to be touched again, and its memory is lost. */
bool guard_run(void (*work)(void *context), void *context);

#endif
