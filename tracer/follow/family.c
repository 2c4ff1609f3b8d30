/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A child becomes known when its parent's event names it. Until then it is held
 * at its first stop; if no pending clone can name it, its parent must be dead,
 * and it is adopted as it is.
 *
 * The calls of a dormant task do not stop, so its clones are not announced. But
 * between the child's start and its own event it does not sleep: it runs (R), waits
 * for a lock of the kernel (D), or is at that event already (t). In any other state it
 * is not the parent of a child that is held.
 *
 * Nor do the known clones of a process with a learned filter. There the kernel
 * names the process that created a child, until that is over; the exits of all
 * tasks that are over were reported before the second look.
 */
#include "tracer/follow/family.h"

#include <sched.h>
#include <string.h>
#include <sys/wait.h>

#include "tracer/follow/clone_event.h"
#include "tracer/process/proc.h"
#include "tracer/follow/resume.h"
#include "tracer/process/stop.h"

/* Another thread may have loaded a filter while the parent was in its call: then only
 * the child itself shows whether it has it. */
static void take_lineage(struct task *child, const struct task *parent)
{
	if (!parent->lineage)
		return;
	if (parent->clone_flags & CLONE_THREAD) {
		child->lineage = lineage_join(parent->lineage);
		return;
	}
	child->lineage = lineage_new(parent->lineage, child->tgid);
	if (parent->engine == &engine_learn && child->lineage->loaded)
		child->lineage->loaded = engine_is_filtered_process(child->tid);
}

static void adopt(struct task *child, const struct task *parent)
{
	bool shares = parent->clone_flags & CLONE_VM;

	child->space = shares ? address_space_share(parent->space) : address_space_copy(parent->space);
	child->tgid = parent->clone_flags & CLONE_THREAD ? parent->tgid : child->tid;
	child->forked = parent->forked || !(parent->clone_flags & CLONE_THREAD);
	child->engine = parent->engine;
	child->filtered = parent->filtered;
	memcpy(child->name, parent->name, sizeof(child->name));
	take_lineage(child, parent);
	clone_event_inherit(child, parent);
}

static void release_held(struct family *family, struct task *child)
{
	int status = child->held;

	child->held = 0;
	family->held--;
	clone_event_settle(child);
	resume_as_stopped(child, status);
}

/* Its exit may be reported before the parent's PTRACE_EVENT_CLONE: it may be
 * killed before its first stop, and under `run` it continues before that event.
 * Until its own parent waits for it, it remains a zombie. */
static bool is_over(pid_t tid)
{
	char state = proc_stat(tid).state;

	return !state || strchr("ZX", state);
}

/* Not if no such child died since the parent was resumed. */
static bool may_be_over(const struct family *family, const struct task *parent)
{
	return family->deaths != parent->deaths_before;
}

void family_on_stop(const struct family *family, struct task *task)
{
	task->deaths_before = family->deaths;
}

void family_on_clone(struct family *family, struct task *parent, pid_t tid)
{
	struct task *child = tid ? task_find(&family->tasks, tid) : NULL;

	bool over = !child && may_be_over(family, parent) && is_over(tid);

	parent->in_clone = false;
	if (!tid || over)
		return;
	if (!child)
		child = task_add(&family->tasks, tid);
	child->unnamed = false;
	if (child->space)
		return;
	adopt(child, parent);
	if (child->held)
		release_held(family, child);
}

/* --- children whose parent is not known --- */

static bool is_learned(const struct task *task)
{
	return task->lineage && task->lineage->loaded;
}

/* The process that the kernel names as the creator of a child, or as its own. */
static pid_t creator_of(const struct task *child)
{
	struct proc_status status = proc_status(child->tid);

	return status.tgid == child->tid ? status.parent : status.tgid;
}

struct search {
	pid_t creator;
	bool found;                           /* a task that may be its parent */
};

static bool is_unannounced(const struct task *task, pid_t creator)
{
	return task->engine == &engine_dormant || (is_learned(task) && task->tgid == creator);
}

static bool may_be_in_clone(const struct task *task, pid_t creator)
{
	if (task->in_clone || !is_unannounced(task, creator))
		return task->in_clone;
	char state = proc_stat(task->tid).state;
	return state && strchr("RDt", state);
}

static void look_for_parent(void *context, struct task *task)
{
	struct search *search = context;

	search->found = search->found || may_be_in_clone(task, search->creator);
}

/* True for a child that no task can report any more. */
static bool is_orphan(struct family *family, struct task *child)
{
	struct search search = { .creator = family->clones_pass ? creator_of(child) : 0 };
	bool before = child->forlorn || !family->clones_pass;

	task_each(&family->tasks, look_for_parent, &search);
	child->forlorn = !search.found;
	return child->forlorn && before;
}

static void choose_engine_of_orphan(const struct family *family, struct task *task)
{
	if (family->belongs && !family->belongs(family->context, task))
		task->engine = &engine_dormant;
	else if (family->clones_unseen)
		task->engine = family->engine;
	else if (!family->belongs)
		task_stop_before_filters(task);        /* its parent may have had a filter of its own */
}

static void adopt_if_held(void *context, struct task *task)
{
	struct family *family = context;

	if (!task->held || !is_orphan(family, task))
		return;
	task->space = family->lost ? address_space_copy(family->lost) : address_space_new();
	choose_engine_of_orphan(family, task);
	release_held(family, task);
}

/* Adopts held children whose parent can no longer report them. */
static void adopt_orphans(struct family *family)
{
	if (family->held)
		task_each(&family->tasks, adopt_if_held, family);
}

/* Its parent's event mostly follows at once, and where known clones pass looking takes longer. */
static void adopt_unless_later(struct family *family)
{
	if (!family->clones_pass)
		adopt_orphans(family);
}

bool family_must_look(const struct family *family)
{
	return family->held && (family->belongs || family->clones_pass);
}

void family_look(struct family *family)
{
	adopt_orphans(family);
}

void family_on_no_clone(struct family *family, struct task *parent)
{
	parent->in_clone = false;
	adopt_unless_later(family);
}

void family_on_stranger(struct family *family, pid_t tid, int status)
{
	struct task *task = task_add(&family->tasks, tid);

	task->held = status;
	task->unnamed = true;
	family->held++;
	adopt_unless_later(family);
}

/* One that made its last call, as the only task of its process does unless it is killed, was in no other. */
static bool may_die_in_clone(const struct task *task, int status)
{
	return task->in_clone || (is_learned(task) && !task->ends && (WIFSIGNALED(status) || task->lineage->tasks > 1));
}

void family_on_death(struct family *family, struct task *task, int status)
{
	if (task->space && may_die_in_clone(task, status)) {
		address_space_release(family->lost);
		family->lost = address_space_share(task->space);
	}
	family->held -= task->held != 0;
	family->deaths += task->unnamed;
	task_remove(&family->tasks, task);
	adopt_unless_later(family);
}

void family_on_stranger_death(struct family *family)
{
	family->deaths++;
}

void family_forget(struct family *family)
{
	address_space_release(family->lost);
	family->lost = NULL;
}

/* A thread may have files of its own. */
static void look_whether_it_serves(void *context, struct task *task)
{
	enum served *most = context, one = served_by(task->tid);

	*most = one > *most ? one : *most;
}

void family_look_for_servers(struct family *family)
{
	task_each(&family->tasks, look_whether_it_serves, &family->served);
}
