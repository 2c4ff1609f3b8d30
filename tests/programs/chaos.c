/* SPDX-License-Identifier: Apache-2.0 */
/* chaos SEED N: a process tree that constantly creates children and threads and
 * kills N of them at random moments, many in the middle of a clone.
 *
 * A child of a raw clone has the memory of a process whose other threads are
 * gone, perhaps with locks held, so it takes no lock. So threads too are created
 * by clone, on stacks of our own. At most BORN_MOST are created in any case. */
#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLOTS = 64, WORKERS = 6, DEPTH = 3, STACK = 16 * 1024, BORN_MOST = 60000 };

static struct shared {
	atomic_int over, born;
	atomic_int slot[SLOTS];               /* process ids, some of them dead */
} *shared;

/* Runs on its own stack, in its parent's memory. */
static int thread_life(void *unused)
{
	(void)unused;
	for (int i = 0; i < 20; i++)
		syscall(1901);
	return 0;
}

static int short_life(void *unused)
{
	(void)unused;
	return 0;
}

static bool may_be_born(void)
{
	return atomic_fetch_add(&shared->born, 1) < BORN_MOST;
}

static pid_t born_into_our_memory(int (*life)(void *), int flags)
{
	char *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);

	return stack == MAP_FAILED ? -1 : clone(life, stack + STACK, CLONE_VM | flags, NULL);
}

static void enter(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u + (unsigned)getpid();
	atomic_store(&shared->slot[(*seed >> 8) % SLOTS], getpid());
}

static void live(unsigned seed, int depth);

static pid_t birth(unsigned kind)
{
	struct clone_args args = {.flags = kind == 0 ? CLONE_PARENT : kind == 1 ? CLONE_UNTRACED : 0, .exit_signal = SIGCHLD};

	if (kind == 2)
		return born_into_our_memory(short_life, CLONE_VFORK | SIGCHLD);
	return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

static void have_child(unsigned seed, int depth)
{
	if (!may_be_born() || birth((seed >> 10) % 5))
		return;
	live(seed + 1, depth + 1);
	_exit(0);
}

static void have_thread(void)
{
	if (may_be_born())
		born_into_our_memory(thread_life, CLONE_THREAD | CLONE_SIGHAND | CLONE_FS | CLONE_FILES);
}

static void live(unsigned seed, int depth)
{
	for (int i = 0; i < 6 && !atomic_load(&shared->over); i++) {
		enter(&seed);
		syscall(1900);
		if ((seed >> 12) % 4 == 0)
			have_thread();
		if (depth < DEPTH)
			have_child(seed, depth);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	}
}

static int kill_one(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	pid_t pid = atomic_exchange(&shared->slot[(*seed >> 8) % SLOTS], 0);

	return pid > 1 && pid != getpid() && getpgid(pid) == getpid() && !kill(pid, SIGKILL);
}

int main(int argc, char **argv)
{
	unsigned seed = argc > 1 ? (unsigned)atol(argv[1]) : 1;
	int killed = 0, wanted = argc > 2 ? atoi(argv[2]) : 50, workers = 0;

	setpgid(0, 0);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	while (killed < wanted && atomic_load(&shared->born) < BORN_MOST) {
		for (; workers < WORKERS && may_be_born(); workers++)
			if (fork() == 0) {
				live(++seed * 7919u, 0);
				_exit(0);
			}
		seed++;
		killed += kill_one(&seed);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			workers = 0;
	}
	atomic_store(&shared->over, 1);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	printf("%d killed\n", killed);
	return 0;
}
