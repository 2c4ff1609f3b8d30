/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thread that is not the leader executes the program anew: the kernel gives
 * it the leader's id in the middle of the call. The other threads spin, as any
 * call of theirs would be made on some runs and not on others.
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
