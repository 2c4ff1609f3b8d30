/* SPDX-License-Identifier: Apache-2.0 */
/*
 * late WHAT: states of a process in which a learned filter may be loaded. It brings one about,
 * makes known calls until a filter would be loaded, and prints what it can see
 * of itself then: the same as without a recorder.
 *
 * blocked    threads sleep in calls of several kinds; then the process is stopped and continued
 * registers  registers and the red zone, at each call
 * altstack   signals on an alternate stack that has room for little more
 * vfork      a vfork child makes the calls, in the memory of its parent
 * as, nproc, nofile, stack, fsize  a resource limit that allows nothing more
 * dumpable   PR_SET_DUMPABLE 0
 * landlock   a ruleset that allows no reading
 * status     what a program can see of filters and no_new_privs
 * dropped    gives up root
 * listener   a filter of its own with a listener, which answers getpid
 * strict     strict mode, then write
 * x32, int80 calls of other archs
 * execs N    threads make calls while one of them executes this again, N times
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OFTEN = 3000, UNKNOWN = 1900 };

static void make_known_calls(void)
{
	for (int i = 0; i < OFTEN; i++)
		syscall(SYS_getppid);
}

static void print(const char *what, long result)
{
	printf("%s: %ld, errno %d\n", what, result, result < 0 ? errno : 0);
}

/* --- threads that sleep across the load --- */

static int pipe_ends[2], word, never;

static long sleep_in_read(void)
{
	char byte;

	return read(pipe_ends[0], &byte, 1);
}

static long sleep_in_futex(void)
{
	return syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0);
}

static long sleep_in_nanosleep(void)
{
	return nanosleep(&(struct timespec){ .tv_nsec = 700000000 }, NULL);
}

static long sleep_in_poll(void)
{
	struct pollfd one = { never, POLLIN, 0 };

	return poll(&one, 1, 700);
}

static long sleep_in_epoll(void)
{
	struct epoll_event event = { 0 };
	int fd = epoll_create1(0);

	epoll_ctl(fd, EPOLL_CTL_ADD, pipe_ends[0], &event);
	return epoll_wait(fd, &event, 1, -1) < 0 ? -1 : 0;
}

static const struct sleeper {
	const char *name;
	long (*sleep)(void);
} sleepers[] = { { "read", sleep_in_read }, { "futex", sleep_in_futex }, { "nanosleep", sleep_in_nanosleep },
                 { "poll", sleep_in_poll }, { "epoll_wait", sleep_in_epoll } };

enum { SLEEPERS = sizeof(sleepers) / sizeof(*sleepers) };

static struct result {
	const struct sleeper *sleeper;
	long value;
	int error;
} results[SLEEPERS];

/* Then a call of its own, which must be seen. */
static void *run_sleeper(void *at)
{
	struct result *result = at;

	result->value = result->sleeper->sleep();
	result->error = errno;
	syscall(UNKNOWN + (result->sleeper - sleepers));
	return NULL;
}

static void stop_and_continue(void)
{
	pid_t child = fork();

	if (child == 0) {
		kill(getppid(), SIGSTOP);
		nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
		_exit(kill(getppid(), SIGCONT));
	}
	waitpid(child, NULL, 0);
}

static void wake(void)
{
	word = 1;
	syscall(SYS_futex, &word, FUTEX_WAKE, 1, NULL, NULL, 0);
	if (write(pipe_ends[1], "ab", 2) != 2)
		exit(1);
}

static void be_blocked(void)
{
	pthread_t threads[SLEEPERS];
	int others[2];

	if (pipe(pipe_ends) || pipe(others))
		exit(1);
	never = others[0];
	for (int i = 0; i < SLEEPERS; i++) {
		results[i].sleeper = &sleepers[i];
		pthread_create(&threads[i], NULL, run_sleeper, &results[i]);
	}
	usleep(50000);
	make_known_calls();
	stop_and_continue();
	wake();
	for (int i = 0; i < SLEEPERS; i++) {
		pthread_join(threads[i], NULL);
		printf("%s: %ld, errno %d\n", results[i].sleeper->name, results[i].value, results[i].value < 0 ? results[i].error : 0);
	}
}

/* --- registers --- */

#ifdef __x86_64__
/* Values in all registers that a call keeps, and below the stack pointer. */
static long changed_by_call(void)
{
	long changed;

	__asm__ volatile("mov $0x1111, %%rbx; mov $0x2222, %%rdi; mov $0x3333, %%rsi; mov $0x4444, %%rdx; mov $0x5555, %%r8\n\t"
	                 "mov $0x6666, %%r9; mov $0x7777, %%r10; mov $0x8888, %%r12; mov $0x9999, %%r13; mov $0xaaaa, %%r14\n\t"
	                 "movq %%rbx, %%xmm0; movq $0x5a5a, -8(%%rsp); movq $0x6b6b, -128(%%rsp)\n\t"
	                 "mov $110, %%eax; syscall\n\t"
	                 "sub $0x1111, %%rbx; sub $0x2222, %%rdi; sub $0x3333, %%rsi; sub $0x4444, %%rdx; sub $0x5555, %%r8\n\t"
	                 "sub $0x6666, %%r9; sub $0x7777, %%r10; sub $0x8888, %%r12; sub $0x9999, %%r13; sub $0xaaaa, %%r14\n\t"
	                 "or %%rdi, %%rbx; or %%rsi, %%rbx; or %%rdx, %%rbx; or %%r8, %%rbx; or %%r9, %%rbx; or %%r10, %%rbx\n\t"
	                 "or %%r12, %%rbx; or %%r13, %%rbx; or %%r14, %%rbx\n\t"
	                 "movq -8(%%rsp), %%rax; sub $0x5a5a, %%rax; or %%rax, %%rbx; movq -128(%%rsp), %%rax; sub $0x6b6b, %%rax\n\t"
	                 "or %%rax, %%rbx; movq %%xmm0, %%rax; sub $0x1111, %%rax; or %%rbx, %%rax"
	                 : "=a"(changed) : : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "xmm0", "memory");
	return changed;
}
#else
static long changed_by_call(void)
{
	return 0;
}
#endif

static void check_registers(void)
{
	long changed = 0;

	for (int i = 0; i < OFTEN; i++)
		changed |= changed_by_call();
	print("changed", changed);
}

/* --- signals --- */

static char stack[32 * 1024];
static volatile int caught, elsewhere;

static void catch(int sig)
{
	char here;

	elsewhere += sig != SIGALRM || &here < stack || &here >= stack + sizeof(stack);
	caught++;
}

static void take_on_altstack(void)
{
	stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction action = { .sa_handler = catch, .sa_flags = SA_ONSTACK | SA_RESTART };
	struct itimerval soon = { { 0, 100 }, { 0, 100 } }, over = { { 0, 0 }, { 0, 0 } };

	sigaltstack(&alternate, NULL);
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	while (caught < 500)
		syscall(SYS_getppid);
	setitimer(ITIMER_REAL, &over, NULL);
	print("elsewhere", elsewhere);
}

static void in_vfork_child(void)
{
	int status;
	pid_t child = vfork();

	if (child == 0) {
		make_known_calls();
		_exit(7);
	}
	waitpid(child, &status, 0);
	print("child", WEXITSTATUS(status));
	make_known_calls();
}

/* --- limits and privileges --- */

static void limit(int resource, rlim_t most)
{
	struct rlimit limit = { most, most };

	print("setrlimit", setrlimit((__typeof__(RLIMIT_AS))resource, &limit));
}

static void allow_no_reading(void)
{
	struct landlock_ruleset_attr rules = { .handled_access_fs = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR };
	int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules.handled_access_fs), 0);

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	print("restrict", syscall(SYS_landlock_restrict_self, fd, 0));
}

/* The kernel's own lines on filters, from /proc. */
static void print_status(const char *when)
{
	char line[128];
	FILE *file = fopen("/proc/self/status", "re");

	printf("%s: PR_GET_SECCOMP %d, PR_GET_NO_NEW_PRIVS %d\n", when, prctl(PR_GET_SECCOMP), prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, "NoNewPrivs", 10) || !strncmp(line, "Seccomp", 7))
			printf("%s: %s", when, line);
}

static void drop_root(void)
{
	if (getuid() == 0 && (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534)))
		exit(1);
}

/* --- filters of its own --- */

static void *answer(void *at)
{
	struct seccomp_notif asked = { 0 };
	int fd = *(int *)at;

	if (!ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &asked)) {
		struct seccomp_notif_resp response = { .id = asked.id, .val = 4711 };
		ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &response);
	}
	return NULL;
}

static void listen_to_getpid(void)
{
	struct sock_filter insn[] = {
		{ BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr) },
		{ BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_getpid },
		{ BPF_RET | BPF_K, 0, 0, SECCOMP_RET_USER_NOTIF },
		{ BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW },
	};
	struct sock_fprog filter = { 4, insn };
	pthread_t thread;

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	int fd = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter);
	print("listener", fd >= 0 ? 0 : -1);
	pthread_create(&thread, NULL, answer, &fd);
	print("getpid", syscall(SYS_getpid));
	pthread_join(thread, NULL);
}

static void be_strict(void)
{
	long entered = prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
	const char *line = entered ? "refused\n" : "strict\n";

	if (write(1, line, strlen(line)) > 0)
		syscall(SYS_exit, 0);
}

/* --- other archs --- */

static void call_x32(void)
{
	long result = syscall(0x40000000 | SYS_getpid);

	print("x32", result > 0 ? 0 : result);
}

static void call_int80(void)
{
#ifdef __x86_64__
	long result;

	__asm__ volatile("int $0x80" : "=a"(result) : "a"(20l), "b"(0l) : "memory", "r8", "r9", "r10", "r11");
	printf("int80: %d\n", result > 0 || result == -ENOSYS);
#endif
}

/* --- execs while threads run --- */

static void *spin(void *nothing)
{
	for (;;)
		syscall(SYS_getppid);
	return nothing;
}

static void *execute(void *left)
{
	char number[24];

	snprintf(number, sizeof(number), "%ld", (long)left - 1);
	usleep((useconds_t)(500 * ((long)left % 7)));
	execl("/proc/self/exe", "late", "execs", number, NULL);
	_exit(1);
}

static void execute_again(long left)
{
	pthread_t threads[3];

	if (left <= 0)
		return;
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, spin, NULL);
	pthread_create(&threads[2], NULL, execute, (void *)left);
	spin(NULL);
}

/* --- what is asked for --- */

static void begin(const char *what)
{
	if (!strcmp(what, "as"))
		limit(RLIMIT_AS, 4096);
	else if (!strcmp(what, "nproc"))
		limit(RLIMIT_NPROC, 0);
	else if (!strcmp(what, "nofile"))
		limit(RLIMIT_NOFILE, 0);
	else if (!strcmp(what, "stack"))
		limit(RLIMIT_STACK, 4096);
	else if (!strcmp(what, "fsize"))
		limit(RLIMIT_FSIZE, 4096);
	else if (!strcmp(what, "dumpable"))
		print("dumpable", prctl(PR_SET_DUMPABLE, 0));
	else if (!strcmp(what, "landlock"))
		allow_no_reading();
	else if (!strcmp(what, "status"))
		print_status("before");
	else if (!strcmp(what, "dropped"))
		drop_root();
	else if (!strcmp(what, "vfork"))
		in_vfork_child();
	else if (!strcmp(what, "altstack"))
		take_on_altstack();
	else if (!strcmp(what, "registers"))
		check_registers();
	else if (!strcmp(what, "blocked"))
		be_blocked();
}

static void end(const char *what)
{
	if (!strcmp(what, "landlock"))
		print("open", open("/etc/passwd", O_RDONLY | O_CLOEXEC));
	else if (!strcmp(what, "status"))
		print_status("after");
	else if (!strcmp(what, "listener"))
		listen_to_getpid();
	else if (!strcmp(what, "x32"))
		call_x32();
	else if (!strcmp(what, "int80"))
		call_int80();
	else if (!strcmp(what, "strict"))
		be_strict();
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "execs")) {
		execute_again(argc > 2 ? atol(argv[2]) : 0);
		return 0;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	begin(what);
	make_known_calls();
	end(what);
	syscall(UNKNOWN + 50);
	printf("end\n");
	return 0;
}
