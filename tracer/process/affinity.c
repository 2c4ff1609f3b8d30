/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors are ignored: CPU affinity is only an optimisation.
 */
#include "tracer/process/affinity.h"

#include "core/kernel/syscall.h"

bool affinity_is_asked(int id)
{
	return id == CALL_sched_getaffinity || id == CALL_sched_setaffinity || id == CALL_io_uring_setup;
}

static void restrict_to(pid_t task, int cpu)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET((size_t)cpu, &one);
	sched_setaffinity(task, sizeof(one), &one);
}

void affinity_join(struct affinity *affinity, pid_t task)
{
	int cpu = sched_getcpu();

	if (!affinity->wanted || affinity->task || cpu < 0)
		return;
	if (!sched_getaffinity(0, sizeof(affinity->ours), &affinity->ours) && CPU_COUNT(&affinity->ours) == 1) {
		affinity->wanted = false;
		return;
	}
	if (sched_getaffinity(task, sizeof(affinity->its), &affinity->its) ||
	    !CPU_ISSET((size_t)cpu, &affinity->its))
		return;
	affinity->task = task;
	affinity->cpu = cpu;
	restrict_to(task, cpu);
	restrict_to(0, cpu);
}

void affinity_part(struct affinity *affinity)
{
	if (!affinity->task)
		return;
	sched_setaffinity(0, sizeof(affinity->ours), &affinity->ours);
	affinity->task = 0;
}

static bool is_as_we_left_it(const struct affinity *affinity, pid_t task)
{
	cpu_set_t now;

	return !sched_getaffinity(task, sizeof(now), &now) && CPU_COUNT(&now) == 1 && CPU_ISSET((size_t)affinity->cpu, &now);
}

void affinity_release(const struct affinity *affinity, pid_t task)
{
	if (affinity->wanted && CPU_COUNT(&affinity->its) && is_as_we_left_it(affinity, task))
		sched_setaffinity(task, sizeof(affinity->its), &affinity->its);
}
