/* SPDX-License-Identifier: Apache-2.0 */
/*
 * supervise: answers the calls that a filter leaves to a supervisor.
 *
 * What a call points to is copied once; the copy is held to the deep rows of
 * the rule, and the call is made from the copy. No other thread can change it
 * in between, and the caller is never told to go on by itself: whatever it
 * points to may have changed by then.
 */
#ifndef TRACER_SUPERVISE_H
#define TRACER_SUPERVISE_H

#include <linux/seccomp.h>

#include "core/base/err.h"
#include "core/policy/policy.h"
#include "tracer/tracer.h"

struct supervisor;

/* `sink` is told of each refusal, from another thread, never from two at once
 * and not after supervise_end(). The listener is the supervisor's from now on. */
struct supervisor *supervise_start(int listener, const struct policy *policy,
                                   void (*sink)(void *context, const struct denial *denial), void *context);

/* After the last supervised task is gone. NULL is fine. */
void supervise_end(struct supervisor *supervisor);

#endif
