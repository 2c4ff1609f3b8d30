/* SPDX-License-Identifier: Apache-2.0 */
/*
 * systemd knows what the unit executes and its control group. Nothing about the unit
 * changes, so it may be of any type, and its filter may refuse ptrace.
 */
#include "cli/record_unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/common/output.h"
#include "tracer/follow/attach_signals.h"

enum { LOOK_INTERVAL = 100000 };              /* microseconds */

/* --- what systemd says --- */

static const char *value_of(const char *line, const char *key)
{
	size_t length = strlen(key);

	return strncmp(line, key, length) || line[length] != '=' ? NULL : line + length + 1;
}

/* ExecStart={ path=/usr/sbin/webd ; argv[]=… */
static void take_command(struct unit_start *unit, const char *value)
{
	const char *path = strstr(value, "path="), *end = path ? strstr(path, " ; ") : NULL;

	unit->commands += end != NULL;
	if (!end || unit->start.count == COUNT_OF(unit->files))
		return;
	path += strlen("path=");
	unit->files[unit->start.count++] = arena_format(&unit->arena, "%s%.*s", unit->root, (int)(end - path), path);
}

/* The root comes first, since files are in it. */
static void take_root(struct unit_start *unit, const char *line)
{
	const char *value = value_of(line, "RootDirectory");

	if (value && *value && strcmp(value, "/"))
		unit->root = arena_string(&unit->arena, value);
}

static int take_line(struct unit_start *unit, const char *line, struct err *err)
{
	const char *value;

	if ((value = value_of(line, "Id")))
		unit->name = arena_string(&unit->arena, value);
	else if ((value = value_of(line, "ExecStart")))
		take_command(unit, value);
	else if ((value = value_of(line, "RootImage")) && *value)
		return err_set(err, "unit %s has RootImage=: its files cannot be watched", unit->name);
	else if ((value = value_of(line, "LoadError")) && strcmp(value, "\"\"") && *value)
		return err_set(err, "unit %s: %s", unit->name, value);
	return 0;
}

int unit_parse(struct unit_start *unit, const char *name, const char *shown, struct err *err)
{
	char *text = arena_string(&unit->arena, shown), *rest = NULL;

	unit->name = name;
	unit->root = "";
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		take_root(unit, line);
	text = arena_string(&unit->arena, shown);
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (take_line(unit, line, err))
			return -1;
	if (!unit->start.count)
		return err_set(err, "unit %s starts no program: it is not a loaded service with ExecStart=", unit->name);
	return 0;
}

static _Noreturn void systemctl(const char *name, const char *properties, int out)
{
	dup2(out, STDOUT_FILENO);
	execlp("systemctl", "systemctl", "show", "-p", properties, "--", name, (char *)NULL);
	_exit(127);
}

static void read_all(int from, struct text *out)
{
	char chunk[4096];
	ssize_t got;

	while ((got = read(from, chunk, sizeof(chunk))) > 0 || (got < 0 && errno == EINTR))
		if (got > 0)
			text_add_bytes(out, chunk, (size_t)got);
}

static int show(const char *name, const char *properties, struct text *out, struct err *err)
{
	int ends[2], status = 0;

	text_add(out, "");
	if (pipe2(ends, O_CLOEXEC))
		return err_errno(err, "pipe");
	pid_t pid = fork();
	if (pid == 0)
		systemctl(name, properties, ends[1]);
	close(ends[1]);
	read_all(ends[0], out);
	close(ends[0]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		return err_set(err, "unit %s: systemctl show failed", name);
	return 0;
}

/* --- its start --- */

static int seized(void *context, struct err *err)
{
	struct unit_start *unit = context;

	(void)err;
	start_go(&unit->start);
	return 0;
}

static int begun(void *context, pid_t program, struct err *err)
{
	return trace_file_begin(((struct unit_start *)context)->file, program, err);
}

void unit_free(struct unit_start *unit)
{
	if (unit->start.pid > 0)
		start_go(&unit->start);       /* if it could not be seized */
	arena_free(&unit->arena);
}

/* --- the next command, as a oneshot may have several --- */

/* Ends when the unit is not starting any more. It may have to execute a file that we watch, so it is not waited for. */
static _Noreturn void look(const struct unit_start *unit)
{
	bool starting = true;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(unit->start.events);
	while (starting) {
		AUTO_TEXT struct text shown = {0};
		struct err ignored;
		starting = !show(unit->name, "ActiveState", &shown, &ignored) && strstr(shown.at, "=activating");
		usleep(starting ? LOOK_INTERVAL : 0);
	}
	_exit(0);
}

static int begin_look(struct unit_start *unit, struct err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return err_errno(err, "pipe");
	unit->looker = fork();
	if (unit->looker == 0)
		look(unit);
	close(ends[1]);
	if (unit->looker > 0)
		return ends[0];
	close(ends[0]);
	return err_errno(err, "fork");
}

static void end_look(struct unit_start *unit, int from)
{
	kill(unit->looker, SIGKILL);
	waitpid(unit->looker, NULL, 0);
	close(from);
}

/* Not a moment sooner: while a task of the unit runs, nobody would answer for the files that it executes. If the watch
 * cannot begin, next() tries again. */
static void leaving(void *context)
{
	struct unit_start *unit = context;
	struct err ignored;

	if (unit->start.events < 0)
		start_watch(&unit->start, &ignored);
}

static int next(void *context, pid_t *pid, struct err *err)
{
	struct unit_start *unit = context;

	if (unit->start.events < 0 && start_watch(&unit->start, err))
		return -1;
	int until = begin_look(unit, err);
	if (until < 0)
		return -1;
	int started = start_await(&unit->start, until, err);
	end_look(unit, until);
	*pid = unit->start.pid;
	return started;
}

int unit_await(struct unit_start *unit, const char *name, struct trace_file *file, struct record_options *how, struct err *err)
{
	AUTO_TEXT struct text shown = {0};

	if (show(name, "Id,LoadError,RootDirectory,RootImage,ExecStart", &shown, err) || unit_parse(unit, name, shown.at, err))
		return -1;
	unit->file = file;
	unit->start.group = unit->name;
	unit->start.files = unit->files;
	if (start_watch(&unit->start, err))
		return -1;
	output_line("waiting for the next start of %s", unit->name);
	attach_signals_listen(true);
	int started = start_await(&unit->start, -1, err);
	attach_signals_listen(false);
	if (!started)
		return err_set(err, "unit %s was not started: no trace was written", unit->name);
	how->pids = &unit->start.pid;
	how->pid_count = 1;
	how->dormant = how->executed = true;
	how->seized = seized;
	how->begun = begun;
	how->leaving = unit->commands > 1 ? leaving : NULL;
	how->next = unit->commands > 1 ? next : NULL;
	how->context = unit;
	return started < 0 ? -1 : 0;
}
