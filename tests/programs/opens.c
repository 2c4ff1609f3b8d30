/* SPDX-License-Identifier: Apache-2.0 */
/* Opens files by openat2 in all the ways that a supervisor must handle; one word
 * each on the command line. */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RACES = 1000, THREADS = 4, CALLS = 50, KILLS = 40 };

static int open_how(int dir, const char *path, struct open_how how)
{
	return (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));
}

static int open_flags(int dir, const char *path, int flags)
{
	return open_how(dir, path, (struct open_how){ .flags = (unsigned)flags, .mode = flags & O_CREAT ? 0666 : 0 });
}

static void say(const char *what, long fd)
{
	printf("%s: %s\n", what, fd < 0 ? strerrorname_np(errno) : "opened");
	if (fd >= 0)
		close((int)fd);
}

static void flags(void)
{
	int fd = open_flags(AT_FDCWD, "file", O_RDONLY | O_CLOEXEC);

	printf("cloexec: %d\n", fcntl(fd, F_GETFD) & FD_CLOEXEC);
	close(fd);
	fd = open_flags(AT_FDCWD, "file", O_RDONLY);
	printf("plain: %d\n", fcntl(fd, F_GETFD) & FD_CLOEXEC);
	close(fd);
	say("write", open_flags(AT_FDCWD, "file", O_WRONLY));
	say("create", open_flags(AT_FDCWD, "new", O_WRONLY | O_CREAT));
	say("missing", open_flags(AT_FDCWD, "missing", O_RDONLY));
	say("nofollow", open_flags(AT_FDCWD, "link", O_RDONLY | O_NOFOLLOW));
	say("symlink", open_flags(AT_FDCWD, "link", O_RDONLY));
	say("nosymlinks", open_how(AT_FDCWD, "link", (struct open_how){ .resolve = RESOLVE_NO_SYMLINKS }));
	say("beneath", open_how(AT_FDCWD, "../x", (struct open_how){ .resolve = RESOLVE_BENEATH }));
	say("mode", open_how(AT_FDCWD, "file", (struct open_how){ .mode = 0600 }));
}

static void sizes(void)
{
	struct {
		struct open_how how;
		char tail[8];
	} given = { 0 };

	say("long", syscall(SYS_openat2, AT_FDCWD, "file", &given, sizeof(given)));
	given.tail[7] = 1;
	say("tail", syscall(SYS_openat2, AT_FDCWD, "file", &given, sizeof(given)));
	say("short", syscall(SYS_openat2, AT_FDCWD, "file", &given, sizeof(given.how) - 1));
	say("huge", syscall(SYS_openat2, AT_FDCWD, "file", &given, 4097));
	say("no struct", syscall(SYS_openat2, AT_FDCWD, "file", 8, sizeof(given.how)));
	say("no path", syscall(SYS_openat2, AT_FDCWD, 8, &given, sizeof(given.how)));
}

static void places(void)
{
	int dir = open("folder", O_RDONLY | O_DIRECTORY);

	say("dirfd", open_flags(dir, "inner", O_RDONLY));
	say("not there", open_flags(AT_FDCWD, "inner", O_RDONLY));
	if (chdir("folder"))
		exit(2);
	say("after chdir", open_flags(AT_FDCWD, "inner", O_RDONLY));
	say("bad dirfd", open_flags(999, "inner", O_RDONLY));
	say("bad dirfd, absolute", open_flags(999, "/", O_RDONLY));
	close(dir);
}

static void magic(void)
{
	say("own memory", open_flags(AT_FDCWD, "/proc/self/mem", O_RDONLY));
	say("own status", open_flags(AT_FDCWD, "/proc/self/status", O_RDONLY));
	say("own program", open_flags(AT_FDCWD, "/proc/self/exe", O_RDONLY));
	say("own root", open_flags(AT_FDCWD, "/proc/self/root/etc", O_RDONLY));
	say("loop", open_flags(AT_FDCWD, "loop", O_RDONLY));
}

/* The supervisor does this too, before it takes on another root or umask. */
static void need_unshare(void)
{
	if (unshare(CLONE_FS))
		exit(77);
}

static void rights(void)
{
	need_unshare();
	say("as root", open_flags(AT_FDCWD, "secret", O_RDONLY));
	if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
		exit(2);
	say("as nobody", open_flags(AT_FDCWD, "secret", O_RDONLY));
	umask(027);
	say("create", open_flags(AT_FDCWD, "folder/made", O_WRONLY | O_CREAT | O_EXCL));
}

static void rooted(void)
{
	need_unshare();
	if (chroot("folder") || chdir("/"))
		exit(2);
	say("inside", open_flags(AT_FDCWD, "/inner", O_RDONLY));
	say("outside", open_flags(AT_FDCWD, "/../file", O_RDONLY));
}

static void spaces(void)
{
	if (unshare(CLONE_NEWNS | CLONE_NEWIPC))
		exit(77);
	say("other mounts", open_flags(AT_FDCWD, "file", O_RDONLY));
	if (unshare(CLONE_NEWNET))
		exit(77);
	say("other network", open_flags(AT_FDCWD, "file", O_RDONLY));
}

static struct open_how shared;
static atomic_bool over;

static void *flip(void *unused)
{
	(void)unused;
	while (!over) {
		*(volatile __u64 *)&shared.flags = O_WRONLY;
		*(volatile __u64 *)&shared.flags = O_RDONLY;
	}
	return NULL;
}

static void race(void)
{
	pthread_t thread;
	int writable = 0, opened = 0;

	pthread_create(&thread, NULL, flip, NULL);
	for (int i = 0; i < RACES; i++) {
		int fd = (int)syscall(SYS_openat2, AT_FDCWD, "file", &shared, sizeof(shared));
		opened += fd >= 0;
		writable += fd >= 0 && (fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY;
		if (fd >= 0)
			close(fd);
	}
	over = true;
	pthread_join(thread, NULL);
	fprintf(stderr, "opened %d\n", opened);
	printf("writable: %d\n", writable);
}

static void *open_often(void *unused)
{
	(void)unused;
	long done = 0;

	for (int i = 0; i < CALLS; i++) {
		int fd = open_flags(AT_FDCWD, "file", O_RDONLY | O_CLOEXEC);
		char byte = 0;
		done += read(fd, &byte, 1) == 1 && byte == 'f';
		close(fd);
	}
	return (void *)done;
}

static void threads(void)
{
	pthread_t thread[THREADS];
	long sum = 0;

	for (int i = 0; i < THREADS; i++)
		pthread_create(&thread[i], NULL, open_often, NULL);
	for (int i = 0; i < THREADS; i++) {
		void *done;
		pthread_join(thread[i], &done);
		sum += (long)done;
	}
	printf("read: %ld\n", sum);
}

/* A child waits for a writer that never comes, and is killed a little later each time. */
static int kill_one(int yields)
{
	int ready[2], status;
	char byte;

	if (pipe(ready))
		exit(2);
	pid_t child = fork();
	if (child == 0) {
		if (write(ready[1], "", 1) == 1)
			open_flags(AT_FDCWD, "fifo", O_RDONLY);
		_exit(0);
	}
	if (read(ready[0], &byte, 1) != 1)
		exit(2);
	for (int i = 0; i < yields; i++)
		sched_yield();
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	close(ready[0]);
	close(ready[1]);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void killed(void)
{
	int count = 0;

	for (int i = 0; i < KILLS; i++)
		count += kill_one(i * i);
	printf("killed: %d\n", count);
	say("after", open_flags(AT_FDCWD, "file", O_RDONLY));
}

static volatile sig_atomic_t alarms;

static void on_alarm(int sig)
{
	(void)sig;
	alarms++;
}

/* If a call were repeated after a signal, the file would already exist. */
static void signals(void)
{
	struct sigaction action = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
	struct itimerval often = { { 0, 200 }, { 0, 200 } };
	int created = 0;
	char name[32];

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	for (int i = 0; i < CALLS; i++) {
		snprintf(name, sizeof(name), "folder/exclusive%d", i);
		int fd = open_flags(AT_FDCWD, name, O_WRONLY | O_CREAT | O_EXCL);
		created += fd >= 0;
		close(fd);
		unlink(name);
	}
	setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, NULL);
	printf("created: %d\n", created);
}

int main(int argc, char **argv)
{
	static const struct { const char *word; void (*act)(void); } acts[] = {
		{ "flags", flags }, { "sizes", sizes }, { "places", places }, { "magic", magic }, { "rights", rights },
		{ "rooted", rooted }, { "spaces", spaces }, { "race", race }, { "threads", threads }, { "killed", killed },
		{ "signals", signals },
	};

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 1; i < argc; i++)
		for (size_t k = 0; k < sizeof(acts) / sizeof(*acts); k++)
			if (!strcmp(argv[i], acts[k].word))
				acts[k].act();
	return 0;
}
