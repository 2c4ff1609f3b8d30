/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stack: who called whom, innermost first.
 */
#ifndef TRACER_STACK_H
#define TRACER_STACK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct space;

struct stack_frame {
	uint64_t ip, sp;                      /* sp 0: not known */
};

/* Unwinds a stopped task, at most `most` frames, from the one that stands at
 * `ip` on. Returns how many; 0 where none does, or nothing is known. */
size_t stack_unwind(struct space *space, pid_t tid, uint64_t ip, struct stack_frame *frame, size_t most);

void stack_forget(struct space *space);       /* the unwinder of this space, if it has one */

#endif
