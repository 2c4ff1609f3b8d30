/* SPDX-License-Identifier: Apache-2.0 */
/* SIGTERM for a process that waits for its vfork child, which then exits. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void in_vfork(int ready, int go)
{
	char byte;

	if (!vfork()) {
		ssize_t done = write(ready, "", 1);
		done = read(go, &byte, 1);
		(void)done;
		_exit(0);
	}
	_exit(1);
}

int main(void)
{
	int ready[2], go[2], status;
	char byte;

	if (pipe(ready) || pipe(go))
		return 2;
	pid_t child = fork();
	if (!child) {
		close(go[1]);
		in_vfork(ready[1], go[0]);
	}
	if (read(ready[0], &byte, 1) != 1)
		return 2;
	kill(child, SIGTERM);
	close(go[1]);
	waitpid(child, &status, 0);
	printf("ended by %d\n", status & 127);
	return 0;
}
