/* SPDX-License-Identifier: Apache-2.0 */
/* Eight threads, each of which makes a call that no other code here makes. */
#include <linux/futex.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static const long calls[] = {
	SYS_getpgid, SYS_getsid, SYS_getppid, SYS_sched_yield, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid,
};

enum { THREADS = sizeof(calls) / sizeof(calls[0]) };

static void *work(void *call)
{
	for (int i = 0; i < 50; i++)
		syscall(*(const long *)call, 0);
	return NULL;
}

int main(void)
{
	pthread_t thread[THREADS];

	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&thread[i], NULL, work, (void *)&calls[i]))
			return 1;
	/* pthread_join makes this call only if a thread has not exited yet. */
	int word = 0;
	syscall(SYS_futex, &word, FUTEX_WAKE, 1, NULL, NULL, 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	puts("joined");
	return 0;
}
