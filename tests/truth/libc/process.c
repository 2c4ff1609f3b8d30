/* SPDX-License-Identifier: Apache-2.0 */
/* Processes, scheduling, limits, and what a process can learn. */
#include "corpus.h"
#include <dlfcn.h>
#include <fnmatch.h>
#include <iconv.h>
#include <langinfo.h>
#include <libintl.h>
#include <link.h>
#include <locale.h>
#include <regex.h>
#include <sched.h>
#include <spawn.h>
#include <sys/auxv.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <syslog.h>
#include <ulimit.h>
#include <wordexp.h>

extern char **environ;

FUNCTION(fork)
{
	pid_t child = fork();
	if (!child)
		_exit(3);
	ok(status_of(child) == 3);
}
FUNCTION(fork_exit)
{
	pid_t child = fork();
	if (!child)
		exit(printf("child\n") != 6);
	ok(status_of(child) == 0);
}
FUNCTION(vfork)
{
	pid_t child = vfork();
	if (!child)
		_exit(3);
	ok(status_of(child) == 3);
}
FUNCTION(system)
{
	ok(system("exit 3") == 3 << 8 && system(NULL));
}
FUNCTION(posix_spawn)
{
	pid_t child;
	ok(posix_spawn(&child, "/bin/true", NULL, NULL, (char *[]){"true", NULL}, environ) == 0 && status_of(child) == 0);
	ok(posix_spawn(&child, "/missing", NULL, NULL, (char *[]){"missing", NULL}, environ) == ENOENT);
}
FUNCTION(posix_spawn_actions)
{
	pid_t child;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t how;
	sigset_t none;
	sigemptyset(&none);
	ok(posix_spawn_file_actions_init(&actions) == 0 && posix_spawnattr_init(&how) == 0);
	ok(posix_spawn_file_actions_addopen(&actions, 5, "file", O_RDONLY, 0) == 0 && posix_spawn_file_actions_adddup2(&actions, 5, 0) == 0);
	ok(posix_spawn_file_actions_addclose(&actions, 5) == 0 && posix_spawnattr_setsigmask(&how, &none) == 0);
	ok(posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_RESETIDS) == 0);
	ok(posix_spawnp(&child, "true", &actions, &how, (char *[]){"true", NULL}, environ) == 0 && status_of(child) == 0);
}
FUNCTION(execv)
{
	execv("/missing", (char *[]){"missing", NULL});
	ok(errno == ENOENT);
	execv("/bin/true", (char *[]){"true", NULL});
	ok(!"executed");
}
FUNCTION(execvp)
{
	execlp("no-such-program", "no", NULL);
	ok(errno == ENOENT);
	execlp("true", "true", NULL);
	ok(!"executed");
}
FUNCTION(fexecve)
{
	fexecve(opened("/bin/true", O_RDONLY | O_CLOEXEC), (char *[]){"true", NULL}, environ);
	ok(!"executed");
}
static pid_t ended(void)
{
	pid_t child = fork();
	if (!child)
		_exit(0);
	ok(child > 0);
	return child;
}
FUNCTION(wait)
{
	pid_t child = ended();
	ok(wait(NULL) == child);
	fails(wait(NULL), ECHILD);
}
FUNCTION(waitpid)
{
	pid_t child = ended();
	ok(waitpid(child, NULL, 0) == child);
	fails(waitpid(child, NULL, WNOHANG), ECHILD);
}
FUNCTION(waitid)
{
	siginfo_t how;
	ok(waitid(P_PID, (id_t)ended(), &how, WEXITED) == 0);
	fails(waitid(P_ALL, 0, &how, WEXITED), ECHILD);
}
FUNCTION(wait4)
{
	struct rusage used;
	ok(wait4(ended(), NULL, 0, &used) > 0);
	ended();
	ok(wait3(NULL, 0, &used) > 0);
}
FUNCTION(getpid)
{
	ok(getpid() > 0);
}
FUNCTION(getppid)
{
	ok(getppid() >= 0);
}
FUNCTION(getpgrp)
{
	ok(getpgrp() >= 0 && getpgid(0) >= 0);
}
FUNCTION(setpgid)
{
	ok(setpgid(0, 0) == 0 || errno == EPERM);
	fails(setpgid(-1, 0), EINVAL);
}
FUNCTION(setsid)
{
	pid_t child = fork();
	if (!child)
		_exit(setsid() < 0 || getsid(0) != getpid());
	ok(status_of(child) == 0);
}
FUNCTION(daemon)
{
	pid_t child = fork();
	if (!child)
		_exit(daemon(1, 0));
	ok(status_of(child) == 0);
}
FUNCTION(nice)
{
	ok(nice(1) >= 0);
}
FUNCTION(getpriority)
{
	ok(getpriority(PRIO_PROCESS, 0) >= -20);
}
FUNCTION(setpriority)
{
	ok(setpriority(PRIO_PROCESS, 0, 5) == 0);
	fails(setpriority(9, 0, 5), EINVAL);
}
FUNCTION(sched_yield)
{
	ok(sched_yield() == 0);
}
FUNCTION(sched_getaffinity)
{
	cpu_set_t cpus;
	ok(sched_getaffinity(0, sizeof(cpus), &cpus) == 0);
}
FUNCTION(sched_setaffinity)
{
	cpu_set_t cpus;
	ok(sched_getaffinity(0, sizeof(cpus), &cpus) == 0 && sched_setaffinity(0, sizeof(cpus), &cpus) == 0);
}
FUNCTION(sched_getcpu)
{
	ok(sched_getcpu() >= 0);
}
FUNCTION(sched_get_priority_max)
{
	ok(sched_get_priority_max(SCHED_FIFO) > 0 && sched_get_priority_min(SCHED_FIFO) > 0);
}
#ifdef __GLIBC__
FUNCTION(sched_setscheduler)
{
	struct sched_param how = {0};
	ok(sched_getparam(0, &how) == 0 && sched_getscheduler(0) == SCHED_OTHER && sched_setscheduler(0, SCHED_BATCH, &how) == 0);
}
#endif
FUNCTION(getrlimit)
{
	struct rlimit limit;
	ok(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	fails(getrlimit(999, &limit), EINVAL);
}
FUNCTION(setrlimit)
{
	struct rlimit limit;
	ok(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	limit.rlim_cur = 50;
	ok(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}
FUNCTION(prlimit)
{
	struct rlimit limit;
	ok(prlimit(0, RLIMIT_CORE, NULL, &limit) == 0);
}
FUNCTION(ulimit)
{
	ok(ulimit(UL_GETFSIZE) != 0);
}
FUNCTION(getdtablesize)
{
	ok(getdtablesize() > 0);
}
FUNCTION(getrusage)
{
	struct rusage used;
	ok(getrusage(RUSAGE_SELF, &used) == 0);
	fails(getrusage(999, &used), EINVAL);
}
FUNCTION(times)
{
	struct tms used;
	ok(times(&used) != (clock_t)-1 && clock() != (clock_t)-1);
}
static void at_exit(void)
{
	puts("at exit");
	fflush(stdout);
}
FUNCTION(atexit)
{
	ok(atexit(at_exit) == 0);
	exit(0);
}
FUNCTION(quick_exit)
{
	ok(at_quick_exit(at_exit) == 0);
	quick_exit(0);
}
FUNCTION(abort)
{
	pid_t child = fork();
	if (!child)
		abort();
	ok(status_of(child) == 128 + SIGABRT);
}
FUNCTION(prctl)
{
	char name[16];
	ok(prctl(PR_SET_NAME, "name") == 0 && prctl(PR_GET_NAME, name) == 0 && prctl(PR_GET_DUMPABLE) >= 0);
	fails(prctl(9999), EINVAL);
}
FUNCTION(personality)
{
	ok(personality(0xffffffff) >= 0);
}
FUNCTION(unshare)
{
	ok(unshare(CLONE_FS | CLONE_FILES) == 0);
}
static int in_clone(void *unused)
{
	return unused ? 0 : 3;
}
FUNCTION(clone)
{
	static char stack[65536] __attribute__((aligned(16)));
	ok(status_of(clone(in_clone, stack + sizeof(stack), SIGCHLD, NULL)) == 3);
}
FUNCTION(getauxval)
{
	ok(getauxval(AT_PAGESZ) == 4096);
}
FUNCTION(sysconf)
{
	ok(sysconf(_SC_PAGESIZE) > 0 && sysconf(_SC_OPEN_MAX) > 0 && sysconf(_SC_CLK_TCK) > 0 && sysconf(_SC_ARG_MAX) > 0 && sysconf(_SC_CHILD_MAX));
}
FUNCTION(sysconf_cpus)
{
	ok(sysconf(_SC_NPROCESSORS_ONLN) > 0 && sysconf(_SC_NPROCESSORS_CONF) > 0);
}
FUNCTION(sysconf_memory)
{
	ok(sysconf(_SC_PHYS_PAGES) > 0 && sysconf(_SC_AVPHYS_PAGES) > 0);
}
FUNCTION(get_nprocs)
{
	ok(get_nprocs() > 0 && get_nprocs_conf() > 0);
}
FUNCTION(sysinfo)
{
	struct sysinfo now;
	ok(sysinfo(&now) == 0);
}
FUNCTION(getloadavg)
{
	double load[3];
	ok(getloadavg(load, 3) == 3);
}
FUNCTION(uname)
{
	struct utsname names;
	ok(uname(&names) == 0);
}
FUNCTION(gethostname)
{
	char name[256];
	ok(gethostname(name, sizeof(name)) == 0 && getdomainname(name, sizeof(name)) == 0);
}
FUNCTION(gethostid)
{
	gethostid();
}
FUNCTION(confstr)
{
	ok(confstr(_CS_PATH, NULL, 0) > 0);
}
FUNCTION(syslog)
{
	openlog("corpus", LOG_PID | LOG_NDELAY, LOG_USER);
	syslog(LOG_INFO, "a line");
	closelog();
}
FUNCTION(environment)
{
	ok(setenv("A", "b", 1) == 0 && !strcmp(getenv("A"), "b") && unsetenv("A") == 0 && !getenv("A") && clearenv() == 0);
}
FUNCTION(wordexp)
{
	wordexp_t words;
	ok(wordexp("f* $HOME", &words, WRDE_NOCMD) == 0 && wordexp("(", &words, WRDE_NOCMD) != 0);
}
static int count_objects(struct dl_phdr_info *info, size_t size, void *count)
{
	ok(info && size);
	++*(int *)count;
	return 0;
}
FUNCTION(dl_iterate_phdr)
{
	int count = 0;
	ok(dl_iterate_phdr(count_objects, &count) == 0 && count > 0);
}
FUNCTION(regcomp)
{
	regex_t pattern;
	ok(regcomp(&pattern, "a(b*)c", REG_EXTENDED) == 0 && regexec(&pattern, "abbc", 0, NULL, 0) == 0 && regcomp(&pattern, "(", REG_EXTENDED) != 0);
}
FUNCTION(fnmatch)
{
	ok(fnmatch("f*", "file", 0) == 0 && fnmatch("f*", "x", 0) == FNM_NOMATCH);
}
FUNCTION(setlocale)
{
	ok(setlocale(LC_ALL, "C") && nl_langinfo(CODESET));
	setlocale(LC_ALL, "xx_XX");
}
FUNCTION(gettext)
{
	bindtextdomain("corpus", "dir");
	textdomain("corpus");
	ok(!strcmp(gettext("text"), "text"));
}
FUNCTION(iconv)
{
	char in[] = "text", out[32], *from = in, *to = out;
	size_t left = 4, room = sizeof(out);
	iconv_t how = iconv_open("UTF-16LE", "UTF-8");
	ok(how == (iconv_t)-1 || (iconv(how, &from, &left, &to, &room) == 0 && iconv_close(how) == 0));
	ok(iconv_open("none", "UTF-8") == (iconv_t)-1);
}
FUNCTION(strerror)
{
	ok(strerror(ENOENT) && strerror(9999) && strsignal(SIGSEGV));
}
