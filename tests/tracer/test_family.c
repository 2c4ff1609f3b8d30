/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which task is the parent of a new task, for each order of events. The
 * children are real processes, alive, zombies and gone, since /proc decides;
 * ptrace is replaced by stubs.
 */
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "tracer/follow/clone_event.h"
#include "tracer/follow/family.h"
#include "tracer/follow/resume.h"

enum { PARENT = 1, STOPPED = 0x137f };        /* a tid that is not our child; stopped by SIGSTOP */

static pid_t released;                        /* the last task resumed from its first stop */

void resume_as_stopped(struct task *task, int status)
{
	assert_int_equal(status, STOPPED);
	released = task->tid;
}

/* --- children --- */

enum child { ALIVE, RUNNING, ZOMBIE, GONE };

static pid_t start_child(enum child kind)
{
	pid_t child = fork();
	siginfo_t info;

	assert_true(child >= 0);
	if (!child && kind == ALIVE)
		for (;;)
			pause();
	while (!child && kind == RUNNING)
		;
	if (!child)
		_exit(0);
	if (kind == ZOMBIE)
		assert_int_equal(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
	if (kind == GONE)
		assert_int_equal(waitpid(child, NULL, 0), child);
	return child;
}

static void end_child(pid_t child, enum child kind)
{
	if (kind == GONE)
		return;
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

/* --- trees --- */

static struct task *begin(struct family *family, uint64_t clone_flags)
{
	struct task *parent = task_add(&family->tasks, PARENT);

	parent->space = address_space_new();
	parent->in_clone = true;
	parent->clone_flags = clone_flags;
	released = 0;
	return parent;
}

static void forget(struct family *family, pid_t tid)
{
	struct task *task = task_find(&family->tasks, tid);

	if (task)
		task_remove(&family->tasks, task);
}

static void end(struct family *family, pid_t child)
{
	forget(family, child);
	forget(family, PARENT);
	assert_int_equal(family->tasks.count, 0);
	family_forget(family);
}

/* --- tests --- */

static const struct clone_case {
	const char *events;
	enum child child;
	bool stops_first;                     /* before the event of its clone */
	bool taken_in;
} clone_cases[] = {
	{ "born, alive", ALIVE, false, true },
	{ "stopped, born", ALIVE, true, true },
	{ "ended, clone event while its parent has not waited for it", ZOMBIE, false, false },
	{ "ended, waited for, clone event", GONE, false, false },
	{ "stopped, killed, clone event: its exit is still pending", ZOMBIE, true, true },
};

static void check_clone(const struct clone_case *row)
{
	struct family family = {0};
	struct task *parent = begin(&family, CLONE_VM);
	pid_t child = start_child(row->child);

	print_message("%s\n", row->events);
	if (row->stops_first)
		family_on_stranger(&family, child, STOPPED);
	assert_int_equal(released, 0);
	if (row->child != ALIVE && !row->stops_first)
		family_on_stranger_death(&family);
	family_on_clone(&family, parent, child);
	struct task *task = task_find(&family.tasks, child);
	assert_int_equal(task != NULL, row->taken_in);
	assert_int_equal(family.tasks.count, 1 + row->taken_in);
	assert_int_equal(released, row->stops_first ? child : 0);
	assert_false(parent->in_clone);
	if (task)
		assert_ptr_equal(task->space, parent->space);
	end_child(child, row->child);
	end(&family, child);
}

static void a_child_is_adopted_unless_its_exit_was_seen(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(clone_cases); i++)
		check_clone(&clone_cases[i]);
}

static void a_clone_without_a_child_changes_nothing(void **state)
{
	struct family family = {0};
	struct task *parent = begin(&family, 0);

	(void)state;
	family_on_clone(&family, parent, 0);
	assert_int_equal(family.tasks.count, 1);
	assert_false(parent->in_clone);
	end(&family, 0);
}

static void a_clone_seen_twice_counts_once(void **state)
{
	struct family family = {0};
	struct task *parent = begin(&family, 0);
	pid_t child = start_child(ALIVE);

	(void)state;
	family_on_clone(&family, parent, child);
	struct address_space *space = task_find(&family.tasks, child)->space;
	family_on_clone(&family, parent, child);
	assert_ptr_equal(task_find(&family.tasks, child)->space, space);
	assert_ptr_not_equal(space, parent->space);
	assert_int_equal(family.tasks.count, 2);
	end_child(child, ALIVE);
	end(&family, child);
}

/* Its parent dies before its event: the child inherits the parent's state. */
static void an_orphan_continues(void **state)
{
	struct family family = {0};
	struct task *parent = begin(&family, 0);
	pid_t child = start_child(ALIVE);

	(void)state;
	family_on_stranger(&family, child, STOPPED);
	assert_int_equal(released, 0);
	assert_null(task_find(&family.tasks, child)->space);
	family_on_death(&family, parent, SIGKILL);
	assert_int_equal(released, child);
	assert_non_null(task_find(&family.tasks, child)->space);
	end_child(child, ALIVE);
	end(&family, child);
}

/* Its parent may be alive: it is an ordinary task. */
static void a_child_of_unseen_clones_is_not_stopped_at_each_call(void **state)
{
	struct family family = {.clones_unseen = true, .engine = &engine_seccomp};
	pid_t child = start_child(ALIVE);

	(void)state;
	task_add(&family.tasks, PARENT)->space = address_space_new();
	family_on_stranger(&family, child, STOPPED);
	assert_int_equal(released, child);
	assert_ptr_equal(task_find(&family.tasks, child)->engine, &engine_seccomp);
	end_child(child, ALIVE);
	end(&family, child);
}

/* --- recorded from an exec on: the clones of a dormant task are not announced --- */

static bool is_member;                        /* the orphan, by what it is */

static bool belongs(void *context, struct task *orphan)
{
	assert_null(context);
	if (is_member)
		orphan->engine = &engine_syscall;
	return is_member;
}

/* The family of a recorded task, and of a task with this engine that is about to have a child. */
static struct task *begin_dormant(struct family *family, const struct engine *engine, pid_t parent)
{
	struct task *other = begin(family, 0), *task = task_add(&family->tasks, parent);

	family->engine = &engine_dormant;
	family->belongs = belongs;
	other->engine = &engine_syscall;
	other->in_clone = false;
	task->space = address_space_new();
	task->engine = engine;
	task->in_clone = engine != &engine_dormant;
	return task;
}

static const struct membership_case {
	const char *events;
	const struct engine *engine;          /* of the parent */
	bool stops_first;
	bool other_dies;                      /* meanwhile */
} membership_cases[] = {
	{ "recorded: born, stopped", &engine_syscall, false, false },
	{ "recorded: stopped, born", &engine_syscall, true, false },
	{ "recorded: stopped, another task dies, born", &engine_syscall, true, true },
	{ "dormant: born, stopped", &engine_dormant, false, false },
	{ "dormant: stopped, born", &engine_dormant, true, false },
	{ "dormant: stopped, another task dies, born", &engine_dormant, true, true },
};

static void check_membership(const struct membership_case *row)
{
	struct family family = {0};
	pid_t parent = start_child(RUNNING), child = start_child(ALIVE);
	struct task *task = begin_dormant(&family, row->engine, parent);

	is_member = row->engine == &engine_dormant;   /* not asked, since its parent is known */
	if (row->stops_first)
		family_on_stranger(&family, child, STOPPED);
	if (row->other_dies)
		family_on_death(&family, task_find(&family.tasks, PARENT), SIGKILL);
	assert_int_equal(family_must_look(&family), row->stops_first);
	family_look(&family);
	assert_int_equal(released, 0);
	family_on_clone(&family, task, child);
	assert_ptr_equal(task_find(&family.tasks, child)->engine, row->engine);
	assert_int_equal(released, row->stops_first ? child : 0);
	assert_false(family_must_look(&family));
	end_child(parent, RUNNING);
	end_child(child, ALIVE);
	forget(&family, parent);
	end(&family, child);
}

static void a_child_is_recorded_if_its_parent_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(membership_cases); i++) {
		print_message("%s\n", membership_cases[i].events);
		check_membership(&membership_cases[i]);
	}
}

/* A dormant task that sleeps is in no clone, so it cannot be the parent. */
static void check_orphan(bool member)
{
	struct family family = {0};
	pid_t parent = start_child(RUNNING), child = start_child(ALIVE);
	struct task *task = begin_dormant(&family, &engine_dormant, parent);

	task_find(&family.tasks, PARENT)->engine = &engine_dormant;   /* it sleeps */
	is_member = member;
	family_on_stranger(&family, child, STOPPED);
	assert_int_equal(released, 0);
	end_child(parent, RUNNING);
	family_on_death(&family, task, SIGKILL);
	assert_int_equal(released, child);
	assert_ptr_equal(task_find(&family.tasks, child)->engine, member ? &engine_syscall : &engine_dormant);
	end_child(child, ALIVE);
	end(&family, child);
}

static void an_orphan_is_recorded_by_what_it_is(void **state)
{
	(void)state;
	check_orphan(false);
	check_orphan(true);
}

/* --- under a learned filter: known clones are not announced --- */

static struct task *begin_learned(struct family *family, pid_t parent)
{
	struct task *task = task_add(&family->tasks, parent);

	released = 0;
	family->clones_pass = true;
	task->space = address_space_new();
	task->engine = &engine_learned;
	task->lineage = lineage_new(NULL, parent);
	task->lineage->loaded = true;
	return task;
}

static const struct unannounced_case {
	const char *what;
	bool is_creator;                      /* the task is the test's own process, which created the child and runs */
	int status;                           /* of its exit */
	bool threads;                         /* others live in its process */
	bool copies;                          /* the orphan has its address space */
} unannounced_cases[] = {
	{ "the creator runs", true, 0, false, false },
	{ "killed in a clone", false, SIGKILL, false, true },
	{ "ended by another thread", false, 0, true, true },
	{ "ended by itself", false, 0, false, false },
};

/* The first look finds no parent, the second decides. */
static void check_unannounced(const struct unannounced_case *row)
{
	struct family family = {0};
	pid_t child = start_child(ALIVE), parent = row->is_creator ? getpid() : PARENT;
	struct task *task = begin_learned(&family, parent);

	print_message("%s\n", row->what);
	task->space->entry = 1;
	family_on_stranger(&family, child, STOPPED);
	assert_int_equal(released, 0);
	assert_true(family_must_look(&family));
	if (row->threads)
		task->lineage->tasks++;
	if (!row->is_creator)
		family_on_death(&family, task, row->status);
	family_look(&family);
	assert_int_equal(released, 0);
	family_look(&family);
	assert_int_equal(released, row->is_creator ? 0 : child);
	if (row->is_creator)
		family_on_clone(&family, task, child);
	assert_int_equal(released, child);
	assert_int_equal(task_find(&family.tasks, child)->space->entry, row->copies || row->is_creator);
	assert_false(family_must_look(&family));
	end_child(child, ALIVE);
	forget(&family, getpid());
	end(&family, child);
}

static void an_unannounced_child_waits_for_its_creator(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(unannounced_cases); i++)
		check_unannounced(&unannounced_cases[i]);
}

/* --- clones that need not stop --- */

static const struct {
	int id;
	uint64_t flags;
	bool shows;
} passing[] = {
	{ CALL_fork,   0,                                                        true },
	{ CALL_vfork,  0,                                                        true },
	{ CALL_clone3, SIGCHLD,                                                  false },
	{ CALL_clone,  SIGCHLD,                                                  true },
	{ CALL_clone,  SIGCHLD | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID,      true },
	{ CALL_clone,  SIGCHLD | CLONE_NEWPID | CLONE_NEWUSER,                   true },
	{ CALL_clone,  SIGCHLD | CLONE_VM,                                       false },
	{ CALL_clone,  SIGCHLD | CLONE_VM | CLONE_VFORK,                         true },
	{ CALL_clone,  SIGCHLD | CLONE_VFORK,                                    false },
	{ CALL_clone,  CLONE_VM | CLONE_SIGHAND | CLONE_THREAD,                  true },
	{ CALL_clone,  CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | SIGCHLD,        false },
	{ CALL_clone,  CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_VFORK,    false },
	{ CALL_clone,  0,                                                        false },
	{ CALL_clone,  CLONE_VM | SIGUSR1,                                       false },
	{ CALL_clone,  SIGCHLD | CLONE_UNTRACED,                                 false },
	{ CALL_clone,  SIGCHLD | CLONE_PARENT,                                   false },
};

static void clones_whose_event_shows_what_is_shared_pass(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(passing); i++)
		assert_int_equal(clone_event_shows(passing[i].id, &passing[i].flags), passing[i].shows);
	assert_false(clone_event_shows(CALL_clone, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_is_adopted_unless_its_exit_was_seen),
		cmocka_unit_test(a_clone_without_a_child_changes_nothing),
		cmocka_unit_test(a_clone_seen_twice_counts_once),
		cmocka_unit_test(an_orphan_continues),
		cmocka_unit_test(a_child_of_unseen_clones_is_not_stopped_at_each_call),
		cmocka_unit_test(a_child_is_recorded_if_its_parent_is),
		cmocka_unit_test(an_orphan_is_recorded_by_what_it_is),
		cmocka_unit_test(an_unannounced_child_waits_for_its_creator),
		cmocka_unit_test(clones_whose_event_shows_what_is_shared_pass),
	};

	return cmocka_run_group_tests_name("family", tests, NULL, NULL);
}
