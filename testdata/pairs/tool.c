/* SPDX-License-Identifier: Apache-2.0 */
/* What ordinary programs ask of libc: streams, folders, times, a thread, a process, a socket. */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void *work(void *given)
{
	struct timespec soon = {0, 1000};

	nanosleep(&soon, NULL);
	return given;
}

static void files(void)
{
	char line[100];
	struct stat about;
	FILE *file = fopen("data", "w+");

	if (!file)
		exit(1);
	fprintf(file, "words\n");
	rewind(file);
	if (!fgets(line, sizeof(line), file) || stat("data", &about) || about.st_mtime < 1)
		exit(1);
	fclose(file);
	utimensat(AT_FDCWD, "data", NULL, 0);
	rename("data", "other");
	unlink("other");
}

static void folders(void)
{
	DIR *folder = opendir(".");

	while (folder && readdir(folder))
		;
	if (folder)
		closedir(folder);
}

static void process(void)
{
	int status;
	pid_t child = fork();

	if (!child)
		_exit(0);
	waitpid(child, &status, 0);
}

static void sockets(void)
{
	struct sockaddr unknown = {.sa_family = AF_UNSPEC};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	connect(fd, &unknown, sizeof(unknown));
	close(fd);
}

int main(void)
{
	pthread_t thread;

	files();
	folders();
	if (!pthread_create(&thread, NULL, work, NULL))
		pthread_join(thread, NULL);
	process();
	sockets();
	printf("%d\n", time(NULL) > 0 && clock() >= 0);
	return 0;
}
