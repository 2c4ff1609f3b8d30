/* SPDX-License-Identifier: Apache-2.0 */
/*
 * supervise: handles the calls that a filter leaves to a supervisor.
 *
 * The memory that a call points to is copied once, checked against the deep
 * rows of the rule, and the call is made from the copy. No other thread can
 * change it in between. The caller is never allowed to continue the call
 * itself, since the memory may have changed by then.
 */
#ifndef TRACER_SUPERVISE_H
#define TRACER_SUPERVISE_H

#include <linux/seccomp.h>

#include "core/base/err.h"
#include "core/policy/policy.h"
#include "tracer/tracer.h"

struct supervisor;

/* `sink` is called for each denial, from another thread, one call at a time and
 * never after supervise_end(). The supervisor takes ownership of the listener. */
struct supervisor *supervise_start(int listener, const struct policy *policy,
                                   void (*sink)(void *context, const struct denial *denial), void *context);

/* After the last supervised task is gone. NULL is allowed. */
void supervise_end(struct supervisor *supervisor);

#endif
