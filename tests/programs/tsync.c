/* SPDX-License-Identifier: Apache-2.0 */
/* As Chromium does, loads a filter into all threads at once. One sleeps in
 * epoll_wait, one in a read, one runs; each then makes its own call, which the
 * filter denies. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FIRST = 1900, THREADS = 3 };

static int wake_epoll, wake_read;
static atomic_int ready, loaded, tids[2];

static void refused(int index)
{
	long result = syscall(FIRST + index);

	if (result != -1 || errno != EXDEV)
		printf("thread %d: %ld, errno %d\n", index, result, errno);
}

static void *in_epoll(void *unused)
{
	struct epoll_event event = {.events = EPOLLIN};
	int fd = epoll_create1(0);

	epoll_ctl(fd, EPOLL_CTL_ADD, wake_epoll, &event);
	atomic_store(&tids[0], (int)syscall(SYS_gettid));
	atomic_fetch_add(&ready, 1);
	if (epoll_wait(fd, &event, 1, -1) != 1)
		printf("epoll_wait was interrupted\n");
	refused(0);
	return unused;
}

static void *in_read(void *unused)
{
	long long value;

	atomic_store(&tids[1], (int)syscall(SYS_gettid));
	atomic_fetch_add(&ready, 1);
	if (read(wake_read, &value, 8) != 8)
		printf("read was interrupted\n");
	refused(1);
	return unused;
}

static void *running(void *unused)
{
	atomic_fetch_add(&ready, 1);
	while (!atomic_load(&loaded))
		;
	refused(2);
	return unused;
}

static long load(void)
{
	struct sock_filter insn[] = {
		{BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr)},
		{BPF_JMP | BPF_JGE | BPF_K, 0, 1, FIRST},
		{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EXDEV},
		{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
	};
	struct sock_fprog program = {sizeof(insn) / sizeof(insn[0]), insn};

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
}

static bool is_asleep(int tid)
{
	char name[64], line[128] = "";

	snprintf(name, sizeof(name), "/proc/self/task/%d/stat", tid);
	FILE *file = fopen(name, "r");
	if (!file || !fgets(line, sizeof(line), file))
		return false;
	fclose(file);
	return strstr(line, ") S ");
}

int main(void)
{
	static void *(*const body[THREADS])(void *) = {in_epoll, in_read, running};
	long long one = 1;
	pthread_t thread[THREADS];

	wake_epoll = eventfd(0, 0);
	wake_read = eventfd(0, 0);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&thread[i], NULL, body[i], NULL);
	while (atomic_load(&ready) < THREADS)
		;
	while (!is_asleep(tids[0]) || !is_asleep(tids[1]))
		;
	printf("load: %ld\n", load());
	atomic_store(&loaded, 1);
	if (write(wake_epoll, &one, 8) != 8 || write(wake_read, &one, 8) != 8)
		return 1;
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	syscall(SYS_futex, &loaded, FUTEX_WAKE, 1);   /* pthread_join may or may not make that call */
	return 0;
}
