/* SPDX-License-Identifier: Apache-2.0 */
/*
 * probe: sees the calls that the vDSO serves without the kernel.
 *
 * Each exported function of the vDSO gets a probe (tracer/space/probe_code.h) in
 * memory of the vDSO that nothing uses, and the vDSO's symbol for it leads
 * there. A probe makes a system call, which the recorder sees, does not let be
 * made, and sends on to the function; from then on the function runs at full
 * speed. So a hidden call is seen once an address space, and its count says "at
 * least". No code of the vDSO is changed and there is no signal.
 */
#ifndef TRACER_PROBE_H
#define TRACER_PROBE_H

#include <stdbool.h>
#include <sys/types.h>

#include "tracer/space/space.h"
#include "tracer/process/call.h"
#include "tracer/space/space.h"

/* At the exec stop: gives each function of core/libc/vdso.def its probe. False where
 * the vDSO has no room for them, and none is armed. */
bool probe_arm(struct space *space, pid_t tid);

/* Takes all of them out, as far as no task is at them. */
void probe_disarm(struct space *space, pid_t tid);

/* The vDSO was moved, or is gone. */
void probe_move(struct space *space, pid_t tid, uint64_t vdso);
void probe_forget(struct space *space);

/* The probe that makes this call, or from a copy of which it is made; NULL: it
 * is a call like others. */
struct probe *probe_of_call(struct space *space, pid_t tid, const struct call_info *call);

/* At such a call: the task goes on in the vDSO's function, and later ones go
 * there by themselves. False where another thread was quicker. */
bool probe_serve(struct space *space, pid_t tid, struct probe *probe);

/* At the exec stop: takes the vDSO out of the auxiliary vector, so that libc
 * finds none and makes real calls. */
bool probe_hide_vdso(struct space *space, pid_t tid);

#endif
