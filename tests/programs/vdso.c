/* SPDX-License-Identifier: Apache-2.0 */
/* vdso WHAT: what a program can observe of vDSO probes, for each function.
 *   signals   the first call with SIGTRAP blocked, ignored, or with a handler
 *   copy      functions copied elsewhere (as instrumentation does) and run there:
 *             before and after their first call, without write permission
 *   filter    the first call under a filter that kills for it, in a thread and in a child
 *   moved     the vDSO is moved, then called
 *   race N    a fork races the first call of another thread, N times, an exec each */
#include <dlfcn.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CODE = 64, PAGE = 4096 };

static long long room[8];                     /* buffer that a function writes to */

static int run_clock_gettime(void *f) { return ((int (*)(int, void *))f)(CLOCK_MONOTONIC, room); }
static int run_clock_getres(void *f) { return ((int (*)(int, void *))f)(CLOCK_MONOTONIC, room); }
static int run_gettimeofday(void *f) { return ((int (*)(void *, void *))f)(room, NULL); }
static int run_time(void *f) { return ((time_t (*)(void *))f)(room) > 0 ? 0 : -1; }
static int run_getcpu(void *f) { return ((int (*)(void *, void *, void *))f)(room, NULL, NULL); }

static const struct function {
	const char *name;
	int (*run)(void *);
} functions[] = {
	{"__vdso_clock_gettime", run_clock_gettime}, {"__vdso_clock_getres", run_clock_getres},
	{"__vdso_gettimeofday", run_gettimeofday},   {"__vdso_time", run_time},
	{"__vdso_getcpu", run_getcpu},
};

enum { FUNCTIONS = sizeof(functions) / sizeof(functions[0]) };

static void *found[FUNCTIONS];

static void find(void)
{
	void *vdso = dlopen("linux-vdso.so.1", RTLD_LAZY | RTLD_NOLOAD);

	if (!vdso)
		vdso = dlopen("linux-gate.so.1", RTLD_LAZY | RTLD_NOLOAD);
	for (int i = 0; i < FUNCTIONS; i++)
		found[i] = vdso ? dlsym(vdso, functions[i].name) : NULL;
}

static int run(int i, void *at)
{
	return found[i] ? functions[i].run(at) : 0;
}

static volatile int handled;

static void handle(int sig)
{
	handled += sig == SIGTRAP;
}

/* --- signals --- */

static void with(int i, void (*handler)(int), int flags, int how)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags}, after;
	sigset_t set;

	sigemptyset(&action.sa_mask);
	sigaddset(&action.sa_mask, SIGUSR2);
	sigaction(SIGTRAP, &action, NULL);
	sigfillset(&set);
	sigprocmask(how, &set, NULL);
	int result = run(i, found[i]);
	sigprocmask(SIG_BLOCK, NULL, &set);
	sigaction(SIGTRAP, NULL, &after);
	printf("%d: blocked %d, handler %s, flags %s, mask %d\n", result, sigismember(&set, SIGTRAP),
	       after.sa_handler == handler ? "kept" : "lost", (after.sa_flags & 0xf) == (flags & 0xf) ? "kept" : "lost",
	       sigismember(&after.sa_mask, SIGUSR2));
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void signals(void)
{
	with(0, handle, SA_RESTART, SIG_BLOCK);
	with(1, SIG_IGN, 0, SIG_UNBLOCK);
	with(2, SIG_IGN, 0, SIG_BLOCK);
	with(3, SIG_DFL, 0, SIG_BLOCK);
	with(4, handle, SA_NODEFER, SIG_UNBLOCK);
	raise(SIGTRAP);
	printf("handled %d\n", handled);
}

/* --- copy --- */

static void *copy_of(const void *code)
{
	unsigned char *copy = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memcpy(copy, code, CODE);
	mprotect(copy, PAGE, PROT_READ | PROT_EXEC);
	return copy;
}

/* Only getcpu needs no data of the vDSO, so only it runs anywhere. */
static void copy(void)
{
	enum { GETCPU = 4 };

	if (!found[GETCPU])
		return;
	void *before = copy_of(found[GETCPU]);
	for (int times = 0; times < 3; times++)
		printf("copy %d\n", run(GETCPU, before));
	printf("itself %d\n", run(GETCPU, found[GETCPU]));
	void *behind = copy_of(found[GETCPU]);
	for (int times = 0; times < 3; times++)
		printf("copies %d %d\n", run(GETCPU, before), run(GETCPU, behind));
}

/* --- filter --- */

static void load(void)
{
	struct sock_filter insn[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 5, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_wait4, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(insn) / sizeof(insn[0]), insn};

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program))
		_exit(77);
}

static volatile int loaded, entered, ran;

static void *in_thread(void *unused)
{
	entered = 1;
	while (!loaded)
		;
	run(0, found[0]);
	ran = 1;
	for (;;)
		;
	return unused;
}

static void say(const char *text)
{
	if (write(1, text, strlen(text)) < 0)
		_exit(1);
}

static void filter(void)
{
	void *copied = found[4] ? copy_of(found[4]) : NULL;
	pthread_t thread;

	pthread_create(&thread, NULL, in_thread, NULL);
	while (!entered)
		;
	load();
	loaded = 1;
	while (!ran)
		;
	pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
	if (child)
		syscall(SYS_wait4, child, NULL, 0, NULL);
	for (int i = 1; i < FUNCTIONS; i++)
		say(run(i, found[i]) ? "failed\n" : "ran\n");
	if (copied)
		say(run(4, copied) ? "failed\n" : "ran\n");
	for (int i = 0; i < 10; i++)
		if (syscall(SYS_getppid) < 0)
			say("getppid failed\n");
	_exit(0);
}

/* --- moved --- */

static void moved(void)
{
	char *from = (char *)getauxval(AT_SYSINFO_EHDR), line[256];
	unsigned long start, end = 0;

	FILE *maps = fopen("/proc/self/maps", "r");
	while (maps && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx", &start, &end) == 2 && start == (unsigned long)from)
			break;
	size_t size = end - (unsigned long)from;
	char *to = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	run(0, found[0]);
	if (mremap(from, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, to) != to)
		return;
	for (int times = 0; times < 2; times++)
		for (int i = 4; i < FUNCTIONS; i++)
			printf("%d\n", run(i, found[i] ? to + ((char *)found[i] - from) : NULL));
}

/* --- race --- */

static pthread_barrier_t both;

static void *first(void *unused)
{
	pthread_barrier_wait(&both);
	run(0, found[0]);
	return unused;
}

static void race(const char *self, int times)
{
	char left[12];
	pthread_t thread;

	pthread_barrier_init(&both, NULL, 2);
	pthread_create(&thread, NULL, first, NULL);
	pthread_barrier_wait(&both);
	pid_t child = fork();
	if (!child) {
		run(0, found[0]);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	pthread_join(thread, NULL);
	snprintf(left, sizeof(left), "%d", times - 1);
	if (times)
		execl("/proc/self/exe", self, "race", left, (char *)NULL);
	puts("raced");
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	find();
	if (!strcmp(what, "signals"))
		signals();
	else if (!strcmp(what, "copy"))
		copy();
	else if (!strcmp(what, "filter"))
		filter();
	else if (!strcmp(what, "moved"))
		moved();
	else if (!strcmp(what, "race"))
		race(argv[0], argc > 2 ? atoi(argv[2]) : 100);
	else
		return 77;
	return 0;
}
