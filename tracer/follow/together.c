/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether tasks run at a time is read from /proc: R is running or ready to run,
 * t is stopped for us and not handled yet.
 */
#include "tracer/follow/together.h"

#include <sched.h>

#include "tracer/process/proc.h"

static void join(void *affinity, struct task *task)
{
	/* Under a learned filter it stops too seldom for this to pay. */
	if (!task->lineage || !task->lineage->loaded)
		affinity_join(affinity, task->tid);
}

void together_join(struct affinity *affinity, struct tasks *tasks)
{
	if (affinity->wanted && tasks->count == 1)
		task_each(tasks, join, affinity);
}

/* A child that it is creating has inherited our CPU, or will not. */
static void release(void *affinity, struct task *task)
{
	affinity_release(affinity, task->tid);
	task->lends_cpu = task->in_clone;
}

void together_part(struct affinity *affinity, struct tasks *tasks)
{
	if (!affinity->task)
		return;
	task_each(tasks, release, affinity);
	affinity_part(affinity);
}

struct look {
	const struct task *stopped;
	bool active;                          /* another one is */
};

static void look_at(void *context, struct task *task)
{
	struct look *look = context;

	if (task == look->stopped || look->active)
		return;
	char state = proc_stat(task->tid).state;
	look->active = state == 'R' || state == 't';
}

static bool is_another_active(struct tasks *tasks, const struct task *stopped)
{
	struct look look = { .stopped = stopped };

	if (tasks->count > TOGETHER_TASKS)
		return true;
	task_each(tasks, look_at, &look);
	return look.active;
}

void together_birth(struct affinity *affinity, struct tasks *tasks, struct task *parent, pid_t child)
{
	if (affinity->task && ((parent->clone_flags & CLONE_THREAD) || is_another_active(tasks, parent)))
		together_part(affinity, tasks);
	if (parent->lends_cpu)
		affinity_release(affinity, child);
	parent->lends_cpu = false;
	affinity->crowded = false;
}

void together_stop(struct affinity *affinity, struct tasks *tasks, const struct task *stopped)
{
	if (!affinity->task || tasks->count < 2 || ++affinity->stops % TOGETHER_STOPS)
		return;
	bool active = is_another_active(tasks, stopped);
	if (active && affinity->crowded)
		together_part(affinity, tasks);
	affinity->crowded = active;
}
