/* SPDX-License-Identifier: Apache-2.0 */
/*
 * probe: records the calls that the vDSO handles without the kernel.
 *
 * Each function exported by the vDSO gets a probe (tracer/space/probe_code.h)
 * in unused memory of the vDSO, and the function's symbol is redirected to it.
 * A probe makes a system call, which the recorder sees, skips, and redirects to
 * the function; from then on the function runs at full speed. So such a call is
 * seen once per address space, and its count is a lower bound. The vDSO's code
 * is not changed and no signal is used.
 */
#ifndef TRACER_PROBE_H
#define TRACER_PROBE_H

#include <stdbool.h>
#include <sys/types.h>

#include "tracer/space/address_space.h"
#include "tracer/process/call.h"
#include "tracer/space/address_space.h"

/* At the exec stop: installs a probe for each function of core/libc/vdso.def.
 * False if the vDSO has no room for them; then none is armed. */
bool probe_arm(struct address_space *space, pid_t tid);

/* Removes all probes that no task is executing. */
void probe_disarm(struct address_space *space, pid_t tid);

/* Removes those whose call is not to be made. */
typedef bool probe_test(const void *context, enum arch arch, uint32_t nr);
void probe_keep(struct address_space *space, pid_t tid, probe_test *keep, const void *context);

/* The vDSO was moved or unmapped. */
void probe_move(struct address_space *space, pid_t tid, uint64_t vdso);
void probe_forget(struct address_space *space);

/* The probe, or the copy of one, that makes this call; NULL: an ordinary call. */
struct probe *probe_of_call(struct address_space *space, pid_t tid, const struct call_info *call);

/* At such a call: continues the task in the vDSO's function and disarms the
 * probe. False if another thread came first. */
bool probe_serve(struct address_space *space, pid_t tid, struct probe *probe);

/* The same if the call itself is made, since nothing in the task may depend on the
 * recorder. At the exit of the call, if it failed (a filter may refuse what the
 * function does without the kernel): continues in the function after all. */
bool probe_let_call(struct address_space *space, pid_t tid, struct probe *probe);
void probe_take_over(struct address_space *space, pid_t tid, const struct probe *probe);

/* At the exec stop: removes the vDSO from the auxiliary vector, so that libc
 * finds none and makes real calls. */
bool probe_hide_vdso(struct address_space *space, pid_t tid);

#endif
