/* SPDX-License-Identifier: Apache-2.0 */
/* recorder [alone]: what a program may find out about its recorder, and do to it:
 * it reads its seccomp mode before and after loading a filter that fails and one
 * that loads, and tries to trace its parent (not with `alone`, as that would
 * succeed). */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SEIZE = 0x4206 };

static void ask(void)
{
	printf("mode %d, %ld\n", prctl(PR_GET_SECCOMP, 0, 0, 0, 0), syscall(SYS_prctl, PR_GET_SECCOMP, 0, 0, 0, 0));
}

static int alone;

static void attach(int request, pid_t pid)
{
	if (alone)
		return;
	errno = 0;
	long result = syscall(SYS_ptrace, request, (long)pid, 0L, 0L);
	printf("attach %ld, errno %d\n", result, errno);
}

int main(int argc, char **argv)
{
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	struct sock_fprog program = {1, &allow};
	int status;

	alone = argc > 1 && argv[1];
	for (int i = 0; i < 12; i++)
		ask();
	attach(PTRACE_ATTACH, getppid());
	attach(SEIZE, getppid());
	fflush(stdout);
	pid_t child = fork();
	if (!child) {
		ask();
		return 0;
	}
	waitpid(child, &status, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL);
	ask();
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
	ask();
	attach(PTRACE_ATTACH, getppid());
	return 0;
}
