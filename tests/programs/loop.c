/* SPDX-License-Identifier: Apache-2.0 */
/*
 * loop COUNT THREADS: each thread makes getppid COUNT times.
 */
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { THREADS_MOST = 64 };

static long count;

static void *run(void *nothing)
{
	for (long i = 0; i < count; i++)
		syscall(SYS_getppid);
	return nothing;
}

int main(int argc, char **argv)
{
	int threads = argc > 2 ? atoi(argv[2]) : 1;
	pthread_t others[THREADS_MOST];

	count = argc > 1 ? atol(argv[1]) : 1000;
	if (threads < 1 || threads > THREADS_MOST)
		return 2;
	for (int i = 1; i < threads; i++)
		if (pthread_create(&others[i], NULL, run, NULL))
			return 1;
	run(NULL);
	for (int i = 1; i < threads; i++)
		pthread_join(others[i], NULL);
	return 0;
}
