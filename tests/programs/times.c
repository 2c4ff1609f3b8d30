/* SPDX-License-Identifier: Apache-2.0 */
/* Every call with a time argument: which variant libc uses depends on the width
 * of time_t for which this file is compiled. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void clocks(void)
{
	struct timespec at;
	struct timeval tv;

	printf("clock_gettime %d\n", clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at));
	printf("clock_getres %d\n", clock_getres(CLOCK_PROCESS_CPUTIME_ID, &at));
	printf("gettimeofday %d\n", gettimeofday(&tv, NULL));
	printf("time %d\n", time(NULL) == (time_t)-1);
}

static void waits(void)
{
	struct timespec soon = {0, 1000};
	struct timeval tv = {0, 1};
	sigset_t none;

	sigemptyset(&none);
	printf("nanosleep %d\n", nanosleep(&soon, NULL));
	printf("clock_nanosleep %d\n", clock_nanosleep(CLOCK_MONOTONIC, 0, &soon, NULL));
	printf("ppoll %d\n", ppoll(NULL, 0, &soon, NULL));
	printf("pselect %d\n", pselect(0, NULL, NULL, NULL, &soon, NULL));
	printf("select %d\n", select(0, NULL, NULL, NULL, &tv));
	printf("sigtimedwait %d\n", sigtimedwait(&none, NULL, &soon));
}

static void timers(void)
{
	struct itimerspec never = {{0, 0}, {1000, 0}};
	struct itimerval interval;
	timer_t timer;
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);

	printf("timerfd %d %d\n", timerfd_settime(fd, 0, &never, NULL), timerfd_gettime(fd, &never));
	printf("timer_create %d\n", timer_create(CLOCK_MONOTONIC, &(struct sigevent){.sigev_notify = SIGEV_NONE}, &timer));
	printf("timer %d %d\n", timer_settime(timer, 0, &never, NULL), timer_gettime(timer, &never));
	printf("getitimer %d\n", getitimer(ITIMER_REAL, &interval));
	close(fd);
}

static void files_and_usage(void)
{
	struct timespec when[2] = {{1, 0}, {2, 0}};
	struct rusage usage;
	struct stat status = {0};

	printf("open %d\n", close(open("times.file", O_CREAT | O_WRONLY, 0600)));
	printf("utimensat %d\n", utimensat(AT_FDCWD, "times.file", when, 0));
	int failed = stat("times.file", &status);
	printf("stat %d %d\n", failed, (int)status.st_mtime);
	printf("getrusage %d\n", getrusage(RUSAGE_SELF, &usage));
	printf("wait %d\n", (int)wait4(-1, NULL, WNOHANG, &usage));
	unlink("times.file");
}

int main(void)
{
	clocks();
	waits();
	timers();
	files_and_usage();
	return 0;
}
