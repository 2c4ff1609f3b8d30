/* SPDX-License-Identifier: Apache-2.0 */
/*
 * With SECCOMP_FILTER_FLAG_TSYNC the filter applies to all threads as soon as
 * it is loaded, and a thread running under PTRACE_CONT could be denied calls
 * that we never see. So the loading thread is held at its call until every
 * other thread has stopped once, for any reason; from then on they stop at each
 * call.
 */
#include "tracer/follow/tsync.h"

#include "tracer/follow/interrupt.h"
#include "tracer/follow/resume.h"

struct stop_others {
	const struct task *loader;
	void (*stop)(struct task *task);
};

static void stop_other(void *context, struct task *task)
{
	const struct stop_others *others = context;
	const struct task *loader = others->loader;

	if (task == loader || task->tgid != loader->tgid || task->filtered || !task->space)
		return;
	bool goes_on_as_it_is = task->engine->before_filters && !task->space->probe_count;
	others->stop(task);
	if (!goes_on_as_it_is)
		task->awaited = interrupt_task(task);
}

struct group {
	pid_t tgid;
	bool awaited;
};

static void find_awaited(void *context, struct task *task)
{
	struct group *group = context;

	group->awaited |= task->tgid == group->tgid && task->awaited;
}

static bool is_awaited(struct tasks *tasks, pid_t tgid)
{
	struct group group = { tgid, false };

	task_each(tasks, find_awaited, &group);
	return group.awaited;
}

void tsync_group(struct tasks *tasks, struct task *task, void (*stop)(struct task *task))
{
	struct stop_others others = { task, stop };

	stop(task);
	task_each(tasks, stop_other, &others);
	task->waits = is_awaited(tasks, task->tgid);
}

struct release {
	struct tasks *tasks;
	bool some_wait;
};

static void release_one(void *context, struct task *task)
{
	struct release *release = context;

	if (!task->waits)
		return;
	if (is_awaited(release->tasks, task->tgid)) {
		release->some_wait = true;
		return;
	}
	task->waits = false;
	resume_task(task, 0);
}

bool tsync_release(struct tasks *tasks)
{
	struct release release = { tasks, false };

	task_each(tasks, release_one, &release);
	return release.some_wait;
}
