/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The child waits on a pipe until it is seized, then loads the filter and
 * execs. It makes no other call in between, so the first call that the filter
 * sees is the program's execve. A second pipe, closed by the exec, carries the
 * errno of a failed exec.
 *
 * The filter's listener is a descriptor of the child, which cannot send it
 * (that would be another call). So a supervised child shares our descriptor
 * table until its exec unshares it, and leaves the number in shared memory.
 */
#include "tracer/follow/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tracer/follow/attach.h"
#include "tracer/follow/interpreter.h"

bool launch_is_privileged(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct caps[2] = { { 0 } };

	return !syscall(SYS_capget, &head, caps) && (caps[0].effective & (1u << CAP_SYS_ADMIN));
}

/* --- finding the program --- */

static bool is_program(const char *path, int *error)
{
	if (!access(path, X_OK) && !faccessat(AT_FDCWD, path, X_OK, AT_EACCESS)) {
		int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0)
			return true;
		close(fd);
		errno = EACCES;
	}
	if (errno != ENOENT && errno != ENOTDIR)
		*error = errno;
	return false;
}

static int find_in_path(const char *name, struct text *path, int *error)
{
	const char *list = getenv("PATH");

	for (const char *at = list ? list : "/usr/local/bin:/usr/bin:/bin"; at; at = strchr(at, ':') ? strchr(at, ':') + 1 : NULL) {
		size_t length = strcspn(at, ":");
		path->length = 0;
		text_add_bytes(path, length ? at : ".", length ? length : 1);
		text_format(path, "/%s", name);
		if (is_program(path->at, error))
			return 0;
	}
	return -1;
}

int launch_find_program(const char *name, struct text *path, struct err *err)
{
	int error = ENOENT;

	if (!strchr(name, '/')) {
		if (*name && !find_in_path(name, path, &error))
			return 0;
	} else {
		text_add(path, name);
		if (is_program(name, &error))
			return 0;
	}
	errno = error;
	return err_errno(err, "cannot run %s", *name ? name : "''");
}

int launch_failed(const char *name, int error, struct err *err)
{
	AUTO_TEXT struct text path = {0}, interpreter = {0};
	struct err ignored;
	bool named = !launch_find_program(name, &path, &ignored) && interpreter_fails(path.at, error, &interpreter);

	errno = error;
	return named ? err_errno(err, "cannot run %s: its interpreter %s", name, interpreter.at) : err_errno(err, "cannot run %s", name);
}

/* --- the child --- */

/* As seccomp(2) without flags, a call that valgrind does not know. */
static int load_filter(const struct sock_fprog *filter)
{
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter, 0, 0);
}

/* With a listener. Once it has received a call, only death ends the wait for its
 * response; otherwise a signal would repeat the call (Linux 5.19). */
static int load_listened(const struct launch *launch)
{
	unsigned long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
	long fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, launch->filter);

	if (fd < 0 && errno == EINVAL)
		fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, launch->filter);
	*launch->listener = (int)fd;
	return fd < 0 ? -1 : 0;
}

static int load(const struct launch *launch)
{
	return launch->listener ? load_listened(launch) : load_filter(launch->filter);
}

static _Noreturn void die(int report, int error)
{
	ssize_t ignored = write(report, &error, sizeof(error));

	(void)ignored;
	_exit(127);
}

/* As execvp(3), runs a script without #! in the shell. */
static void exec_shell(const char *path, char **argv)
{
	size_t count = 0;

	while (argv[count])
		count++;
	char **shell = mem_alloc((count + 2) * sizeof(*shell));
	shell[0] = (char *)(uintptr_t)"sh";
	shell[1] = (char *)(uintptr_t)path;
	for (size_t i = 1; i < count; i++)
		shell[i + 1] = argv[i];
	execv("/bin/sh", shell);
	free(shell);
}

void launch_exec(const char *path, char **argv)
{
	execv(path, argv);
	if (errno == ENOEXEC)
		exec_shell(path, argv);
}

static _Noreturn void child(const struct launch *launch, const char *path, int go, int report)
{
	char byte;

	/* It shares our descriptors and so holds both ends of each pipe: it sees
	 * no end of file. */
	if (launch->listener)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (read(go, &byte, 1) != 1)
		_exit(127);
	if (launch->no_new_privs && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		die(report, errno);
	if (launch->listener)
		prctl(PR_SET_PDEATHSIG, 0);
	if (launch->limits)
		limits_restore(launch->limits);
	if (launch->filter && load(launch))
		die(report, errno);
	launch_exec(path, launch->argv);
	die(report, errno);
}

/* --- the parent --- */

static int seize(const struct launch *launch, pid_t pid, int go, struct err *err)
{
	if (ptrace(PTRACE_SEIZE, pid, NULL, (void *)(uintptr_t)launch->options))
		return attach_refused(pid, "cannot trace the program", errno, err);
	/* Without a filter nothing stops the child, so it is stopped here and
	 * resumed call by call. */
	if (!launch->filter)
		ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
	if (write(go, "", 1) != 1)
		return err_errno(err, "cannot start the program");
	return 0;
}

static int seize_or_reap(const struct launch *launch, pid_t pid, int go, struct err *err)
{
	int failed = seize(launch, pid, go, err);

	if (failed) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	return failed;
}

static int share_listener(struct launch *launch, struct err *err)
{
	void *shared = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		return err_errno(err, "mmap");
	launch->listener = shared;
	*launch->listener = -1;
	return 0;
}

static void close_kept(struct launch *launch)
{
	for (size_t i = 0; i < COUNT_OF(launch->kept); i++)
		close(launch->kept[i]);
	munmap(launch->listener, sizeof(int));
	launch->listener = NULL;
}

static int start_sharing(struct launch *launch, const char *path, int go[2], int report[2], pid_t *pid, struct err *err)
{
	memcpy(launch->kept, (int[]){ go[0], go[1], report[1] }, sizeof(launch->kept));
	launch->report = report[0];
	*pid = (pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL);
	if (*pid < 0)
		return err_errno(err, "clone");
	if (*pid == 0)
		child(launch, path, go[0], report[1]);
	int failed = seize_or_reap(launch, *pid, go[1], err);
	if (failed) {
		close_kept(launch);
		close(launch->report);
	}
	return failed;
}

static int start(struct launch *launch, const char *path, int go[2], int report[2], pid_t *pid, struct err *err)
{
	*pid = fork();
	if (*pid < 0)
		return err_errno(err, "fork");
	if (*pid == 0) {
		close(go[1]);
		child(launch, path, go[0], report[1]);
	}
	close(go[0]);
	close(report[1]);
	launch->report = report[0];
	int failed = seize_or_reap(launch, *pid, go[1], err);
	close(go[1]);
	if (failed)
		close(launch->report);
	return failed;
}

int launch_start(struct launch *launch, pid_t *pid, struct err *err)
{
	AUTO_TEXT struct text path = {0};
	int go[2], report[2];

	if (launch_find_program(launch->argv[0], &path, err))
		return -1;
	if (pipe2(go, O_CLOEXEC) || pipe2(report, O_CLOEXEC))
		return err_errno(err, "pipe");
	if (!launch->supervised)
		return start(launch, path.at, go, report, pid, err);
	if (share_listener(launch, err))
		return -1;
	return start_sharing(launch, path.at, go, report, pid, err);
}

int launch_result(struct launch *launch, struct err *err)
{
	int error = 0;

	if (launch->listener)
		close_kept(launch);
	ssize_t got = read(launch->report, &error, sizeof(error));

	close(launch->report);
	if (got != sizeof(error))
		return 0;
	return launch_failed(launch->argv[0], error, err);
}

/* Tested in a child, because a loaded filter cannot be removed. */
bool launch_can_filter(void)
{
	static struct sock_filter allow[] = { { BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW } };
	static const struct sock_fprog filter = { 1, allow };
	uint32_t action = SECCOMP_RET_TRACE;
	int status = 0;
	pid_t pid;

	if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action))
		return false;
	pid = fork();
	if (pid == 0) {
		bool ready = launch_is_privileged() || !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		_exit(ready && !load_filter(&filter) ? 0 : 1);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}
