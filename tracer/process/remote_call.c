/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between two of our calls the task runs in user mode for one instruction. On
 * its way there the kernel may report SIGSTOP, which nothing blocks, and that
 * its process is stopped. The task is resumed from that, and must meet it again
 * at the end: PTRACE_INTERRUPT makes the kernel report a stopped process once
 * more if it still is. Any other stop would answer PTRACE_INTERRUPT as well, so
 * it is used only where none lies between.
 */
#include "tracer/process/remote_call.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "tracer/process/abi.h"
#include "tracer/process/memory.h"
#include "tracer/process/proc.h"
#include "tracer/process/stop.h"

/* --- where the task is --- */

static bool look(pid_t tid, struct __ptrace_syscall_info *info)
{
	*info = (struct __ptrace_syscall_info){ 0 };
	return ptrace(PTRACE_GET_SYSCALL_INFO, tid, (void *)sizeof(*info), info) > 0;
}

static bool is_at_exec(pid_t tid)
{
	siginfo_t info;

	return !ptrace(PTRACE_GETSIGINFO, tid, NULL, &info) && info.si_code == (SIGTRAP | PTRACE_EVENT_EXEC << 8);
}

/* The status with which waitpid reported the present stop. */
static int status_of(bool exec)
{
	enum { SYSGOOD = 0x80, STOPPED = 0x7f };

	return (exec ? PTRACE_EVENT_EXEC << 16 : SYSGOOD << 8) | SIGTRAP << 8 | STOPPED;
}

static bool find_arch(struct remote *remote, const struct __ptrace_syscall_info *info)
{
	int arch = remote->exec ? (int)registers_arch(remote->tid) : arch_of_call(info->arch, 0);

	remote->arch = (enum arch)arch;
	return arch >= 0 && (!remote->exec || abi_of(remote->arch)->call_size);
}

/* --- moving --- */

static bool is_over(pid_t tid)
{
	char state = proc_stat(tid).state;

	return !state || state == 'Z' || state == 'X';
}

/* Soon the task has stopped again. A leader that was killed is reported only once its
 * threads are gone, which wait for us to reap them: so this must not block. */
static void give_way(unsigned round)
{
	enum { SOON = 200, A_WHILE = 100000 };  /* rounds; nanoseconds */

	if (round < SOON)
		sched_yield();
	else
		nanosleep(&(struct timespec){ .tv_nsec = A_WHILE }, NULL);
}

static bool wait_for(struct remote *remote)
{
	enum { LOOK = 64 };

	for (unsigned round = 1;; round++) {
		pid_t got = waitpid(remote->tid, &remote->status, __WALL | WNOHANG);
		if (got == remote->tid)
			return true;
		if (got < 0 && errno != EINTR)
			return false;
		remote->unreaped = round % LOOK == 0 && is_over(remote->tid);
		if (remote->unreaped) {
			remote->status = SIGKILL;
			return false;
		}
		give_way(round);
	}
}

static bool is_at(pid_t tid, bool exit)
{
	struct __ptrace_syscall_info info;

	return look(tid, &info) && info.op == (exit ? PTRACE_SYSCALL_INFO_EXIT : PTRACE_SYSCALL_INFO_ENTRY);
}

static enum stop run(struct remote *remote, int sig)
{
	if (ptrace(PTRACE_SYSCALL, remote->tid, NULL, (void *)(uintptr_t)sig) && errno != ESRCH)
		return STOP_OTHER;
	return wait_for(remote) ? stop_decode(remote->status) : STOP_GONE;
}

/* To the next stop at a call, which must be at its entry or its exit. */
static bool run_to(struct remote *remote, bool exit)
{
	for (int sig = 0;;) {
		enum stop stop = run(remote, sig);
		if (stop == STOP_CALL)
			return is_at(remote->tid, exit);
		sig = stop == STOP_SIGNAL ? WSTOPSIG(remote->status) : 0;
		if (stop == STOP_GONE || stop == STOP_EXIT || stop == STOP_OTHER || (sig && sig != SIGSTOP))
			return false;
		remote->stopped |= stop == STOP_GROUP;
	}
}

/* The task cannot be changed: it was killed. */
static bool lose(struct remote *remote)
{
	if (errno == ESRCH && !remote->lost)
		wait_for(remote);
	remote->lost = true;
	return false;
}

/* --- the beginning --- */

static bool set_blocked(pid_t tid, uint64_t set)
{
	return !ptrace(PTRACE_SETSIGMASK, tid, (void *)sizeof(set), &set);
}

static bool put_instruction(struct remote *remote)
{
	const struct abi *abi = abi_of(remote->arch);

	return memory_read(remote->tid, remote->code_at, remote->code, abi->call_size) == abi->call_size &&
	       memory_write(remote->tid, remote->code_at, abi->call, abi->call_size);
}

static void take_instruction(const struct remote *remote)
{
	memory_write(remote->tid, remote->code_at, remote->code, abi_of(remote->arch)->call_size);
}

/* Only the exit of execve sets its result. */
static bool begin_at_exec(struct remote *remote, uint64_t ip)
{
	remote->code_at = ip;
	if (!put_instruction(remote)) {
		set_blocked(remote->tid, remote->blocked);
		return false;
	}
	remote->at_exit = true;
	remote->lost = !run_to(remote, true) || !registers_save(remote->tid, &remote->kept);
	return true;
}

bool remote_begin(struct remote *remote, pid_t tid)
{
	struct __ptrace_syscall_info info;
	uint64_t all = UINT64_MAX;

	*remote = (struct remote){ .tid = tid, .exec = is_at_exec(tid) };
	remote->status = status_of(remote->exec);
	if (!look(tid, &info) || (!remote->exec && info.op != PTRACE_SYSCALL_INFO_ENTRY))
		return false;
	if (!find_arch(remote, &info) || !registers_save(tid, &remote->kept))
		return false;
	if (ptrace(PTRACE_GETSIGMASK, tid, (void *)sizeof(remote->blocked), &remote->blocked) || !set_blocked(tid, all))
		return false;
	return !remote->exec || begin_at_exec(remote, info.instruction_pointer);
}

/* --- calls --- */

static bool aim_at_instruction(const struct remote *remote)
{
	return remote->exec ? registers_give_back(remote->tid, &remote->kept)
	                    : registers_return_to_call(remote->tid, &remote->kept);
}

/* From the exit of our latest call to the entry of the next. */
static bool enter(struct remote *remote)
{
	remote->at_exit = false;
	if (!aim_at_instruction(remote))
		return lose(remote);
	remote->lost = !run_to(remote, false);
	return !remote->lost;
}

bool remote_call(struct remote *remote, uint32_t nr, const uint64_t args[SYSCALL_ARGS], int64_t *result)
{
	struct __ptrace_syscall_info info;

	if (remote->lost || (remote->at_exit && !enter(remote)))
		return false;
	if (!registers_make_call(remote->tid, remote->arch, nr, args))
		return lose(remote);
	remote->at_exit = true;
	remote->lost = !run_to(remote, true);
	if (remote->lost || !look(remote->tid, &info))
		return lose(remote);
	*result = info.exit.rval;
	return true;
}

/* --- the end --- */

static void see_stop_again(const struct remote *remote)
{
	if (remote->stopped)
		ptrace(PTRACE_INTERRUPT, remote->tid, NULL, NULL);
}

/* It is somewhere else than wanted: there it is about to make its own call. */
static enum remote_outcome give_up(struct remote *remote)
{
	enum stop stop = stop_decode(remote->status);

	aim_at_instruction(remote);
	set_blocked(remote->tid, remote->blocked);
	return stop == STOP_GONE || stop == STOP_EXIT ? REMOTE_GONE : REMOTE_AGAIN;
}

static enum remote_outcome give_back(struct remote *remote)
{
	if (registers_give_back(remote->tid, &remote->kept) && set_blocked(remote->tid, remote->blocked))
		return REMOTE_BACK;
	lose(remote);
	return REMOTE_GONE;
}

/* Whatever stops it on its way to its own call, the caller handles. */
static enum remote_outcome return_to_call(struct remote *remote)
{
	see_stop_again(remote);
	if (!aim_at_instruction(remote)) {
		lose(remote);
		return REMOTE_GONE;
	}
	if (run(remote, 0) != STOP_CALL || !is_at(remote->tid, false))
		return give_up(remote);
	return give_back(remote);
}

enum remote_outcome remote_end(struct remote *remote)
{
	if (remote->exec)
		take_instruction(remote);
	if (remote->lost)
		return give_up(remote);
	if (remote->at_exit && !remote->exec)
		return return_to_call(remote);
	enum remote_outcome end = give_back(remote);
	see_stop_again(remote);
	return end;
}
