/* SPDX-License-Identifier: Apache-2.0 */
/* A thread is asked, by fanotify(7), whether the file in argv[1] may be opened; then that is executed. 77: it may not listen. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/fanotify.h>
#include <sys/wait.h>
#include <unistd.h>

static int events;

static void *permit(void *unused)
{
	_Alignas(struct fanotify_event_metadata) char bytes[4096];
	ssize_t got;

	while ((got = read(events, bytes, sizeof(bytes))) > 0)
		for (const struct fanotify_event_metadata *event = (const void *)bytes; FAN_EVENT_OK(event, got); event = FAN_EVENT_NEXT(event, got)) {
			struct fanotify_response response = { event->fd, FAN_ALLOW };
			if (write(events, &response, sizeof(response)) < 0)
				perror("response");
			close(event->fd);
		}
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	int status = 0;

	events = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC, O_RDONLY | O_CLOEXEC);
	if (argc < 2 || events < 0 || fanotify_mark(events, FAN_MARK_ADD, FAN_OPEN_PERM | FAN_ACCESS_PERM, AT_FDCWD, argv[1]))
		return 77;
	pthread_create(&thread, NULL, permit, NULL);
	pid_t pid = fork();
	if (pid == 0) {
		execv(argv[1], argv + 1);
		_exit(9);
	}
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
