/* SPDX-License-Identifier: Apache-2.0 */
/* The files are looked up where the unit sees them: in its root. */
#include "tracer/adopt/unit_plan.h"

#include <string.h>
#include <unistd.h>

#include "tracer/adopt/unit_mounts.h"

static const char *value_of(const char *line, const char *key)
{
	size_t length = strlen(key);

	return strncmp(line, key, length) || line[length] != '=' ? NULL : line + length + 1;
}

/* As systemd does, which has no PATH: systemd.service(5), "Command lines". */
static const char *find_file(struct unit_plan *unit, const char *path)
{
	static const char *const folders[] = { "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin" };
	const char *file;

	if (*path == '/')
		return arena_format(unit->arena, "%s%s", unit->root, path);
	for (size_t i = 0; i < COUNT_OF(folders); i++)
		if (!access(file = arena_format(unit->arena, "%s%s/%s", unit->root, folders[i], path), X_OK))
			return file;
	return path;
}

static void add_file(struct unit_plan *unit, const char *file)
{
	for (size_t i = 0; i < unit->count; i++)
		if (!strcmp(unit->files[i], file))
			return;
	if (unit->count < COUNT_OF(unit->files))
		unit->files[unit->count++] = file;
}

/* ExecStart={ path=/usr/sbin/webd ; argv[]=… What is executed before or after the program need not be there. */
static void take_command(struct unit_plan *unit, const char *key, const char *value)
{
	const char *path = strstr(value, "path="), *end = path ? strstr(path, " ; ") : NULL;
	bool starts = !strcmp(key, "ExecStart");

	if (!end)
		return;
	path += strlen("path=");
	const char *file = find_file(unit, arena_format(unit->arena, "%.*s", (int)(end - path), path));
	if (starts || !access(file, F_OK))
		add_file(unit, file);
	unit->starts |= starts;
	unit->stops |= !strcmp(key, "ExecReload") || !strcmp(key, "ExecStop") || !strcmp(key, "ExecStopPost");
}

/* The root comes first, since files are in it. */
static void take_root(struct unit_plan *unit, const char *line)
{
	const char *value = value_of(line, "RootDirectory");

	if (value && *value && strcmp(value, "/"))
		unit->root = arena_string(unit->arena, value);
}

/* The commands of a unit; its filter is for all. */
static const char *const commands[] = { "ExecCondition", "ExecStartPre", "ExecStart", "ExecStartPost", "ExecReload", "ExecStop", "ExecStopPost" };

/* org.freedesktop.systemd1.NoSuchUnit "Unit x.service not found." */
static const char *load_error(struct unit_plan *unit, const char *value)
{
	const char *begin = strchr(value, '"'), *end = begin ? strchr(begin + 1, '"') : NULL;

	return end && end > begin + 1 ? arena_format(unit->arena, "%.*s", (int)(end - begin - 1), begin + 1) : NULL;
}

static int take_line(struct unit_plan *unit, const char *line, struct err *err)
{
	const char *value, *error;

	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if ((value = value_of(line, commands[i])))
			take_command(unit, commands[i], value);
	if ((value = value_of(line, "Id")))
		unit->name = arena_string(unit->arena, value);
	else if ((value = value_of(line, "Type")))
		unit->oneshot = !strcmp(value, "oneshot");
	else if ((value = value_of(line, "SuccessExitStatus")))
		unit->successes = arena_string(unit->arena, value);
	else if ((value = value_of(line, "RootImage")) && *value)
		return err_set(err, "unit %s has RootImage=: its files cannot be watched", unit->name);
	else if ((value = value_of(line, "LoadError")) && (error = load_error(unit, value)))
		return err_set(err, "unit %s: %s", unit->name, error);
	return 0;
}

static int check_mounts(const struct unit_plan *unit, const char *shown, struct err *err)
{
	for (size_t i = 0; i < unit->count; i++) {
		const char *setting = unit_mounts_replace(shown, unit->root, unit->files[i]);
		if (setting)
			return err_set(err, "unit %s has %s=, by which it executes another file than %s: that cannot be watched; use record -D in "
			                    "ExecStart=", unit->name, setting, unit->files[i]);
	}
	return 0;
}

int unit_plan_read(struct unit_plan *unit, const char *name, const char *shown, struct err *err)
{
	char *text = arena_string(unit->arena, shown), *rest = NULL;

	unit->name = name;
	unit->root = unit->successes = "";
	unit->before = unit_state_read(shown);
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		take_root(unit, line);
	text = arena_string(unit->arena, shown);
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (take_line(unit, line, err))
			return -1;
	if (!unit->starts)
		return err_set(err, "unit %s starts no program: it is not a loaded service with ExecStart=", unit->name);
	return check_mounts(unit, shown, err);
}

void unit_plan_properties(struct text *out)
{
	text_add(out, "Id,LoadError,Type,SuccessExitStatus,RootDirectory,RootImage," UNIT_STATE UNIT_MOUNTS);
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		text_format(out, ",%s", commands[i]);
}
