/* SPDX-License-Identifier: Apache-2.0 */
/*
 * follow COMMAND...: does only what each recorder by ptrace must do: it follows
 * each fork, thread and exec of the command, and no calls. The floor of what
 * recording may cost.
 */
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OPTIONS = PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL };

/* Events are the recorder's, signals the program's, and a group stop stays one. */
static void resume(pid_t task, int status)
{
	int event = status >> 16, sig = WSTOPSIG(status);

	if (event == PTRACE_EVENT_STOP && (sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU))
		ptrace(PTRACE_LISTEN, task, 0, 0);
	else
		ptrace(PTRACE_CONT, task, 0, event ? 0 : sig);
}

static int follow(pid_t program)
{
	int result = 1, status;
	pid_t task;

	while ((task = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR)
		if (task > 0 && WIFSTOPPED(status))
			resume(task, status);
		else if (task == program)
			result = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
	return result;
}

int main(int argc, char **argv)
{
	char go = 0;
	int ready[2];

	if (argc < 2 || pipe(ready))
		return 2;
	pid_t program = fork();
	if (program == 0) {
		close(ready[1]);
		if (read(ready[0], &go, 1) == 1)
			execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (program < 0 || ptrace(PTRACE_SEIZE, program, 0, OPTIONS) || write(ready[1], &go, 1) != 1)
		return 2;
	return follow(program);
}
