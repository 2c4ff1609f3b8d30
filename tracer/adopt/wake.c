/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A probe of the vDSO stays armed if the recorder is killed, and then makes a call
 * where there was none. Where the filters of the task cannot be read, or answer
 * differently for some arguments, there must be no probe.
 */
#include "tracer/adopt/wake.h"

#include "core/kernel/arch.h"
#include "tracer/adopt/dump.h"
#include "tracer/space/probe.h"

bool wake_if_wanted(const struct waking *waking, struct task *task)
{
	struct whereabouts there = waking->container ? place_of(task->tid) : waking->here;

	if (waking->container && !place_is_other(&waking->here, &there))
		return false;
	task->engine = &engine_syscall;
	task->filtered = engine_is_filtered_process(task->tid);
	return true;
}

struct filters {
	const struct waking *waking;
	struct dump dump;
	bool known;
};

static bool all_allow(const void *context, enum arch arch, uint32_t nr)
{
	const struct filters *filters = context;

	for (size_t i = 0; i < filters->dump.count; i++)
		if (!filters->waking->always_allows(filters->dump.filter[i].insn, filters->dump.filter[i].length, arch_info(arch)->audit, nr))
			return false;
	return filters->known;
}

static size_t count_armed(const struct address_space *space)
{
	size_t count = 0;

	for (size_t i = 0; i < space->probe_count; i++)
		count += space->probe[i].armed;
	return count;
}

bool wake_fit_probes(const struct waking *waking, struct task *task)
{
	struct filters filters = { .waking = waking };
	size_t before = count_armed(task->space);
	struct err ignored;

	task->space->probes_call = true;
	if (!before || !engine_is_filtered_process(task->tid))
		return true;
	filters.known = waking->always_allows && dump_tracee(&filters.dump, task->tid, &ignored) >= 0;
	probe_keep(task->space, task->tid, all_allow, &filters);
	dump_free(&filters.dump);
	return count_armed(task->space) == before;
}
