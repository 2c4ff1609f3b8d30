/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answer: a call that is about to be made gets its result without the kernel.
 */
#ifndef TRACER_ANSWER_H
#define TRACER_ANSWER_H

#include <sys/types.h>

/* At the entry stop of a call, or where a filter traces it. */
void answer_errno(pid_t tid, int error);

#endif
