/* SPDX-License-Identifier: Apache-2.0 */
/*
 * awaits: threads sleep, until standard input ends, in calls that the kernel does
 * not restart after an interruption (signal(7)). Prints how many failed with EINTR:
 * none, as no signal arrives.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static atomic_int over, interrupted;
static int epoll, semaphores, pair[2];
static const struct timespec moment = { .tv_nsec = 20000000 };

static int by_epoll(void)
{
	struct epoll_event event;

	return epoll_wait(epoll, &event, 1, 20);
}

static int by_signal(void)
{
	sigset_t none;

	sigemptyset(&none);
	return sigtimedwait(&none, NULL, &moment);
}

static int by_semaphore(void)
{
	struct sembuf take = { .sem_op = -1 };

	return semtimedop(semaphores, &take, 1, &moment);
}

static int by_socket(void)
{
	char byte;

	return (int)recv(pair[0], &byte, 1, 0);
}

static void *await(void *call)
{
	int (*const *wait)(void) = call;

	while (!over)
		if ((*wait)() < 0 && errno == EINTR)
			interrupted++;
	return NULL;
}

int main(void)
{
	static int (*const calls[])(void) = { by_epoll, by_signal, by_semaphore, by_socket };
	enum { CALLS = sizeof(calls) / sizeof(*calls) };
	struct timeval timeout = { .tv_usec = 20000 };
	pthread_t thread[CALLS];
	char byte;

	epoll = epoll_create1(0);
	semaphores = semget(IPC_PRIVATE, 1, 0600);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) || setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)))
		return 1;
	for (int i = 0; i < CALLS; i++)
		if (pthread_create(&thread[i], NULL, await, (void *)&calls[i]))
			return 1;
	while (read(0, &byte, 1) > 0)
		continue;
	over = 1;
	for (int i = 0; i < CALLS; i++)
		pthread_join(thread[i], NULL);
	semctl(semaphores, 0, IPC_RMID);
	printf("%d interrupted\n", (int)interrupted);
	return interrupted != 0;
}
