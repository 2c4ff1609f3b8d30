/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A shell detects death by signal from the status of wait(2), so seccord must die
 * by the same signal as its program.
 */
#include "cli/common/program.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>

int program_pass_on(int wait_status)
{
	if (!WIFSIGNALED(wait_status))
		return WEXITSTATUS(wait_status);
	struct rlimit none = {0, 0};
	setrlimit(RLIMIT_CORE, &none);
	fflush(NULL);
	int number = WTERMSIG(wait_status);
	sigset_t only;
	sigemptyset(&only);
	sigaddset(&only, number);
	signal(number, SIG_DFL);
	raise(number);
	sigprocmask(SIG_UNBLOCK, &only, NULL);
	return 128 + number;
}
