/* SPDX-License-Identifier: Apache-2.0 */
/* Signals that a tracer must not disturb: handlers, an interrupted sleep, a stop
 * and a continue that the parent sees, death by a signal. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t handled;

static void handler(int number)
{
	handled = number;
}

static void interrupted_sleep(void)
{
	struct itimerval soon = {{0, 0}, {0, 20000}};
	struct timespec hour = {3600, 0};

	setitimer(ITIMER_REAL, &soon, NULL);
	int slept = nanosleep(&hour, &hour);
	printf("sleep: %d %d, handled: %d\n", slept, errno == EINTR, handled == SIGALRM);
}

static void stop_and_continue(void)
{
	int status;
	pid_t child = fork();

	if (!child) {
		raise(SIGSTOP);
		_exit(7);
	}
	waitpid(child, &status, WUNTRACED);
	printf("stopped: %d\n", WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
	kill(child, SIGCONT);
	waitpid(child, &status, WCONTINUED);
	if (WIFCONTINUED(status))
		waitpid(child, &status, 0);
	printf("exit: %d\n", WEXITSTATUS(status));
}

static void killed(int number)
{
	int status;
	pid_t child = fork();

	if (!child) {
		raise(number);
		_exit(0);
	}
	waitpid(child, &status, 0);
	printf("killed: %d\n", WIFSIGNALED(status) && WTERMSIG(status) == number);
}

int main(void)
{
	struct sigaction action = {.sa_handler = handler};

	setvbuf(stdout, NULL, _IONBF, 0);
	sigaction(SIGALRM, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	printf("handled: %d\n", handled == SIGUSR1);
	interrupted_sleep();
	stop_and_continue();
	killed(SIGTERM);
	killed(SIGKILL);
	return 8;
}
