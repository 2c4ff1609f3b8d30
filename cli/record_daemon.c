/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The trace is opened before the fork, so that the caller reports an error of its
 * name. The caller then executes the program itself: the process that started
 * seccord sees the program in its place.
 */
#include "cli/record_daemon.h"

#include <errno.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "core/base/mem.h"
#include "emit/filter/filter.h"
#include "tracer/follow/launch.h"
#include "tracer/process/limits.h"

struct parted {
	struct daemon *daemon;
	struct trace_file *file;
};

static int seized(void *context, struct err *err)
{
	struct parted *parted = context;

	(void)err;
	daemon_ready(parted->daemon);
	return 0;
}

static int begun(void *context, pid_t program, struct err *err)
{
	struct parted *parted = context;

	return trace_file_begin(parted->file, program, err);
}

static int follow(struct trace *trace, const struct record_options *how, struct trace_file *file, struct err *err)
{
	struct limits unused;                 /* the caller has its own */
	int status;

	if (limits_lift(&unused, err) < 0 || tracer_record(trace, &file->writer, how, &status, err) < 0)
		return -1;
	return file->begun ? trace_file_end(file, trace, err) : 0;
}

/* Nobody waits for its exit status, and its messages went to the caller. */
int record_apart(struct trace *trace, struct trace_file *file, struct record_options *how, struct daemon *daemon, pid_t pid)
{
	struct parted parted = {daemon, file};
	struct err err = {""};

	how->pids = &pid;
	how->pid_count = 1;
	how->dormant = true;
	how->seized = seized;
	how->begun = begun;
	how->context = &parted;
	how->say = NULL;
	if (!follow(trace, how, file, &err))
		return EXIT_SAME;
	daemon_failed(daemon, &err);
	exit(EXIT_TROUBLE);
}

int record_daemon(struct trace *trace, struct trace_file *file, struct record_options *how, struct err *err)
{
	AUTO_TEXT struct text path = {0};
	struct daemon daemon;

	if (launch_find_program(how->argv[0], &path, err) || daemon_split(&daemon, file->writer.fd, err))
		return -1;
	if (daemon.side == DAEMON_RECORDER)
		return record_apart(trace, file, how, &daemon, daemon.caller);
	if (daemon_await(&daemon, err))
		return -1;
	launch_exec(path.at, how->argv);
	return launch_failed(how->argv[0], errno, err);
}

bool record_always_allows(const struct sock_filter *insn, size_t length, uint32_t audit, uint32_t nr)
{
	const struct filter filter = {(struct sock_filter *)(uintptr_t)insn, length};

	return filter_is_constant_allow(&filter, audit, nr);
}
