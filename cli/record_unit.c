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
#include "tracer/adopt/unit_mounts.h"
#include "tracer/follow/attach_signals.h"

enum { LOOK_INTERVAL = 100000 };              /* microseconds */

/* --- what systemd says --- */

static const char *value_of(const char *line, const char *key)
{
	size_t length = strlen(key);

	return strncmp(line, key, length) || line[length] != '=' ? NULL : line + length + 1;
}

/* As systemd does, which has no PATH: systemd.service(5), "Command lines". */
static const char *find_file(struct unit_start *unit, const char *path)
{
	static const char *const folders[] = { "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin" };
	const char *file;

	if (*path == '/')
		return arena_format(&unit->arena, "%s%s", unit->root, path);
	for (size_t i = 0; i < COUNT_OF(folders); i++)
		if (!access(file = arena_format(&unit->arena, "%s%s/%s", unit->root, folders[i], path), X_OK))
			return file;
	return path;
}

static void add_file(struct unit_start *unit, const char *file)
{
	for (size_t i = 0; i < unit->start.count; i++)
		if (!strcmp(unit->files[i], file))
			return;
	if (unit->start.count < COUNT_OF(unit->files))
		unit->files[unit->start.count++] = file;
}

/* ExecStart={ path=/usr/sbin/webd ; argv[]=… What is executed before or after the program need not be there. */
static void take_command(struct unit_start *unit, const char *key, const char *value)
{
	const char *path = strstr(value, "path="), *end = path ? strstr(path, " ; ") : NULL;
	bool starts = !strcmp(key, "ExecStart");

	if (!end)
		return;
	path += strlen("path=");
	const char *file = find_file(unit, arena_format(&unit->arena, "%.*s", (int)(end - path), path));
	if (starts || !access(file, F_OK))
		add_file(unit, file);
	unit->starts |= starts;
}

/* The root comes first, since files are in it. */
static void take_root(struct unit_start *unit, const char *line)
{
	const char *value = value_of(line, "RootDirectory");

	if (value && *value && strcmp(value, "/"))
		unit->root = arena_string(&unit->arena, value);
}

/* The commands of a unit; its filter is for all. */
static const char *const commands[] = { "ExecCondition", "ExecStartPre", "ExecStart", "ExecStartPost", "ExecReload", "ExecStop", "ExecStopPost" };

/* org.freedesktop.systemd1.NoSuchUnit "Unit x.service not found." */
static const char *load_error(struct unit_start *unit, const char *value)
{
	const char *begin = strchr(value, '"'), *end = begin ? strchr(begin + 1, '"') : NULL;

	return end && end > begin + 1 ? arena_format(&unit->arena, "%.*s", (int)(end - begin - 1), begin + 1) : NULL;
}

static int take_line(struct unit_start *unit, const char *line, struct err *err)
{
	const char *value, *error;

	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if ((value = value_of(line, commands[i])))
			take_command(unit, commands[i], value);
	if ((value = value_of(line, "Id")))
		unit->name = arena_string(&unit->arena, value);
	else if ((value = value_of(line, "InvocationID")))
		unit->start.invocation = arena_string(&unit->arena, value);
	else if ((value = value_of(line, "RootImage")) && *value)
		return err_set(err, "unit %s has RootImage=: its files cannot be watched", unit->name);
	else if ((value = value_of(line, "LoadError")) && (error = load_error(unit, value)))
		return err_set(err, "unit %s: %s", unit->name, error);
	return 0;
}

static int check_mounts(const struct unit_start *unit, const char *shown, struct err *err)
{
	for (size_t i = 0; i < unit->start.count; i++) {
		const char *setting = unit_mounts_replace(shown, unit->root, unit->files[i]);
		if (setting)
			return err_set(err, "unit %s has %s=, by which it executes another file than %s: that cannot be watched; use record -D in "
			                    "ExecStart=", unit->name, setting, unit->files[i]);
	}
	return 0;
}

int unit_parse(struct unit_start *unit, const char *name, const char *shown, struct err *err)
{
	char *text = arena_string(&unit->arena, shown), *rest = NULL;

	unit->name = name;
	unit->root = unit->start.invocation = "";
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		take_root(unit, line);
	text = arena_string(&unit->arena, shown);
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (take_line(unit, line, err))
			return -1;
	if (!unit->starts)
		return err_set(err, "unit %s starts no program: it is not a loaded service with ExecStart=", unit->name);
	return check_mounts(unit, shown, err);
}

/* What it prints of errors, we say. */
static _Noreturn void systemctl(const char *name, const char *properties, int out)
{
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

	dup2(out, STDOUT_FILENO);
	dup2(nowhere, STDERR_FILENO);
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
	if (pid < 0 || waitpid(pid, &status, 0) != pid || WEXITSTATUS(status) == 127)
		return err_set(err, "unit %s: systemctl cannot be executed", name);
	return status ? err_set(err, "unit %s: systemctl show failed: no unit can have this name, or systemd does not run here", name) : 0;
}

/* --- its start, and what follows --- */

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
	start_end(&unit->start);
	arena_free(&unit->arena);
}

static bool has_process(const char *shown, const char *key)
{
	const char *at = strstr(shown, key);

	return at && at[strlen(key)] != '0';
}

/* A process may still have to execute its command: a simple unit is active when that is forked. Of a unit that is restarted
 * after a failure, the next start is another one. */
static bool is_busy(const char *shown)
{
	return (strstr(shown, "ActiveState=activating") && !strstr(shown, "SubState=auto-restart")) || strstr(shown, "ActiveState=deactivating") ||
	       strstr(shown, "ActiveState=reloading") || has_process(shown, "MainPID=") || has_process(shown, "ControlPID=");
}

/* Ends when the unit executes no commands any more. systemctl may be a file that we watch, so it is not waited for. */
static _Noreturn void look(const struct unit_start *unit)
{
	bool busy = true;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (busy) {
		AUTO_TEXT struct text shown = {0};
		struct err ignored;
		busy = !show(unit->name, "ActiveState,SubState,MainPID,ControlPID", &shown, &ignored) && is_busy(shown.at);
		usleep(busy ? LOOK_INTERVAL : 0);
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

static int joining(void *context, pid_t *pid, struct err *err)
{
	struct unit_start *unit = context;
	int more = start_take(&unit->start, err);

	*pid = unit->start.pid;
	return more;
}

static int next(void *context, pid_t *pid, struct err *err)
{
	struct unit_start *unit = context;
	int until = begin_look(unit, err);

	if (until < 0)
		return -1;
	int more = start_await(&unit->start, until, err);
	end_look(unit, until);
	*pid = unit->start.pid;
	return more;
}

static int await_start(struct unit_start *unit, struct err *err)
{
	if (start_watch(&unit->start, err))
		return -1;
	output_line("waiting for the next start of %s", unit->name);
	attach_signals_listen(true);
	int started = start_await(&unit->start, -1, err);
	attach_signals_listen(false);
	return started ? started : err_set(err, "unit %s was not started: no trace was written", unit->name);
}

int unit_await(struct unit_start *unit, const char *name, struct trace_file *file, struct record_options *how, struct err *err)
{
	AUTO_TEXT struct text shown = {0}, properties = {0};

	if (strpbrk(name, "*?["))
		return err_set(err, "--unit takes the name of one unit, not the pattern '%s'", name);
	text_add(&properties, "Id,LoadError,InvocationID,RootDirectory,RootImage" UNIT_MOUNTS);
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		text_format(&properties, ",%s", commands[i]);
	if (show(name, properties.at, &shown, err) || unit_parse(unit, name, shown.at, err))
		return -1;
	unit->file = file;
	unit->start.group = unit->name;
	unit->start.files = unit->files;
	int started = await_start(unit, err);
	unit->first = unit->start.pid;
	how->pids = &unit->first;
	how->pid_count = 1;
	how->dormant = how->executed = true;
	how->seized = seized;
	how->begun = begun;
	how->joining = joining;
	how->next = next;
	how->context = unit;
	return started < 0 ? -1 : 0;
}
