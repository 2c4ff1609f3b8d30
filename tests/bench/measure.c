/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure CPUS COMMAND...: runs it on the first CPUS processors and prints the
 * microseconds that passed, alone on stdout. The command's own output is dropped.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void use_cpus(unsigned count)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	for (unsigned cpu = 0; cpu < count && cpu < CPU_SETSIZE; cpu++)
		CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

static int be(char **command)
{
	int nothing = open("/dev/null", O_RDWR);

	for (int fd = 0; fd < 3; fd++)
		dup2(nothing, fd);
	execvp(*command, command);
	return 127;
}

int main(int argc, char **argv)
{
	int status = 0;

	if (argc < 3)
		return 2;
	use_cpus((unsigned)atoi(argv[1]));
	double before = now();
	pid_t pid = fork();
	if (pid == 0)
		_exit(be(argv + 2));
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 2;
	printf("%.0f\n", now() - before);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
