/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stack: unwinds call stacks, innermost frame first.
 */
#ifndef TRACER_STACK_H
#define TRACER_STACK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct address_space;

struct stack_frame {
	uint64_t ip, sp;                      /* sp 0: unknown */
};

/* Unwinds a stopped task, at most `most` frames, starting at the frame of `ip`.
 * Returns the number of frames; 0 if there is no such frame. */
size_t stack_unwind(struct address_space *space, pid_t tid, uint64_t ip, struct stack_frame *frame, size_t most);

void stack_forget(struct address_space *space); /* frees the unwinder of this space, if any */

#endif
