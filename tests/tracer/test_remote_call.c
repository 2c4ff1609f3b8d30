/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A real child makes calls of ours, at the entry of its own call and at its exec
 * stop, with signals and stops pending, and then goes on as if it had not.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "tracer/process/memory.h"
#include "tracer/process/remote_call.h"
#include "tracer/process/stop.h"

enum { RIGHT = 7, WRONG = 1, SIZE = 4096, DEADLINE = 60 };

static int pipes[2];                          /* what the child writes or reads */

/* --- the child --- */

static int right_if(bool right)
{
	return right ? RIGHT : WRONG;
}

static volatile sig_atomic_t handled;

static void count(int sig)
{
	(void)sig;
	handled = handled + 1;
}

static int writes(void)
{
	return right_if(syscall(SYS_write, pipes[1], "own", 3) == 3);
}

static int reads(void)
{
	char bytes[8];

	return right_if(syscall(SYS_read, pipes[0], bytes, sizeof(bytes)) == 3 && !memcmp(bytes, "own", 3));
}

static int handles(void)
{
	sigset_t mask, pending;

	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR2);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	raise(SIGUSR2);
	signal(SIGUSR1, count);
	if (writes() != RIGHT)
		return WRONG;
	sigprocmask(SIG_BLOCK, NULL, &mask);
	sigpending(&pending);
	return right_if(handled == 1 && sigismember(&mask, SIGUSR2) && !sigismember(&mask, SIGUSR1) && sigismember(&pending, SIGUSR2));
}

static int sleeps(void)
{
	struct timespec left = { 0, 50000000 };

	return right_if(!syscall(SYS_nanosleep, &left, NULL));
}

static int is_denied(void)
{
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return right_if(syscall(SYS_getppid) == -1 && errno == EPERM);
}

static int executes(void)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR2);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	raise(SIGUSR2);
	execl("/proc/self/exe", "program", "executed", (char *)NULL);
	return WRONG;
}

/* What it executes. */
static int executed(void)
{
	sigset_t mask, pending;

	sigprocmask(SIG_BLOCK, NULL, &mask);
	sigpending(&pending);
	return right_if(sigismember(&mask, SIGUSR2) && !sigismember(&mask, SIGUSR1) && sigismember(&pending, SIGUSR2) &&
	                !sigismember(&pending, SIGWINCH));
}

/* --- following it --- */

static int stop_of(pid_t pid)
{
	int status = 0;

	assert_int_equal(waitpid(pid, &status, __WALL), pid);
	return status;
}

/* A seized child that has made no call of `body` yet. */
static pid_t start(int (*body)(void))
{
	int go[2];
	char byte;

	alarm(DEADLINE);
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(pipe2(go, O_CLOEXEC), 0);
	pid_t pid = fork();
	if (pid == 0) {
		alarm(DEADLINE);
		signal(SIGSEGV, SIG_DFL);     /* not cmocka's */
		if (read(go[0], &byte, 1) != 1)
			_exit(WRONG);
		_exit(body());
	}
	assert_int_equal(ptrace(PTRACE_SEIZE, pid, NULL,
	                        (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)), 0);
	ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
	assert_int_equal(stop_decode(stop_of(pid)), STOP_FIRST);
	assert_int_equal(write(go[1], "", 1), 1);
	close(go[0]);
	close(go[1]);
	return pid;
}

static bool is_at_entry(pid_t pid, long nr)
{
	struct __ptrace_syscall_info info = { 0 };

	return ptrace(PTRACE_GET_SYSCALL_INFO, pid, (void *)sizeof(info), &info) > 0 && info.op == PTRACE_SYSCALL_INFO_ENTRY &&
	       (long)info.entry.nr == nr;
}

static void go_to_entry(pid_t pid, long nr)
{
	do {
		assert_int_equal(ptrace(PTRACE_SYSCALL, pid, NULL, NULL), 0);
		assert_true(WIFSTOPPED(stop_of(pid)));
	} while (!is_at_entry(pid, nr));
}

static void go_to_exec(pid_t pid)
{
	enum stop stop;

	do {
		ptrace(PTRACE_CONT, pid, NULL, NULL);
		stop = stop_decode(stop_of(pid));
		assert_int_not_equal(stop, STOP_GONE);
	} while (stop != STOP_EXEC);
}

struct seen {
	unsigned signals, groups, traps;
};

/* To its end, as a tracer does that hides nothing: its exit status, or -1. */
static int finish(pid_t pid, struct seen *seen)
{
	int sig = 0;

	for (;;) {
		ptrace(PTRACE_CONT, pid, NULL, (void *)(uintptr_t)sig);
		int status = stop_of(pid);
		enum stop stop = stop_decode(status);
		sig = stop == STOP_SIGNAL ? WSTOPSIG(status) : 0;
		seen->signals += sig && sig != SIGCONT;
		seen->traps += stop == STOP_FIRST;
		seen->groups += stop == STOP_GROUP;
		if (stop == STOP_GROUP)
			kill(pid, SIGCONT);
		if (stop == STOP_GONE) {
			close(pipes[0]);
			close(pipes[1]);
			alarm(0);
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		}
	}
}

static int finish_alone(pid_t pid)
{
	struct seen seen = { 0 };
	int result = finish(pid, &seen);

	assert_int_equal(seen.signals + seen.groups + seen.traps, 0);
	return result;
}

/* --- our calls --- */

static int64_t make(struct remote *remote, enum syscall_id id, const uint64_t args[SYSCALL_ARGS])
{
	int64_t result = -1;

	assert_true(remote_call(remote, (uint32_t)syscall_nr(id, remote->arch), args, &result));
	return result;
}

static uint64_t map_page(struct remote *remote)
{
	int64_t at = make(remote, remote->arch == ARCH_I386 ? CALL_mmap2 : CALL_mmap,
	                  (uint64_t[]){ 0, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, (uint64_t)-1, 0 });

	assert_true(at > 0 && at % SIZE == 0);
	return (uint64_t)at;
}

/* Maps a page, writes from it into a pipe, and unmaps it. */
static void make_calls(struct remote *remote, pid_t pid)
{
	static const char bytes[] = "ours";
	char got[8] = "";
	int ours[2];
	uint64_t at = map_page(remote);

	assert_true(memory_write(pid, at, bytes, sizeof(bytes)));
	assert_int_equal(memory_read(pid, at, got, sizeof(bytes)), sizeof(bytes));
	assert_string_equal(got, bytes);
	assert_int_equal(make(remote, CALL_pipe2, (uint64_t[]){ at + 64, O_CLOEXEC, 0, 0, 0, 0 }), 0);
	assert_int_equal(memory_read(pid, at + 64, ours, sizeof(ours)), sizeof(ours));
	assert_int_equal(make(remote, CALL_write, (uint64_t[]){ (uint64_t)ours[1], at, 4, 0, 0, 0 }), 4);
	assert_int_equal(make(remote, CALL_read, (uint64_t[]){ (uint64_t)ours[0], at + 128, 9, 0, 0, 0 }), 4);
	assert_int_equal(memory_read(pid, at + 128, got, 4), 4);
	assert_memory_equal(got, bytes, 4);
	assert_int_equal(make(remote, CALL_close, (uint64_t[]){ (uint64_t)ours[0], 0, 0, 0, 0, 0 }), 0);
	assert_int_equal(make(remote, CALL_close, (uint64_t[]){ (uint64_t)ours[1], 0, 0, 0, 0, 0 }), 0);
	assert_int_equal(make(remote, CALL_close, (uint64_t[]){ 9999, 0, 0, 0, 0, 0 }), -EBADF);
	assert_int_equal(make(remote, CALL_munmap, (uint64_t[]){ at, SIZE, 0, 0, 0, 0 }), 0);
	assert_int_equal(memory_read(pid, at, got, 1), 0);
}

/* … at the entry of call `nr`, which is pending again afterwards, with all
 * registers; or after the stop whose status it returns. */
static int intrude_until(pid_t pid, long nr, enum remote_outcome end)
{
	struct registers before, after;
	struct remote remote;

	assert_true(registers_save(pid, &before));
	assert_true(remote_begin(&remote, pid));
	make_calls(&remote, pid);
	assert_int_equal(remote_end(&remote), end);
	if (end == REMOTE_AGAIN)
		return remote.status;
	assert_true(is_at_entry(pid, nr));
	assert_int_equal(stop_decode(remote.status), STOP_CALL);
	assert_true(registers_save(pid, &after));
	assert_memory_equal(before.bytes, after.bytes, before.size);
	return 0;
}

static void intrude(pid_t pid, long nr)
{
	intrude_until(pid, nr, REMOTE_BACK);
}

static void the_own_call_of_the_task_follows(void **state)
{
	pid_t pid = start(writes);
	char got[8] = "";

	(void)state;
	go_to_entry(pid, SYS_write);
	intrude(pid, SYS_write);
	intrude(pid, SYS_write);
	fcntl(pipes[0], F_SETFL, O_NONBLOCK);
	assert_int_equal(read(pipes[0], got, sizeof(got)), -1);
	ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
	stop_of(pid);
	assert_int_equal(read(pipes[0], got, sizeof(got)), 3);
	assert_int_equal(finish_alone(pid), RIGHT);
}

static void nothing_happens_without_a_call(void **state)
{
	struct remote remote;
	pid_t pid = start(writes);

	(void)state;
	go_to_entry(pid, SYS_write);
	assert_true(remote_begin(&remote, pid));
	assert_int_equal(remote_end(&remote), REMOTE_BACK);
	assert_true(is_at_entry(pid, SYS_write));
	assert_int_equal(finish_alone(pid), RIGHT);
}

static void a_blocking_call_still_blocks(void **state)
{
	pid_t pid = start(reads);

	(void)state;
	go_to_entry(pid, SYS_read);           /* of the pipe to go */
	go_to_entry(pid, SYS_read);
	intrude(pid, SYS_read);
	ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
	assert_int_equal(write(pipes[1], "own", 3), 3);
	assert_int_equal(stop_decode(stop_of(pid)), STOP_CALL);
	assert_int_equal(finish_alone(pid), RIGHT);
}

/* The kernel keeps what it needs to restart the call. */
static void a_restarted_call_ends(void **state)
{
	pid_t pid = start(sleeps);

	(void)state;
	go_to_entry(pid, SYS_nanosleep);
	ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
	go_to_entry(pid, SYS_restart_syscall);
	intrude(pid, SYS_restart_syscall);
	assert_int_equal(finish_alone(pid), RIGHT);
}

static void pending_signals_stay_so(void **state)
{
	siginfo_t info;
	pid_t pid = start(handles);

	(void)state;
	go_to_entry(pid, SYS_write);
	kill(pid, SIGUSR1);
	intrude(pid, SYS_write);
	ptrace(PTRACE_CONT, pid, NULL, NULL);
	assert_int_equal(WSTOPSIG(stop_of(pid)), SIGUSR1);
	assert_int_equal(ptrace(PTRACE_GETSIGINFO, pid, NULL, &info), 0);
	assert_int_equal(info.si_code, SI_USER);
	assert_int_equal(info.si_pid, getpid());
	ptrace(PTRACE_CONT, pid, NULL, (void *)SIGUSR1);
	int status = stop_of(pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == RIGHT);
	alarm(0);
}

static void a_group_stop_is_reported_again(void **state)
{
	struct seen seen = { 0 };
	pid_t pid = start(writes);

	(void)state;
	go_to_entry(pid, SYS_write);
	kill(pid, SIGSTOP);
	int status = intrude_until(pid, SYS_write, REMOTE_AGAIN);
	assert_int_equal(stop_decode(status), STOP_GROUP);
	assert_int_equal(ptrace(PTRACE_LISTEN, pid, NULL, NULL), 0);
	kill(pid, SIGCONT);
	assert_int_equal(stop_decode(stop_of(pid)), STOP_FIRST);
	go_to_entry(pid, SYS_write);          /* after SIGCONT's own stop */
	assert_int_equal(finish(pid, &seen), RIGHT);
	assert_int_equal(seen.groups + seen.signals + seen.traps, 0);
}

/* … only if it still is one. */
static void a_process_that_continued_is_not_stopped(void **state)
{
	struct seen seen = { 0 };
	struct remote remote;
	pid_t pid = start(writes);

	(void)state;
	go_to_entry(pid, SYS_write);
	kill(pid, SIGSTOP);
	assert_true(remote_begin(&remote, pid));
	make_calls(&remote, pid);
	kill(pid, SIGCONT);
	make_calls(&remote, pid);
	enum remote_outcome end = remote_end(&remote);
	assert_int_not_equal(end, REMOTE_GONE);
	assert_true(end == REMOTE_BACK || stop_decode(remote.status) == STOP_FIRST);
	go_to_entry(pid, SYS_write);
	assert_int_equal(finish(pid, &seen), RIGHT);
	assert_int_equal(seen.groups, 0);
}

static void a_killed_task_is_reported(void **state)
{
	struct remote remote;
	int64_t result;
	pid_t pid = start(writes);

	(void)state;
	go_to_entry(pid, SYS_write);
	assert_true(remote_begin(&remote, pid));
	kill(pid, SIGKILL);
	assert_false(remote_call(&remote, (uint32_t)syscall_nr(CALL_getpid, remote.arch), (uint64_t[SYSCALL_ARGS]){ 0 }, &result));
	assert_int_equal(remote_end(&remote), REMOTE_GONE);
	assert_true(WIFSIGNALED(remote.status) && WTERMSIG(remote.status) == SIGKILL);
	alarm(0);
}

static void remote_calls_are_refused_elsewhere(void **state)
{
	struct registers before, after;
	struct remote remote;
	pid_t pid = start(writes);

	(void)state;
	assert_false(remote_begin(&remote, pid));             /* at a trap */
	go_to_entry(pid, SYS_write);
	ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
	assert_int_equal(stop_decode(stop_of(pid)), STOP_CALL);
	registers_save(pid, &before);
	assert_false(remote_begin(&remote, pid));             /* at the exit of its call */
	registers_save(pid, &after);
	assert_memory_equal(before.bytes, after.bytes, before.size);
	assert_int_equal(finish_alone(pid), RIGHT);
}

/* --- a filter --- */

static void a_filter_loaded_this_way_applies_to_the_pending_call(void **state)
{
	struct sock_filter filter[] = {
		{ BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr) },
		{ BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_getppid },
		{ BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM },
		{ BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW },
	};
	struct sock_fprog program = { COUNT_OF(filter), NULL };
	struct remote remote;
	pid_t pid = start(is_denied);

	(void)state;
	go_to_entry(pid, SYS_getppid);
	assert_true(remote_begin(&remote, pid));
	uint64_t at = map_page(&remote);
	program.filter = (struct sock_filter *)(uintptr_t)(at + sizeof(program));
	assert_true(memory_write(pid, at, &program, sizeof(program)));
	assert_true(memory_write(pid, at + sizeof(program), filter, sizeof(filter)));
	assert_int_equal(make(&remote, CALL_seccomp, (uint64_t[]){ SECCOMP_SET_MODE_FILTER, 0, at, 0, 0, 0 }), 0);
	assert_int_equal(make(&remote, CALL_munmap, (uint64_t[]){ at, SIZE, 0, 0, 0, 0 }), 0);
	assert_int_equal(remote_end(&remote), REMOTE_BACK);
	assert_true(is_at_entry(pid, SYS_getppid));
	assert_int_equal(finish_alone(pid), RIGHT);
}

/* --- at the exec stop --- */

static void intrude_at_exec(pid_t pid, struct seen *seen)
{
	struct __ptrace_syscall_info info = { 0 }, after = { 0 };
	unsigned char code[16], code_after[16];
	struct remote remote;

	assert_true(ptrace(PTRACE_GET_SYSCALL_INFO, pid, (void *)sizeof(info), &info) > 0);
	assert_int_equal(memory_read(pid, info.instruction_pointer, code, sizeof(code)), sizeof(code));
	assert_true(remote_begin(&remote, pid));
	make_calls(&remote, pid);
	assert_int_equal(remote_end(&remote), REMOTE_BACK);
	assert_int_equal(memory_read(pid, info.instruction_pointer, code_after, sizeof(code)), sizeof(code));
	assert_memory_equal(code, code_after, sizeof(code));
	assert_true(ptrace(PTRACE_GET_SYSCALL_INFO, pid, (void *)sizeof(after), &after) > 0);
	assert_int_equal(after.op, PTRACE_SYSCALL_INFO_EXIT);
	assert_int_equal(after.exit.rval, 0);
	assert_true(after.instruction_pointer == info.instruction_pointer && after.stack_pointer == info.stack_pointer);
	assert_int_equal(finish(pid, seen), RIGHT);
}

static void before_the_first_instruction_of_a_program(void **state)
{
	struct seen seen = { 0 };
	pid_t pid = start(executes);

	(void)state;
	go_to_exec(pid);
	intrude_at_exec(pid, &seen);
	assert_int_equal(seen.signals + seen.groups + seen.traps, 0);
}

static void with_signals_pending_at_exec(void **state)
{
	struct seen seen = { 0 };
	pid_t pid = start(executes);

	(void)state;
	go_to_exec(pid);
	kill(pid, SIGWINCH);
	kill(pid, SIGSTOP);
	intrude_at_exec(pid, &seen);
	assert_int_equal(seen.signals, 1);    /* SIGWINCH */
	assert_int_equal(seen.groups, 1);
}

/* --- 32 bits --- */

#ifdef __x86_64__
static long int80(long nr)
{
	long result;

	__asm__ volatile("int $0x80" : "=a"(result) : "a"(nr), "b"(0), "c"(0), "d"(0) : "memory");
	return result;
}

enum { I386_WRITE = 4, I386_GETPID = 20 };

static int calls_by_int80(void)
{
	return right_if(int80(I386_GETPID) == getpid());
}

static bool runs_int80(void)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		signal(SIGSEGV, SIG_DFL);
		_exit(calls_by_int80());
	}
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == RIGHT;
}

static void int80_makes_calls_of_i386(void **state)
{
	(void)state;
	if (!runs_int80())
		skip();
	pid_t pid = start(calls_by_int80);
	struct remote remote;
	struct registers before, after;

	do
		go_to_entry(pid, I386_GETPID);
	while (!remote_begin(&remote, pid) || (remote.arch != ARCH_I386 && remote_end(&remote) == REMOTE_BACK));
	registers_save(pid, &before);
	uint64_t at = map_page(&remote);
	assert_true(at < UINT32_MAX);
	assert_int_equal(make(&remote, CALL_munmap, (uint64_t[]){ at, SIZE, 0, 0, 0, 0 }), 0);
	assert_int_equal(remote_end(&remote), REMOTE_BACK);
	registers_save(pid, &after);
	assert_memory_equal(before.bytes, after.bytes, before.size);
	assert_int_equal(finish_alone(pid), RIGHT);
}

static const char *program_32;

static int executes_32(void)
{
	dup2(pipes[1], STDOUT_FILENO);
	execl(program_32, "hop", (char *)NULL);
	return WRONG;
}

static void a_32_bit_program(void **state)
{
	static char path[4096];
	const char *programs = getenv("PROGRAMS");
	char line[8] = "";
	struct seen seen = { 0 };

	(void)state;
	snprintf(path, sizeof(path), "%s/m32/hop", programs ? programs : "");
	program_32 = path;
	if (!programs || access(path, X_OK) || !runs_int80())
		skip();
	pid_t pid = start(executes_32);
	go_to_exec(pid);
	struct remote remote;
	assert_true(remote_begin(&remote, pid));
	assert_int_equal(remote.arch, ARCH_I386);
	make_calls(&remote, pid);
	assert_int_equal(remote_end(&remote), REMOTE_BACK);
	go_to_entry(pid, I386_WRITE);
	intrude(pid, I386_WRITE);
	int output = dup(pipes[0]);
	finish(pid, &seen);
	assert_true(read(output, line, 7) == 7);
	assert_string_equal(line, "32 bits");
	close(output);
}
#else
static void int80_makes_calls_of_i386(void **state)
{
	(void)state;
	skip();
}

static void a_32_bit_program(void **state)
{
	(void)state;
	skip();
}
#endif

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_own_call_of_the_task_follows),
		cmocka_unit_test(nothing_happens_without_a_call),
		cmocka_unit_test(a_blocking_call_still_blocks),
		cmocka_unit_test(a_restarted_call_ends),
		cmocka_unit_test(pending_signals_stay_so),
		cmocka_unit_test(a_group_stop_is_reported_again),
		cmocka_unit_test(a_process_that_continued_is_not_stopped),
		cmocka_unit_test(a_killed_task_is_reported),
		cmocka_unit_test(remote_calls_are_refused_elsewhere),
		cmocka_unit_test(a_filter_loaded_this_way_applies_to_the_pending_call),
		cmocka_unit_test(before_the_first_instruction_of_a_program),
		cmocka_unit_test(with_signals_pending_at_exec),
		cmocka_unit_test(int80_makes_calls_of_i386),
		cmocka_unit_test(a_32_bit_program),
	};

	if (argc > 1 && !strcmp(argv[1], "executed"))
		_exit(executed());            /* a sanitizer that ends here would look for leaks */
	return cmocka_run_group_tests_name("remote_call", tests, NULL, NULL);
}
