/* SPDX-License-Identifier: Apache-2.0 */
/* A server that, as PostgreSQL does, shares memory and counts the descriptors that it may have by
 * opening and closing many, then listens and forks two workers. Each makes 5,000
 * calls of kinds that the server never makes. Prints how many ended well. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DESCRIPTORS = 500, WORKERS = 2, ROUNDS = 2500 };

static void count_descriptors(void)
{
	int fds[DESCRIPTORS];

	for (int i = 0; i < DESCRIPTORS; i++)
		fds[i] = dup(2);
	for (int i = 0; i < DESCRIPTORS; i++)
		close(fds[i]);
}

static int work(void)
{
	struct stat is;
	int failed = 0;

	for (int i = 0; i < ROUNDS; i++)
		failed |= lseek(2, 0, SEEK_CUR) == -2 || stat("/", &is);
	return failed;
}

int main(void)
{
	int served = 0, status;

	int shared = shmget(IPC_PRIVATE, 4096, 0600);

	shmctl(shared, IPC_RMID, NULL);
	count_descriptors();
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	if (bind(listener, &(struct sockaddr){ AF_UNIX, "" }, sizeof(sa_family_t)) || listen(listener, WORKERS))
		return 1;                     /* the kernel chooses the name */
	for (int i = 0; i < WORKERS; i++)
		if (fork() == 0)
			_exit(work());
	while (wait(&status) > 0)
		served += status == 0;
	printf("%d\n", served);
	return 0;
}
