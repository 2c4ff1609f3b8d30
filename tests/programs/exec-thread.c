/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thread other than the leader executes the program again: the kernel gives
 * it the leader's id during the call. The other threads spin, since calls of
 * theirs would only be made on some runs.
 */
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *spin(void *unused)
{
	for (volatile int i = 0;; i = !i)
		(void)unused;
	return NULL;
}

static void *execute(void *self)
{
	execl(self, "exec-thread", "again", (char *)NULL);
	_exit(1);
}

int main(int argc, char **argv)
{
	pthread_t thread[2];

	if (argc > 1) {
		printf("%s %d\n", argv[1], syscall(SYS_getsid, 0) >= 0);
		return 0;
	}
	pthread_create(&thread[0], NULL, spin, NULL);
	pthread_create(&thread[1], NULL, execute, "/proc/self/exe");
	spin(NULL);
}
