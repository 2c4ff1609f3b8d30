/* SPDX-License-Identifier: Apache-2.0 */
/* Not dumpable: nobody without privileges reads its memory any more. */
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	struct clone_args args = {.flags = CLONE_UNTRACED, .exit_signal = SIGCHLD};

	prctl(PR_SET_DUMPABLE, 0);
	long child = syscall(SYS_clone3, &args, sizeof(args));
	if (child == 0) {
		syscall(1900);
		_exit(5);
	}
	int status = 0;
	waitpid((pid_t)child, &status, 0);
	printf("%d %d\n", WEXITSTATUS(status), args.flags == CLONE_UNTRACED);
	return 0;
}
