/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The child ends at once, so that the grandchild belongs to init. The caller allows
 * the grandchild to trace it, which Yama (ptrace_scope 1) else allows to ancestors
 * only; that is why the grandchild waits for a word before it returns.
 */
#include "tracer/adopt/daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/descriptor.h"
#include "core/base/mem.h"

/* --- the recorder --- */

/* Ends of sessions and control groups; of the last two, the write fails. */
static void ignore_signals(void)
{
	static const int ignored[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE, SIGXFSZ };

	for (size_t i = 0; i < COUNT_OF(ignored); i++)
		signal(ignored[i], SIG_IGN);
}

static void leave_terminal(void)
{
	int null = open("/dev/null", O_RDWR);

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (null < 0 || dup2(null, fd) < 0)
			close(fd);
	if (null > STDERR_FILENO)
		close(null);
	setsid();
}

static void become_recorder(struct daemon *daemon, int go, int keep)
{
	char byte;

	daemon->side = DAEMON_RECORDER;
	ignore_signals();
	leave_terminal();
	descriptor_keep(STDERR_FILENO + 1, (int[]){ go, daemon->report, keep }, 3);
	if (read(go, &byte, 1) != 1)
		_exit(1);
	close(go);
}

/* --- the caller --- */

/* The child gives the id of the grandchild as the first word. */
static _Noreturn void middle(int report, pid_t recorder)
{
	if (write(report, &recorder, sizeof(recorder)) != sizeof(recorder))
		_exit(1);
	_exit(0);
}

static int admit(const struct daemon *daemon, pid_t child, int go, struct err *err)
{
	pid_t recorder = -1;

	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	if (read(daemon->report, &recorder, sizeof(recorder)) != sizeof(recorder) || recorder < 0)
		return err_set(err, "cannot start the recorder: fork failed");
	prctl(PR_SET_PTRACER, recorder, 0, 0, 0);   /* EINVAL without Yama */
	return write(go, "", 1) == 1 ? 0 : err_errno(err, "cannot start the recorder");
}

int daemon_split(struct daemon *daemon, int keep, struct err *err)
{
	int go[2], report[2];

	*daemon = (struct daemon){ .side = DAEMON_CALLER, .caller = getpid() };
	if (pipe2(go, O_CLOEXEC) || pipe2(report, O_CLOEXEC))
		return err_errno(err, "pipe");
	pid_t child = fork();
	if (child < 0)
		return err_errno(err, "fork");
	if (child == 0) {
		pid_t recorder = fork();
		if (recorder)
			middle(report[1], recorder);
		daemon->report = report[1];
		close(go[1]);
		become_recorder(daemon, go[0], keep);
		return 0;
	}
	daemon->report = report[0];
	close(report[1]);
	close(go[0]);
	int failed = admit(daemon, child, go[1], err);
	close(go[1]);
	return failed;
}

int daemon_await(struct daemon *daemon, struct err *err)
{
	char text[sizeof(err->text)] = "";
	ssize_t got;

	do
		got = read(daemon->report, text, sizeof(text) - 1);
	while (got < 0 && errno == EINTR);
	close(daemon->report);
	if (got <= 0)
		return err_set(err, "the recorder ended before it had begun");
	return *text ? err_set(err, "%s", text) : 0;
}

/* --- the recorder's answer --- */

static void answer(struct daemon *daemon, const char *text, size_t size)
{
	ssize_t ignored = write(daemon->report, text, size);   /* less than PIPE_BUF: whole */

	(void)ignored;
	close(daemon->report);
	daemon->report = -1;
}

void daemon_ready(struct daemon *daemon)
{
	answer(daemon, "", 1);
}

void daemon_failed(struct daemon *daemon, const struct err *err)
{
	if (daemon->report >= 0)
		answer(daemon, err->text, strlen(err->text));
}
