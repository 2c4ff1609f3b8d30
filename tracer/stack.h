/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stack: who called whom, innermost first, by libunwind.
 */
#ifndef TRACER_STACK_H
#define TRACER_STACK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct space;

/* Unwinds a stopped task: addresses into `ip`, at most `most` of them, the
 * innermost left out (it is the call's own site). Returns how many. 32-bit
 * tracees give none: libunwind unwinds its own word size only. */
size_t stack_unwind(struct space *space, pid_t tid, uint64_t *ip, size_t most);

void stack_forget(struct space *space);       /* the unwinder of this space, if it has one */

#endif
