/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strace_begun: calls whose line ends in <unfinished ...>. What the kernel fills
 * in, and what follows it, strace prints only where the call is resumed:
 *
 *   7 wait4(11,  <unfinished ...>
 *   7 <... wait4 resumed>[{WIFEXITED(s)}], __WALL, NULL) = 11
 *
 * So a call is kept until then, and both parts are read as one. The table has a
 * fixed size: a call whose place another one needs is entered with what is known
 * of it, as is one that is never resumed.
 */
#ifndef TRACER_STRACE_BEGUN_H
#define TRACER_STRACE_BEGUN_H

#include "core/base/mem.h"
#include "tracer/import/call.h"

/* Keeps a call with the text of its arguments so far. False if that is too long. */
bool strace_begun_keep(struct import *import, uint32_t pid, const struct strace_meant *meant, const char *args, size_t length);

/* The arguments so far of the call of this number that a task is in, which is kept no longer. False if there is none. */
bool strace_begun_take(struct import *import, uint32_t pid, uint32_t nr, struct strace_meant *meant, struct text *args);

/* Enters the call that a task is in, as it is not resumed; or those of all tasks. */
void strace_begun_enter(struct import *import, uint32_t pid);
void strace_begun_enter_all(struct import *import);

#endif
