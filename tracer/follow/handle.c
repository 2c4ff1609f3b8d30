/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each stop is decoded and handled by one function, then the task is resumed.
 */
#include "tracer/follow/handle.h"

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "tracer/follow/tamper.h"
#include "tracer/signals/attach_signals.h"
#include "tracer/follow/clone_event.h"
#include "tracer/follow/engine.h"
#include "tracer/follow/family.h"
#include "tracer/follow/interrupt.h"
#include "tracer/follow/resume.h"
#include "tracer/signals/signals.h"
#include "tracer/follow/together.h"
#include "tracer/process/affinity.h"
#include "tracer/process/registers.h"
#include "tracer/process/served.h"
#include "tracer/process/stop.h"
#include "tracer/space/probe.h"

/* --- calls --- */

static bool is_program_start(const struct tree *tree, const struct call_info *call)
{
	return tree->started || call->id == CALL_execve;
}

/* Who only reads its CPUs may join again once it is alone. */
static void show_own_cpus(struct tree *tree, int id)
{
	together_part(&tree->affinity, &tree->family.tasks);
	tree->affinity.wanted &= id == CALL_sched_getaffinity;
}

static int on_call(struct tree *tree, struct task *task, const struct __ptrace_syscall_info *info, struct err *err)
{
	struct call_info call;

	if (!call_decode(&call, info) || !is_program_start(tree, &call))
		return 0;
	if (affinity_is_asked(call.id))
		show_own_cpus(tree, call.id);
	task->ends = call.id == CALL_exit;
	task->in_exec = call.id == CALL_execve || call.id == CALL_execveat;
	enum served served = served_from(&call);
	if (served > tree->family.served)
		tree->family.served = served;
	task->space->served = tree->family.served;
	clone_event_prepare(task, &call);
	return tree->hooks->call(tree->context, task, &call, err);
}

static int on_result(struct tree *tree, struct task *task, const struct __ptrace_syscall_info *info, struct err *err)
{
	int error = info->exit.is_error ? (int)-info->exit.rval : 0;
	bool escaped = task->in_clone && !error && info->exit.rval > 0;
	bool wanted = task->wants_exit || escaped;

	task->in_exec = false;
	clone_event_settle(task);
	error = tamper_refused_at_exit(task, error);
	task->escaped = escaped;
	task->wants_exit = false;
	task->result = info->exit.rval;
	if (task->in_clone)
		family_on_no_clone(&tree->family, task);
	if (!wanted || task->set_back)
		return 0;
	return tree->hooks->result(tree->context, task, error, err);
}

/* A skipped call: serves it if it is a probe's; otherwise it is made again. */
static int on_emulated(struct tree *tree, struct task *task, const struct __ptrace_syscall_info *info, struct err *err)
{
	struct call_info call;

	if (call_decode(&call, info) && probe_of_call(task->space, task->tid, &call))
		return on_call(tree, task, info, err);
	registers_repeat_skipped(task->tid);
	task->unmade = task->remake = true;
	return 0;
}

/* Exit of the skipped call: the same call is made next. */
static int on_unmade(struct task *task)
{
	task->unmade = false;
	task->remake = true;
	return 0;
}

/* A filter now traces a call that we have already seen. If that is the program's own filter, it has no tracer. */
static void on_filter_again(struct task *task, const struct __ptrace_syscall_info *info)
{
	tamper_refused_again(task);
	if (info->seccomp.ret_data != ENGINE_RET_DATA)
		tamper_errno(task->tid, ENOSYS);
}

static int on_exit_of_call(struct tree *tree, struct task *task, const struct __ptrace_syscall_info *info, struct err *err)
{
	int failed = task->unmade ? on_unmade(task) : on_result(tree, task, info, err);

	task_pass_known(task);
	return failed;
}

static int on_stop_at_call(struct tree *tree, struct task *task, struct err *err)
{
	struct __ptrace_syscall_info info = { 0 };   /* valgrind does not know that ptrace fills it in */

	if (ptrace(PTRACE_GET_SYSCALL_INFO, task->tid, (void *)sizeof(info), &info) <= 0)
		return errno == ESRCH ? 0 : err_errno(err, "PTRACE_GET_SYSCALL_INFO (seccord needs Linux 5.3)");
	task->in_call = info.op != PTRACE_SYSCALL_INFO_EXIT;
	if (!task->in_call)
		return on_exit_of_call(tree, task, &info, err);
	bool entry = info.op == PTRACE_SYSCALL_INFO_ENTRY;
	if (!entry && task->engine->before_filters)
		on_filter_again(task, &info);
	if (entry && task->emulated)
		return on_emulated(tree, task, &info, err);
	return task->engine->shows_call(&info) ? on_call(tree, task, &info, err) : 0;
}

/* --- learned filters --- */

static const struct sock_fprog *filter_for(struct tree *tree, struct task *task)
{
	struct __ptrace_syscall_info info = { 0 };
	struct call_info call;

	if (!tree->hooks->filter || !lineage_is_ready(task->lineage, task->space->executed.prefork) || !tree->started)
		return NULL;
	if (ptrace(PTRACE_GET_SYSCALL_INFO, task->tid, (void *)sizeof(info), &info) <= 0 || info.op != PTRACE_SYSCALL_INFO_ENTRY)
		return NULL;
	return call_decode(&call, &info) ? tree->hooks->filter(tree->context, task, &call) : NULL;
}

enum { NOT_REPORTED = -1 };                   /* instead of a wait status */

/* True: the task is at the stop *status, which is not that call's, or over. */
static bool load_filter(struct tree *tree, struct task *task, int *status, int *failed, struct err *err)
{
	const struct sock_fprog *filter = filter_for(tree, task);
	enum remote_outcome outcome;
	struct late_filter late;

	if (!filter || !late_filter_load(&late, task->tid, filter, &outcome))
		return false;
	if (late.result == LATE_LOADED) {
		task->lineage->loaded = true;
		tree->family.clones_pass = true;
		together_part(&tree->affinity, &tree->family.tasks);
		task->space->changes_unseen = true;
	} else {
		task->lineage->plain = "the filter could not be loaded";
	}
	*failed = tree->hooks->filtered(tree->context, task, &late, err);
	*status = late.unreaped ? NOT_REPORTED : late.status;
	return outcome != REMOTE_BACK;
}

/* --- exec and exit --- */

int handle_begin_once(struct tree *tree, pid_t program, struct err *err)
{
	bool first = !tree->begun;

	tree->begun = true;
	return first && tree->hooks->begun ? tree->hooks->begun(tree->context, program, err) : 0;
}

static struct address_space *execute(struct task *task)
{
	struct address_space *space = address_space_new();

	space->changes_unseen = task->lineage && task->lineage->loaded;
	space->executed.by = task->space->executed.program;
	space->executed.replaced = !task->forked;
	task->forked = false;
	return space;
}

/* 1 also if it was awake before. */
static int wake(struct tree *tree, struct task *task, struct err *err)
{
	if (task->engine != &engine_dormant)
		return 1;
	int woken = tree->hooks->wakes(tree->context, task, err);
	if (woken > 0 && !tree->woken)
		tree->woken = task->tid;
	return woken;
}

static int on_exec(struct tree *tree, struct task *task, struct err *err)
{
	struct task *former = task_find(&tree->family.tasks, (pid_t)stop_event_message(task->tid));

	if (former && former != task) {       /* a thread other than the leader: it takes the leader's id */
		task->call = former->call;
		task->wants_exit = former->wants_exit;
		task->engine = former->engine;
		task->filtered = former->filtered;
		task->ends = task->awaited = task->waits = false;
		task_remove(&tree->family.tasks, former);
	}
	task_leave_space(task);
	struct address_space *space = execute(task);
	address_space_release(task->space);
	task->space = space;
	task->in_clone = task->in_exec = task->exiting = false;
	task->tgid = task->tid;
	int woken = wake(tree, task, err);
	if (woken <= 0)
		return woken;
	task->space->served = tree->family.served;
	address_space_look_at_exec(task->space, task->tid, &tree->vdso_images);
	tree->started = true;
	together_join(&tree->affinity, &tree->family.tasks);
	if (handle_begin_once(tree, task->tid, err))
		return -1;
	return tree->hooks->exec(tree->context, task, err);
}

static void on_program_gone(struct tree *tree)
{
	if (tree->attached)
		return;
	signals_program_is_over();
	if (!tree->spared)
		return;
	signals_listen(0);                    /* what it left behind is followed like attached processes */
	attach_signals_listen(true);
	tree->attached = true;
}

static void on_gone(struct tree *tree, struct task *task, int status)
{
	if (task->tid == tree->program) {
		tree->status = status;
		on_program_gone(tree);
	}
	if (task->tid == tree->woken && !tree->woken_over) {
		tree->woken_over = true;
		tree->woken_status = status;
	}
	if (tree->hooks->ended)
		tree->hooks->ended(tree->context, task->tid, status);
	if (task->lineage && task->lineage->tasks == 1 && tree->hooks->over)
		tree->hooks->over(tree->context, task);
	family_on_death(&tree->family, task, status);
	together_join(&tree->affinity, &tree->family.tasks);
}

static void note_signal(const struct tree *tree, const struct task *task, int sig)
{
	siginfo_t info;

	if (!tree->attached && task->tgid == tree->program && signals_may_be_for_program(sig) && !ptrace(PTRACE_GETSIGINFO, task->tid, NULL, &info))
		signals_saw(&info);
}

static int on_signal(struct tree *tree, struct task *task, int sig, struct err *err)
{
	int deliver = sig;

	note_signal(tree, task, sig);
	int failed = tree->hooks->signal(tree->context, task, &deliver, err);

	resume_task(task, deliver);
	return failed;
}

static int on_ending(struct tree *tree, struct task *task, struct err *err)
{
	task->exiting = true;
	return tree->hooks->ending ? tree->hooks->ending(tree->context, task, (int)stop_event_message(task->tid), err) : 0;
}

/* A group stop, or the first stop of a new task. */
static int on_standstill(struct tree *tree, struct task *task, int status, struct err *err)
{
	int failed = 0;

	if (task->executed) {
		task->executed = false;
		failed = on_exec(tree, task, err);
	}
	if (tree->attached && !task->space->looked)
		address_space_look(task->space, task->tid, &tree->vdso_images);
	clone_event_settle(task);
	resume_as_stopped(task, status);
	return failed;
}

static void on_birth(struct tree *tree, struct task *task, int event)
{
	pid_t child = (pid_t)stop_event_message(task->tid);

	if (!task->in_clone && task->lineage && task->lineage->loaded)
		clone_event_take(task, event);
	together_birth(&tree->affinity, &tree->family.tasks, task, child);
	family_on_clone(&tree->family, task, child);
}

static void note_stop(struct tree *tree, struct task *task, enum stop stop, int sig)
{
	if (stop != STOP_BIRTH)
		family_on_stop(&tree->family, task);
	task->stands = stop == STOP_GROUP;
	if (task->tid == tree->program && !tree->attached)
		tree->standstill = task->stands ? sig : 0;
	interrupt_hide_eintr(task, stop, sig);
}

int handle_stop(struct tree *tree, struct task *task, int status, struct err *err)
{
	enum stop stop = stop_decode(status);
	int failed = 0;

	note_stop(tree, task, stop, WSTOPSIG(status));
	switch (stop) {
	case STOP_GONE:
		on_gone(tree, task, status);
		return 0;
	case STOP_GROUP:
	case STOP_FIRST:
		return on_standstill(tree, task, status, err);
	case STOP_SIGNAL:
		return on_signal(tree, task, WSTOPSIG(status), err);
	case STOP_CALL:
		if (load_filter(tree, task, &status, &failed, err))
			return failed || status == NOT_REPORTED ? failed : handle_stop(tree, task, status, err);
		if (failed)
			return failed;
		/* fall through */
	case STOP_SECCOMP:
		together_stop(&tree->affinity, &tree->family.tasks, task);
		failed = on_stop_at_call(tree, task, err);
		break;
	case STOP_BIRTH:
		on_birth(tree, task, status >> 16);
		break;
	case STOP_EXEC:
		failed = on_exec(tree, task, err);
		break;
	case STOP_EXIT:
		failed = on_ending(tree, task, err);
		break;
	case STOP_OTHER:
		break;
	}
	if (!task->waits)
		resume_task(task, 0);
	return failed;
}
