/* SPDX-License-Identifier: Apache-2.0 */
/* Syscall user dispatch, as used by Wine: a call returns as SIGSYS, and the
 * program handles it. */
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#endif

static volatile char selector;
static volatile sig_atomic_t came;

static void answer(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	selector = 0;
	came = info->si_syscall;
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = answer, .sa_flags = SA_SIGINFO};

	sigaction(SIGSYS, &action, NULL);
	if (prctl(PR_SET_SYSCALL_USER_DISPATCH, 1, 0, 0, &selector))
		return 77;
	selector = 1;
	syscall(1900);
	printf("call %d came back\n", (int)came);
	return 0;
}
