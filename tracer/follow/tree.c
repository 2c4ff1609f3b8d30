/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One loop over waitpid; handle.c handles each stop.
 */
#include "tracer/follow/tree.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tracer/follow/attach.h"
#include "tracer/signals/attach_signals.h"
#include "tracer/follow/engine.h"
#include "tracer/follow/handle.h"
#include "tracer/signals/signals.h"
#include "tracer/signals/standstill.h"
#include "tracer/follow/together.h"
#include "tracer/follow/tsync.h"
#include "tracer/process/proc.h"

long tree_options(const struct tree_hooks *hooks, bool outlives)
{
	return (outlives ? 0 : PTRACE_O_EXITKILL) | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
	       PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | (hooks->ending ? PTRACE_O_TRACEEXIT : 0);
}

static void kill_task(void *context, struct task *task)
{
	(void)context;
	syscall(SYS_tgkill, task->tgid, task->tid, SIGKILL);
}

/* Other children may live on: those that read files for us. */
static void kill_all(struct tree *tree)
{
	struct tasks *tasks = &tree->family.tasks;
	int status;
	pid_t tid;

	task_each(tasks, kill_task, NULL);
	while (tasks->count && ((tid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR))
		if (tid > 0 && WIFSTOPPED(status))
			kill(tid, SIGKILL);
		else if (tid > 0 && task_find(tasks, tid))
			task_remove(tasks, task_find(tasks, tid));
}

/* 0: a millisecond has passed, and held children may have lost their parents. Mostly
 * their parents only need a processor to report them. */
static pid_t await(struct tree *tree, int *status)
{
	enum { YIELDS = 64 };
	bool looks = family_must_look(&tree->family);
	pid_t tid = waitpid(-1, status, __WALL | (looks ? WNOHANG : 0));

	for (int i = 0; !tid && i < YIELDS; i++) {
		sched_yield();
		tid = waitpid(-1, status, __WALL | WNOHANG);
	}
	if (tid)
		return tid;
	usleep(1000);
	family_look(&tree->family);
	return 0;
}

static int on_stop(struct tree *tree, pid_t tid, int status, struct err *err)
{
	struct task *task = task_find(&tree->family.tasks, tid);
	if (task)
		return handle_stop(tree, task, status, err);
	if (WIFSTOPPED(status))
		family_on_stranger(&tree->family, tid, status);
	else
		family_on_stranger_death(&tree->family);
	return 0;
}

static int step(struct tree *tree, struct err *err)
{
	int status;
	pid_t tid = await(tree, &status);

	if (tid < 0 && errno == EINTR)
		tree->ended |= signals_settle(true);
	else if (tid < 0)
		return err_errno(err, "waitpid");
	return tid > 0 ? on_stop(tree, tid, status, err) : 0;
}

/* Takes a second at most, as whoever ends us may not wait longer. */
static int leave(struct tree *tree, struct err *err)
{
	enum { WAITS_MOST = 1000 };
	int status;
	pid_t tid;

	for (int waits = 0; waits < WAITS_MOST; waits++) {
		while ((tid = waitpid(-1, &status, __WALL | WNOHANG)) > 0)
			if (on_stop(tree, tid, status, err))
				return -1;
		if (tid < 0 || attach_prepare_to_leave(&tree->family.tasks))
			return 0;
		usleep(1000);
	}
	return 0;
}

static void begin(struct tree *tree, pid_t program)
{
	struct task *task = task_add(&tree->family.tasks, program);

	tree->program = program;
	task->space = address_space_new();
	task->engine = tree->family.engine;
	task->filtered = engine_is_filtered();
	if (tree->hooks->over)
		task->lineage = lineage_new(NULL, program);
	if (task->lineage && task->engine != &engine_learn)
		task->lineage->plain = "";
	if (task->lineage)
		task->lineage->eager = tree->eager;
}

/* Without one that runs, the status is that of the last. One that was killed meanwhile is no loss. */
static int join(struct tree *tree, pid_t pid, struct err *err)
{
	if (attach_process(&tree->family.tasks, pid, tree->family.engine, tree_options(tree->hooks, true), err))
		return proc_has_ended(pid) && tree->hooks->seized ? tree->hooks->seized(tree->context, err) : -1;
	task_find(&tree->family.tasks, pid)->executed = true;
	if (tree->woken_over) {
		tree->program = pid;
		tree->woken = 0;
		tree->woken_over = false;
	}
	return tree->hooks->seized ? tree->hooks->seized(tree->context, err) : 0;
}

/* 1: there are tasks to follow. */
static int follow_next(struct tree *tree, struct err *err)
{
	pid_t pid;
	int more = tree->hooks->next ? tree->hooks->next(tree->context, &pid, err) : 0;

	return more > 0 && join(tree, pid, err) ? -1 : more;
}

static int between(struct tree *tree, struct err *err)
{
	int more = 0, failed = 0;
	pid_t pid;

	while (!failed && tree->hooks->joining && (more = tree->hooks->joining(tree->context, &pid, err)) > 0)
		failed = join(tree, pid, err);
	if (failed || more < 0)
		return -1;
	return tree->hooks->between ? tree->hooks->between(tree->context, err) : 0;
}

struct standing {
	pid_t program;
	struct standstill at;
};

static void look_whether_it_stands(void *context, struct task *task)
{
	struct standing *standing = context;
	bool runs = !task->stands && !task->ends, own = task->tgid == standing->program;

	standing->at.stopped &= !runs || !own;
	standing->at.others |= runs && !own;
}

static void stop_with_program(struct tree *tree)
{
	struct standing standing = { tree->program, { .stopped = true } };

	task_each(&tree->family.tasks, look_whether_it_stands, &standing);
	standstill_follow(&standing.at, tree->program, tree->standstill, tree->spared);
}

static int follow(struct tree *tree, struct err *err)
{
	int failed = 0, more = 1;

	while (!failed && (tree->family.tasks.count || (more = follow_next(tree, err)) > 0)) {
		failed = step(tree, err);
		tree->ended |= signals_settle(false);
		if (tree->standstill)
			stop_with_program(tree);
		if (tree->ended && tree->spared)
			break;
		if (tree->ended)              /* repeatedly: children created late must not survive */
			task_each(&tree->family.tasks, kill_task, NULL);
		if (tree->waiting)
			tree->waiting = tsync_release(&tree->family.tasks);
		if (!failed && tree->attached)
			failed = between(tree, err);
	}
	failed = more < 0 ? more : failed;
	if (failed >= 0 && tree->spared && leave(tree, err))
		failed = -1;
	if (failed && !tree->spared)
		kill_all(tree);
	family_forget(&tree->family);
	vdso_images_free(&tree->vdso_images);
	return failed;
}

int tree_run(struct tree *tree, struct launch *launch, struct err *err)
{
	struct err not_started;
	pid_t program;

	if (launch_start(launch, &program, err))
		return -1;
	signals_listen(program);
	begin(tree, program);
	int failed = follow(tree, err) < 0 ? -1 : 0;
	signals_listen(0);
	together_part(&tree->affinity, &tree->family.tasks);
	if (launch_result(launch, &not_started) && !failed) {
		*err = not_started;
		failed = -1;
	}
	return failed;
}

int tree_attach(struct tree *tree, const pid_t *pids, size_t count, struct err *err)
{
	const struct engine *engine = tree->family.engine;

	tree->attached = tree->spared = true;
	tree->started = engine != &engine_dormant;
	for (size_t i = 0; i < count; i++)
		if (attach_process(&tree->family.tasks, pids[i], engine, tree_options(tree->hooks, true), err))
			return -1;
	tree->program = pids[0];
	if (tree->executed)
		task_find(&tree->family.tasks, pids[0])->executed = true;
	if (tree->hooks->seized && tree->hooks->seized(tree->context, err))
		return -1;
	if (tree->started && handle_begin_once(tree, tree->program, err))
		return -1;
	return follow(tree, err) < 0 ? -1 : 0;
}

void tree_stop_at_each_call(struct tree *tree, struct task *task, bool group)
{
	task_stop_before_filters(task);
	if (group)
		tsync_group(&tree->family.tasks, task, task_stop_before_filters);
	tree->waiting |= task->waits;
}

void tree_stop_group(struct tree *tree, struct task *task)
{
	task_stop_at_each_call(task);
	tsync_group(&tree->family.tasks, task, task_stop_at_each_call);
	tree->waiting |= task->waits;
}
