/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that is not the leader executes the program anew: the kernel gives
 * it the leader's id in the middle of the call. */
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *execute(void *self)
{
	execl(self, "exec-thread", "again", (char *)NULL);
	return NULL;
}

static void *idle(void *unused)
{
	for (;;)
		pause();
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t thread[2];

	if (argc > 1) {
		printf("%s %d\n", argv[1], syscall(SYS_getsid, 0) >= 0);
		return 0;
	}
	pthread_create(&thread[0], NULL, idle, NULL);
	pthread_create(&thread[1], NULL, execute, "/proc/self/exe");
	pthread_join(thread[1], NULL);
	return 1;
}
