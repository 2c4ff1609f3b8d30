/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves a grandchild behind, which makes its call after the others have exited. */
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void outlive(pid_t parent)
{
	do
		usleep(1000);
	while (getppid() == parent);
	syscall(SYS_getpgid, 0);
	_exit(0);
}

int main(void)
{
	pid_t child = fork();

	if (child == 0) {
		pid_t self = getpid();
		if (fork() == 0)
			outlive(self);
		_exit(5);
	}
	int status = 0;
	waitpid(child, &status, 0);
	printf("child: %d\n", WEXITSTATUS(status));
	return 6;
}
