/* SPDX-License-Identifier: Apache-2.0 */
/* moments N: sends N real-time signals, each in turn, to a child that makes calls
 * constantly, with stops and continues in between; none may be lost, and no call
 * may fail because of them. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t got;
static int wanted;

static void count(int sig)
{
	(void)sig;
	got++;
}

static int child(int ready)
{
	struct sigaction action = {.sa_handler = count, .sa_flags = SA_RESTART};
	int wrong = 0, out[2];
	char byte = 'x';

	sigfillset(&action.sa_mask);
	for (int sig = SIGRTMIN; sig <= SIGRTMAX; sig++)
		sigaction(sig, &action, NULL);
	if (pipe(out) || write(ready, "", 1) != 1)
		return 1;
	while (got < wanted) {
		wrong += write(out[1], &byte, 1) != 1;
		wrong += read(out[0], &byte, 1) != 1;
		wrong += syscall(1900) != -1 || errno != ENOSYS;
	}
	printf("%d signals, %d wrong\n", (int)got, wrong);
	return 0;
}

int main(int argc, char **argv)
{
	int ready[2];
	char byte;

	wanted = argc > 1 ? atoi(argv[1]) : 200;
	if (pipe(ready))
		return 1;
	pid_t pid = fork();
	if (pid == 0)
		return child(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		return 1;
	for (int sent = 0, sig = SIGRTMIN; sent < wanted; sent++, sig = sig == SIGRTMAX ? SIGRTMIN : sig + 1) {
		while (sigqueue(pid, sig, (union sigval){0}))
			;
		if (sent % 20 == 0)
			kill(pid, SIGSTOP);
		if (sent % 20 == 0 || sent == wanted - 1)
			kill(pid, SIGCONT);
	}
	waitpid(pid, NULL, 0);
	return 0;
}
