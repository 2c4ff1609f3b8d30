/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors are ignored: CPU affinity is only an optimisation.
 */
#include "tracer/follow/together.h"

static void restrict_to(pid_t task, int cpu)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET((size_t)cpu, &one);
	sched_setaffinity(task, sizeof(one), &one);
}

void together_join(struct together *together, pid_t task)
{
	int cpu = sched_getcpu();

	if (!together->wanted || together->task || cpu < 0)
		return;
	if (sched_getaffinity(task, sizeof(together->its), &together->its) ||
	    sched_getaffinity(0, sizeof(together->ours), &together->ours) || !CPU_ISSET((size_t)cpu, &together->its))
		return;
	together->task = task;
	restrict_to(task, cpu);
	restrict_to(0, cpu);
}

void together_part(struct together *together)
{
	if (!together->task)
		return;
	sched_setaffinity(together->task, sizeof(together->its), &together->its);
	sched_setaffinity(0, sizeof(together->ours), &together->ours);
	together->task = 0;
}

void together_part_child(struct together *together, pid_t child)
{
	if (!together->task)
		return;
	sched_setaffinity(child, sizeof(together->its), &together->its);
	together_part(together);
}
