/* SPDX-License-Identifier: Apache-2.0 */
/* case_stop [stop]: a child waits in a call that restart_syscall resumes after a
 * stop; with `stop` it is stopped and continued meanwhile. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int waits_for(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	return poll(&wait, 1, 60000) == 1 ? 0 : 1;
}

/* Waits until the kernel shows that it is inside poll. */
static void await_poll(pid_t pid)
{
	char name[64], line[64] = "";

	snprintf(name, sizeof(name), "/proc/%d/syscall", (int)pid);
	for (;;) {
		FILE *file = fopen(name, "r");
		if (!file)
			return;
		if (fgets(line, sizeof(line), file) && strstr(line, " 0xea60 "))
			return (void)fclose(file);
		fclose(file);
	}
}

static void go_on(pid_t pid)
{
	int status;

	waitpid(pid, &status, WUNTRACED);
	kill(pid, SIGCONT);
	waitpid(pid, &status, WCONTINUED);
	await_poll(pid);
}

int main(int argc, char **argv)
{
	int pipes[2], status;

	(void)argv;
	if (pipe(pipes))
		return 1;
	pid_t pid = fork();
	if (pid == 0)
		_exit(waits_for(pipes[0]));
	await_poll(pid);
	kill(pid, argc > 1 ? SIGSTOP : 0);
	if (argc > 1)
		go_on(pid);
	if (write(pipes[1], "x", 1) != 1)
		return 1;
	return waitpid(pid, &status, 0) != pid || status != 0;
}
