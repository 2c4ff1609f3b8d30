/* SPDX-License-Identifier: Apache-2.0 */
/* Not dumpable: unprivileged processes can no longer read its memory. With an
 * argument it creates its child untraced. */
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	unsigned long flags = argc > 1 && argv[1] ? CLONE_UNTRACED : 0;
	struct clone_args args = {.flags = flags, .exit_signal = SIGCHLD};

	prctl(PR_SET_DUMPABLE, 0);
	long child = syscall(SYS_clone3, &args, sizeof(args));
	if (child == 0) {
		syscall(1900);
		_exit(5);
	}
	int status = 0;
	waitpid((pid_t)child, &status, 0);
	printf("%d %d\n", WEXITSTATUS(status), args.flags == flags);
	return 0;
}
