/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Thread ids are consecutive, so their low bits spread well over the buckets.
 */
#include "tracer/follow/task.h"

#include <stdlib.h>

#include "core/base/mem.h"
#include "tracer/follow/clone_event.h"
#include "tracer/follow/change.h"

static struct task **bucket_of(struct tasks *tasks, pid_t tid)
{
	return &tasks->bucket[(unsigned)tid % TASK_BUCKETS];
}

struct task *task_find(const struct tasks *tasks, pid_t tid)
{
	struct task *task = tasks->bucket[(unsigned)tid % TASK_BUCKETS];

	while (task && task->tid != tid)
		task = task->next;
	return task;
}

struct task *task_add(struct tasks *tasks, pid_t tid)
{
	struct task **bucket = bucket_of(tasks, tid);
	struct task *task = mem_alloc(sizeof(*task));

	task->tid = task->tgid = tid;
	task->call = -1;
	task->next = *bucket;
	*bucket = task;
	tasks->count++;
	return task;
}

void task_remove(struct tasks *tasks, struct task *task)
{
	struct task **at = bucket_of(tasks, task->tid);

	while (*at != task)
		at = &(*at)->next;
	*at = task->next;
	tasks->count--;
	task_leave_space(task);
	address_space_release(task->space);
	lineage_leave(task->lineage);
	free(task);
}

void task_leave_space(struct task *task)
{
	change_release(task);
	clone_event_release(task);
}

void task_stop_at_each_call(struct task *task)
{
	task->engine = &engine_syscall;
}

void task_pass_known(struct task *task)
{
	if (task->engine == &engine_learn && task->lineage && task->lineage->loaded && !task->lineage->plain)
		task->engine = &engine_learned;
}

void task_stop_before_filters(struct task *task)
{
	task_stop_at_each_call(task);
	task->filtered = true;
}

void task_each(struct tasks *tasks, task_visit *visit, void *context)
{
	for (size_t i = 0; i < TASK_BUCKETS; i++)
		for (struct task *task = tasks->bucket[i]; task; task = task->next)
			visit(context, task);
}
