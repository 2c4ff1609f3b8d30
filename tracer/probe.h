/* SPDX-License-Identifier: Apache-2.0 */
/*
 * probe: sees the calls that the vDSO serves without the kernel.
 *
 * Each exported function of the vDSO gets a breakpoint that is taken out when
 * it is first hit: after that the function runs at full speed. So a hidden call
 * is seen once an address space, and its count says "at least".
 */
#ifndef TRACER_PROBE_H
#define TRACER_PROBE_H

#include <stdbool.h>
#include <sys/types.h>

#include "tracer/space.h"

/* At the exec stop: puts a breakpoint into each function of core/vdso.def. */
void probe_arm(struct space *space, pid_t tid);

/* At a SIGTRAP: the probe that this task ran into, its breakpoint taken out
 * and the task set back to the function's first byte; NULL if the signal is
 * none of ours. *first is false where another thread was quicker. */
const struct probe *probe_hit(struct space *space, pid_t tid, bool *first);

/* At the exec stop: takes the vDSO out of the auxiliary vector, so that libc
 * finds none and makes real calls. */
bool probe_hide_vdso(struct space *space, pid_t tid);

#endif
