/* SPDX-License-Identifier: Apache-2.0 */
/*
 * At this stage the namespaces exist and the runtime's own code runs in them: it
 * still has to execute the program. Its process is seized without being stopped, so
 * neither the runtime nor the container waits for the recorder.
 *
 * The runtime writes the state, but the user who starts the container chooses the id
 * and the annotations in it.
 */
#include "cli/record_hook.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/common/output.h"
#include "cli/common/trace_file.h"
#include "cli/record_daemon.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/path.h"
#include "tracer/follow/attach.h"
#include "tracer/process/proc.h"

enum { PIDS_MOST = 1 << 22, ID_MOST = 128 };

static const char note[] = "recorded by a hook of the container's runtime: commands that are executed in the container later (exec, "
                           "health checks) are not recorded; seccord-runtime records them too";

struct state {
	pid_t pid;
	char id[ID_MOST];                     /* letters, digits, and -_. */
};

static void keep_id(struct state *state, const char *id)
{
	size_t length = 0;

	for (; *id && length < sizeof(state->id) - 1; id++)
		state->id[length++] = strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.", *id) ? *id : '_';
	state->id[length] = '\0';
}

/* Of a process before pivot_root, the root is the runtime's. A file that may not be read shows nothing. */
static bool has_own_root(pid_t pid)
{
	struct stat own, theirs;
	char name[64];

	snprintf(name, sizeof(name), "/proc/%d/root/", (int)pid);
	return !stat("/", &own) && !stat(name, &theirs) && (own.st_dev != theirs.st_dev || own.st_ino != theirs.st_ino);
}

/* Runtimes do not agree on the status at each stage, so the process is looked at, too. */
static int check_stage(pid_t pid, const char *status, struct err *err)
{
	const char *wrong = NULL;

	if (!strcmp(status, "stopped"))
		wrong = "it has ended";
	else if (pid == getppid())
		wrong = "the hook runs inside of it";
	else if (!strcmp(status, "running") || has_own_root(pid))
		wrong = "it has started, so its first calls would be missing";
	return wrong ? err_set(err, "%s: install the hook for the stage createRuntime", wrong) : 0;
}

static int read_state(struct state *state, struct err *err)
{
	const char *status = "";
	AUTO_TEXT struct text text = {0};
	AUTO_JSON json_t *object = NULL;
	const char *id = "container";
	uint64_t pid = 0;

	if (file_read("-", &text, err) < 0)
		return -1;
	object = json_parse_object(text.at, text.length, "state of the container", 1, err);
	if (!object || json_get_string(object, "id", &id, err) < 0 ||
	    json_get_string(object, "status", &status, err) < 0 || json_get_uint(object, "pid", PIDS_MOST, &pid, err) < 0)
		return -1;
	if (!pid)
		return err_set(err, "state of the container: no \"pid\" of a process: install the hook for the stage createRuntime");
	state->pid = (pid_t)pid;
	keep_id(state, id);
	return check_stage(state->pid, status, err);
}

static void expand(const char *output, const struct state *state, struct text *pattern)
{
	for (const char *at = output; *at; at++) {
		bool is_id = at[0] == '%' && at[1] == 'c', is_pair = at[0] == '%' && at[1];
		if (is_id)
			text_add(pattern, state->id);
		else
			text_add_bytes(pattern, at, is_pair ? 2 : 1);
		at += is_pair;
	}
}

/* The folder is made on the first use of an installed hook. */
static void make_folder(const char *pattern)
{
	AUTO_TEXT struct text folder = {0};

	text_add_bytes(&folder, pattern, (size_t)(path_base(pattern) - pattern));
	if (folder.length)
		mkdir(folder.at, 0700);
}

/* 1: this is the recorder, and the container is over. */
static int adopt(struct trace *trace, struct trace_file *file, struct record_options *how, const struct state *state, struct err *err)
{
	struct daemon daemon;

	if (proc_check(err) < 0 || attach_is_allowed(state->pid, false, err) || daemon_split(&daemon, file->writer.fd, err))
		return -1;
	if (daemon.side == DAEMON_CALLER)
		return daemon_await(&daemon, err);
	record_apart(trace, file, how, &daemon, state->pid);
	return 1;
}

static int hook(struct trace *trace, struct trace_file *file, const char *output, struct record_options *how, struct err *err)
{
	AUTO_TEXT struct text pattern = {0};
	struct state state;

	if (read_state(&state, err) < 0)
		return -1;
	expand(output, &state, &pattern);
	make_folder(pattern.at);
	if (trace_file_open(file, pattern.at, err) < 0)
		return -1;
	int adopted = adopt(trace, file, how, &state, err);
	if (!adopted)
		file->temporary.length = 0;   /* the recorder's */
	return adopted < 0 ? -1 : 0;
}

int record_hook(struct trace *trace, const char *output, struct record_options *how, struct err *err)
{
	AUTO_TRACE_FILE struct trace_file file = {.writer = {.fd = -1}};

	how->container = true;
	how->note = note;
	if (hook(trace, &file, output ? output : "%c.%p.trace", how, err) < 0)
		output_line("the container is not recorded: %s", err->text);
	return EXIT_SAME;
}
