/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wake: recording of a process that is not ours, and outlives us, from an exec on.
 *
 * Before, its tasks are followed and not disturbed (engine_dormant). From then on
 * each call stops by PTRACE_SYSCALL: nothing in the process depends on us, so if
 * the recorder is killed, the kernel lets the process go on as if there had been none.
 */
#ifndef TRACER_WAKE_H
#define TRACER_WAKE_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/adopt/place.h"
#include "tracer/follow/task.h"

/* Whether a filter allows this call of an audit arch whatever its arguments are. */
typedef bool always_allows(const struct sock_filter *insn, size_t length, uint32_t audit, uint32_t nr);

struct waking {
	bool container;                       /* wanted is only what runs in a container, seen from `here` */
	struct whereabouts here;
	always_allows *always_allows;         /* NULL: cannot say */
};

/* At the exec stop of a dormant task: whether it is wanted; if so, its calls stop from
 * now on. */
bool wake_if_wanted(const struct waking *waking, struct task *task);

/* After an exec, or after the task has loaded a filter: a probe makes its call, so it
 * goes where a filter might not allow the call. False: some had to go. */
bool wake_fit_probes(const struct waking *waking, struct task *task);

#endif
