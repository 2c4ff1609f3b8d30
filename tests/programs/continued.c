/* SPDX-License-Identifier: Apache-2.0 */
/* A child waits in epoll_wait, is stopped and continued: the kernel ends the call
 * with EINTR, though the child handles no signal (signal(7)). */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

static int child(void)
{
	struct epoll_event event;
	int result = epoll_wait(epoll_create1(0), &event, 1, 0xea60);

	return result < 0 && errno == EINTR ? 0 : 1;
}

/* It is inside of epoll_wait when the kernel says so. */
static void await_call(pid_t pid)
{
	char name[64], line[64] = "";

	snprintf(name, sizeof(name), "/proc/%d/syscall", (int)pid);
	while (!strstr(line, " 0xea60 ")) {
		FILE *file = fopen(name, "r");
		if (!file || !fgets(line, sizeof(line), file))
			*line = '\0';
		if (file)
			fclose(file);
	}
}

int main(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(child());
	await_call(pid);
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	kill(pid, SIGCONT);
	return waitpid(pid, &status, 0) != pid || status != 0;
}
