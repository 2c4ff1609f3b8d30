/* SPDX-License-Identifier: Apache-2.0 */
/* Counts the signals that it receives, and prints the counts on SIGUSR1.
 * got ready [ignore | block]: first writes a line to the FIFO `ready`; the second
 * word ignores or blocks SIGTERM. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t counts[65], value, over;

static void count(int sig, siginfo_t *info, void *context)
{
	(void)context;
	counts[sig]++;
	if (info->si_code == SI_QUEUE)
		value = info->si_value.sival_int;
	over |= sig == SIGUSR1;
}

int main(int argc, char **argv)
{
	struct sigaction action = {.sa_sigaction = count, .sa_flags = SA_SIGINFO};
	sigset_t all, none;

	sigfillset(&all);
	sigemptyset(&none);
	sigprocmask(SIG_BLOCK, &all, NULL);
	for (int sig = 1; sig <= 64; sig++)
		sigaction(sig, &action, NULL);
	if (argc > 2 && !strcmp(argv[2], "ignore"))
		signal(SIGTERM, SIG_IGN);
	if (argc > 2 && !strcmp(argv[2], "block"))
		sigaddset(&none, SIGTERM);
	int ready = open(argv[1], O_WRONLY);
	if (ready < 0 || dprintf(ready, "%d\n", (int)getpid()) < 0)
		return 1;
	close(ready);
	while (!over)
		sigsuspend(&none);
	for (int sig = 1; sig <= 64; sig++)
		if (counts[sig] && sig != SIGUSR1)
			printf("%d x %d\n", (int)counts[sig], sig);
	if (value)
		printf("value %d\n", (int)value);
	return 0;
}
