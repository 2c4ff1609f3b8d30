/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks, timers and signals. */
#include "corpus.h"
#include <setjmp.h>
#include <sys/time.h>
#include <sys/timex.h>

static volatile sig_atomic_t seen;

static void handler(int signal)
{
	seen = signal;
}
static void catch(int signal)
{
	ok(sigaction(signal, &(struct sigaction){.sa_handler = handler}, NULL) == 0);
}
static sigset_t only(int signal)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, signal);
	return set;
}

FUNCTION(time)
{
	ok(time(NULL) > 0);
}
FUNCTION(gettimeofday)
{
	struct timeval now;
	ok(gettimeofday(&now, NULL) == 0);
}
FUNCTION(clock_gettime)
{
	struct timespec now;
	ok(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	fails(clock_gettime(999, &now), EINVAL);
}
FUNCTION(clock_gettime_cpu)
{
	struct timespec now;
	ok(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0 && clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) == 0);
}
FUNCTION(clock_getres)
{
	struct timespec now;
	ok(clock_getres(CLOCK_MONOTONIC, &now) == 0);
}
FUNCTION(clock_getcpuclockid)
{
	clockid_t clock;
	ok(clock_getcpuclockid(0, &clock) == 0);
}
FUNCTION(timespec_get)
{
	struct timespec now;
	ok(timespec_get(&now, TIME_UTC) == TIME_UTC);
}
FUNCTION(nanosleep)
{
	ok(nanosleep(&(struct timespec){0, 1000000}, NULL) == 0);
	fails(nanosleep(&(struct timespec){-1, 0}, NULL), EINVAL);
}
FUNCTION(clock_nanosleep)
{
	struct timespec when = soon(CLOCK_MONOTONIC, 2);
	ok(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL) == 0 && clock_nanosleep(CLOCK_REALTIME, 0, &(struct timespec){0, 1000}, NULL) == 0);
	ok(clock_nanosleep(999, 0, &when, NULL) == EINVAL);
}
FUNCTION(usleep)
{
	ok(usleep(1000) == 0);
}
FUNCTION(sleep)
{
	catch(SIGALRM);
	alarm(1);
	ok(sleep(5) > 0);
}
FUNCTION(alarm)
{
	ok(alarm(100) == 0 && alarm(0) > 0);
}
FUNCTION(ualarm)
{
	ualarm(1000000, 0);
	ualarm(0, 0);
}
FUNCTION(setitimer)
{
	struct itimerval when = {.it_value = {100, 0}};
	ok(setitimer(ITIMER_REAL, &when, NULL) == 0 && getitimer(ITIMER_REAL, &when) == 0);
	fails(setitimer(99, &when, NULL), EINVAL);
}
FUNCTION(timer_create)
{
	timer_t timer;
	struct itimerspec when = {.it_value = {100, 0}};
	struct sigevent none = {.sigev_notify = SIGEV_NONE};
	ok(timer_create(CLOCK_MONOTONIC, &none, &timer) == 0 && timer_settime(timer, 0, &when, NULL) == 0);
	ok(timer_gettime(timer, &when) == 0 && timer_getoverrun(timer) == 0 && timer_delete(timer) == 0);
}
FUNCTION(timer_create_signal)
{
	timer_t timer;
	struct itimerspec when = {.it_value = {0, 2000000}};
	sigset_t set = only(SIGALRM);
	ok(sigprocmask(SIG_BLOCK, &set, NULL) == 0 && timer_create(CLOCK_REALTIME, NULL, &timer) == 0 && timer_settime(timer, 0, &when, NULL) == 0);
	ok(sigwaitinfo(&set, NULL) == SIGALRM);
}
static int pipe_ends[2];
static void in_thread(union sigval value)
{
	ok(write(pipe_ends[1], &value, 1) == 1);
}
FUNCTION(timer_create_thread)
{
	timer_t timer;
	char byte;
	struct itimerspec when = {.it_value = {0, 2000000}};
	struct sigevent how = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = in_thread};
	ok(pipe(pipe_ends) == 0 && timer_create(CLOCK_MONOTONIC, &how, &timer) == 0 && timer_settime(timer, 0, &when, NULL) == 0);
	ok(read(pipe_ends[0], &byte, 1) == 1 && timer_delete(timer) == 0);
}
FUNCTION(localtime)
{
	time_t now = 1;
	ok(localtime(&now) && gmtime(&now) && ctime(&now));
}
FUNCTION(localtime_zone)
{
	time_t now = 1;
	ok(setenv("TZ", "Europe/Berlin", 1) == 0);
	tzset();
	ok(localtime(&now));
}
FUNCTION(mktime)
{
	struct tm when = {.tm_year = 100};
	char text[100];
	ok(mktime(&when) != -1 && strftime(text, sizeof(text), "%c", &when) > 0 && strptime("2001", "%Y", &when));
}
FUNCTION(adjtimex)
{
	struct timex now = {0};
	ok(adjtimex(&now) >= 0);
}
FUNCTION(signal)
{
	ok(signal(SIGUSR1, handler) != SIG_ERR && raise(SIGUSR1) == 0 && seen == SIGUSR1 && signal(SIGKILL, handler) == SIG_ERR);
}
FUNCTION(sigaction)
{
	catch(SIGUSR1);
	ok(raise(SIGUSR1) == 0 && seen == SIGUSR1);
	fails(sigaction(SIGKILL, &(struct sigaction){.sa_handler = handler}, NULL), EINVAL);
}
FUNCTION(sigprocmask)
{
	sigset_t set = only(SIGUSR1);
	ok(sigprocmask(SIG_BLOCK, &set, NULL) == 0 && raise(SIGUSR1) == 0 && sigpending(&set) == 0 && sigismember(&set, SIGUSR1));
}
FUNCTION(kill)
{
	ok(kill(getpid(), 0) == 0);
	fails(kill(getpid(), 999), EINVAL);
}
FUNCTION(killpg)
{
	pid_t child = fork();
	if (!child) {
		setpgid(0, 0);
		killpg(0, SIGTERM);
		pause();
	}
	ok(status_of(child) == 128 + SIGTERM);
}
FUNCTION(sigqueue)
{
	catch(SIGUSR1);
	ok(sigqueue(getpid(), SIGUSR1, (union sigval){7}) == 0 && seen == SIGUSR1);
}
FUNCTION(sigsuspend)
{
	sigset_t set = only(SIGUSR1), none;
	sigemptyset(&none);
	catch(SIGUSR1);
	ok(sigprocmask(SIG_BLOCK, &set, NULL) == 0 && raise(SIGUSR1) == 0);
	fails(sigsuspend(&none), EINTR);
}
FUNCTION(sigwait)
{
	sigset_t set = only(SIGUSR1);
	int signal;
	ok(sigprocmask(SIG_BLOCK, &set, NULL) == 0 && raise(SIGUSR1) == 0 && sigwait(&set, &signal) == 0);
}
FUNCTION(sigtimedwait)
{
	sigset_t set = only(SIGUSR1);
	ok(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
	fails(sigtimedwait(&set, NULL, &(struct timespec){0, 1000000}), EAGAIN);
}
FUNCTION(sigaltstack)
{
	static char stack[65536];
	ok(sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof(stack)}, NULL) == 0);
}
FUNCTION(siginterrupt)
{
	catch(SIGUSR1);
	ok(siginterrupt(SIGUSR1, 1) == 0); /* deprecated, and still called */
}
FUNCTION(pause)
{
	catch(SIGALRM);
	ok(setitimer(ITIMER_REAL, &(struct itimerval){.it_value = {0, 100000}}, NULL) == 0);
	fails(pause(), EINTR);
}
FUNCTION(sigsetjmp)
{
	sigjmp_buf place;
	if (sigsetjmp(place, 1) == 0)
		siglongjmp(place, 1);
}
