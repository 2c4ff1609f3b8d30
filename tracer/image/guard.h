/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guard: works on files that may be truncated meanwhile, or that are made to break
 * the library which reads them.
 *
 * libelf, libdw and libunwind map the files of the recorded program. If one is
 * truncated, the next access is a SIGBUS; libunwind follows addresses in a file
 * without checking them (SIGSEGV), and calls abort() at an encoding that it does
 * not know.
 */
#ifndef TRACER_GUARD_H
#define TRACER_GUARD_H

#include <stdbool.h>

/* Runs `work`. False: it was aborted by such a signal; the objects it worked on must
 * not be used again, and their memory leaks. */
bool guard_run(void (*work)(void *context), void *context);

#endif
