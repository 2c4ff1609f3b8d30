/* SPDX-License-Identifier: Apache-2.0 */
/* Every way to create a process; each child makes its own call, and one is
 * created with CLONE_UNTRACED. */
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void finish(const char *how, pid_t pid)
{
	int status = -1;

	if (pid > 0)
		waitpid(pid, &status, __WALL);
	printf("%s: %d\n", how, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	fflush(stdout);
}

static void by_fork(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(syscall(SYS_getpgid, 0) >= 0 ? 1 : 99);
	finish("fork", pid);
}

static void by_vfork(void)
{
	pid_t pid = vfork();

	if (!pid)
		_exit(syscall(SYS_getsid, 0) >= 0 ? 2 : 99);
	finish("vfork", pid);
}

static void by_clone(void)
{
	pid_t pid = (pid_t)syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD, 0, 0, 0, 0);

	if (!pid)
		_exit(syscall(SYS_getppid) > 0 ? 3 : 99);
	finish("clone", pid);
}

/* Falls back to fork if clone3 is unavailable, as under many policies. */
static void by_clone3(void)
{
	struct clone_args args = {.flags = CLONE_UNTRACED, .exit_signal = SIGCHLD};
	pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));

	if (pid < 0)
		pid = fork();
	if (!pid)
		_exit(syscall(SYS_getpriority, 0, 0) >= 0 ? 4 : 99);
	finish("clone3", pid);
}

int main(void)
{
	by_fork();
	by_vfork();
	by_clone();
	by_clone3();
	return 0;
}
