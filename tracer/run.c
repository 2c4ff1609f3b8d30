/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Enforcing: the filter is loaded as emitted, with one change. ERRNO and LOG
 * answers are invisible to a tracer, so they become SECCOMP_RET_TRACE with a
 * number of our own; the tracer reports the call and then gives the original
 * answer. Any other TRACE (from the policy, or from a filter that the program
 * loads) expects a tracer that the program would not have: it gets ENOSYS, as
 * from the kernel. TRAP and KILL are left to the kernel, and reported from the
 * signal and from the dying task. When learning, these become TRACE as well, and
 * the sink decides whether the call is made.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "tracer/follow/tamper.h"
#include "tracer/follow/launch.h"
#include "tracer/observe.h"
#include "tracer/process/registers.h"
#include "tracer/process/stop.h"
#include "tracer/supervise.h"
#include "tracer/tracer.h"
#include "tracer/follow/tree.h"

#ifndef SYS_SECCOMP
#define SYS_SECCOMP 1                         /* si_code of SECCOMP_RET_TRAP */
#endif

struct runner {
	struct launch launch;
	struct supervisor *supervisor;        /* NULL: not used, or not started yet */
	pthread_mutex_t reporting;            /* guards the trace: the supervisor reports from its own thread */
	struct observer observer;
	struct tree tree;
	const struct run_options *options;
};

static struct seccomp_data as_filter_sees(const struct call_info *info)
{
	struct seccomp_data data = { .nr = (int)info->nr, .arch = arch_info(info->arch)->audit, .instruction_pointer = info->ip };

	for (int i = 0; i < SYSCALL_ARGS; i++)
		data.args[i] = info->args[i];
	return data;
}

static struct verdict judge(const struct runner *runner, const struct call_info *info)
{
	struct seccomp_data data = as_filter_sees(info);

	return policy_eval(runner->options->policy, &data);
}

static bool give(struct runner *runner, const struct denial *denial)
{
	return runner->options->sink(runner->options->context, runner->options->trace, denial);
}

static void on_refusal(void *context, const struct denial *denial)
{
	struct runner *runner = context;

	pthread_mutex_lock(&runner->reporting);
	give(runner, denial);
	pthread_mutex_unlock(&runner->reporting);
}

/* *made: whether the call is made although it is denied. */
static int report(struct runner *runner, struct task *task, const struct call_info *info, struct verdict verdict,
                  bool *made, struct err *err)
{
	struct denial denial = { .verdict = verdict, .tid = task->tid };

	memcpy(denial.args, info->args, sizeof(denial.args));
	if (!task->space->mapping_count)      /* only calls that are refused stop: who serves files shows by its open ones */
		family_look_for_servers(&runner->tree.family);
	task->space->served = runner->tree.family.served;
	pthread_mutex_lock(&runner->reporting);
	int failed = observe_call(&runner->observer, task, info, !runner->tree.started, NULL, &denial.call, err);
	bool wanted = !failed && give(runner, &denial);
	pthread_mutex_unlock(&runner->reporting);
	if (made)
		*made = wanted && runner->options->learn;
	return failed ? -1 : 0;
}

/* The errno for the call, or 0 if it is made. The kernel takes the strictest
 * answer of all filters, and TRACE is stricter than ALLOW and LOG: where the
 * policy gives one of those, the TRACE came from the program's own filter, unless
 * the number is ours. */
static int error_of(struct verdict verdict, unsigned long message)
{
	if (verdict.action == ACTION_ERRNO)
		return verdict.data;
	return verdict.action == ACTION_LOG && message == ENGINE_RET_DATA ? 0 : ENOSYS;
}

static bool has_notes(const struct runner *runner, struct verdict verdict)
{
	return runner->options->learn ? verdict.action != ACTION_ALLOW && verdict.action != ACTION_NOTIFY :
	       verdict.action == ACTION_ERRNO || verdict.action == ACTION_LOG || verdict.action == ACTION_TRACE;
}

/* A call traced by a filter. */
static int on_call(void *context, struct task *task, const struct call_info *info, struct err *err)
{
	struct runner *runner = context;
	struct verdict verdict = judge(runner, info);
	int error = error_of(verdict, stop_event_message(task->tid));
	bool made = false;

	if (has_notes(runner, verdict) && report(runner, task, info, verdict, &made, err))
		return -1;
	if (!made && (error || verdict.action == ACTION_ERRNO))      /* errno 0: the call is skipped and returns 0 */
		tamper_errno(task->tid, error);
	return 0;
}

static int report_if(struct runner *runner, struct task *task, struct call_info *info, enum action action, struct err *err)
{
	struct verdict verdict = judge(runner, info);
	bool killed = action == ACTION_KILL && verdict.action == ACTION_KILL_THREAD;

	return verdict.action == action || killed ? report(runner, task, info, verdict, NULL, err) : 0;
}

static int on_signal(void *context, struct task *task, int *deliver, struct err *err)
{
	struct runner *runner = context;
	struct call_info info;
	siginfo_t siginfo;

	if (*deliver != SIGSYS || ptrace(PTRACE_GETSIGINFO, task->tid, NULL, &siginfo) || siginfo.si_code != SYS_SECCOMP)
		return 0;
	if (!registers_call(task->tid, &info))
		return 0;
	info.nr = (uint32_t)siginfo.si_syscall;   /* the kernel has restored the registers */
	info.id = syscall_by_nr(info.arch, info.nr);
	return report_if(runner, task, &info, ACTION_TRAP, err);
}

static int on_ending(void *context, struct task *task, int status, struct err *err)
{
	struct runner *runner = context;
	struct call_info info;

	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS || !registers_call(task->tid, &info))
		return 0;
	return report_if(runner, task, &info, ACTION_KILL, err);
}

static int on_result(void *context, struct task *task, int error, struct err *err)
{
	(void)context; (void)task; (void)error; (void)err;
	return 0;
}

/* The program has its own descriptor table by now, so only we hold the listener. */
static int start_supervisor(struct runner *runner, struct err *err)
{
	runner->supervisor = supervise_start(*runner->launch.listener, runner->options->policy, on_refusal, runner);
	return runner->supervisor ? 0 : err_errno(err, "cannot start the supervisor");
}

static int on_exec(void *context, struct task *task, struct err *err)
{
	struct runner *runner = context;

	if (runner->options->hide_vdso)
		probe_hide_vdso(task->space, task->tid);
	return runner->options->supervise && !runner->supervisor ? start_supervisor(runner, err) : 0;
}

static const struct tree_hooks hooks = { .call = on_call, .result = on_result, .signal = on_signal, .exec = on_exec, .ending = on_ending };

static bool is_silent(const struct sock_filter *insn)
{
	uint32_t action = insn->k & SECCOMP_RET_ACTION_FULL;

	return insn->code == (BPF_RET | BPF_K) && (action == SECCOMP_RET_ERRNO || action == SECCOMP_RET_LOG);
}

static bool is_fatal(const struct sock_filter *insn)
{
	uint32_t action = insn->k & SECCOMP_RET_ACTION_FULL;

	return insn->code == (BPF_RET | BPF_K) &&
	       (action == SECCOMP_RET_TRAP || action == SECCOMP_RET_KILL_THREAD || action == SECCOMP_RET_KILL_PROCESS);
}

static struct sock_filter *with_answers_traced(const struct run_options *options)
{
	struct sock_filter *traced = mem_alloc(options->length * sizeof(*traced));

	for (size_t i = 0; i < options->length; i++) {
		traced[i] = options->insn[i];
		if (is_silent(&traced[i]) || (options->learn && is_fatal(&traced[i])))
			traced[i].k = SECCOMP_RET_TRACE | ENGINE_RET_DATA;
	}
	return traced;
}

static int follow(struct runner *runner, struct err *err)
{
	AUTO_FREE struct sock_filter *insn = with_answers_traced(runner->options);
	const struct sock_fprog filter = { (unsigned short)runner->options->length, insn };

	runner->launch = (struct launch){ .argv = runner->options->argv, .filter = &filter,
	                                  .no_new_privs = !launch_is_privileged(), .options = tree_options(&hooks, false),
	                                  .supervised = runner->options->supervise, .limits = runner->options->limits };
	return tree_run(&runner->tree, &runner->launch, err);
}

int tracer_run(const struct run_options *options, int *status, struct err *err)
{
	struct runner runner = { .options = options, .reporting = PTHREAD_MUTEX_INITIALIZER };

	runner.observer.locator = (struct locator){ .trace = options->trace };
	runner.tree.hooks = &hooks;
	runner.tree.family.engine = &engine_seccomp;
	runner.tree.family.clones_unseen = true;
	runner.tree.context = &runner;
	int failed = follow(&runner, err);
	supervise_end(runner.supervisor);
	*status = runner.tree.status;
	locator_free(&runner.observer.locator);
	return failed;
}
