/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A systemd keeps its units below its own group, in slices and nothing else. What belongs to
 * another systemd is in the service or scope that this one has made for that.
 */
#include "tracer/adopt/unit_group.h"

#include <stddef.h>
#include <string.h>

/* Of the two hierarchies that systemd uses: cgroup v2, and its own of v1. */
static const char *path_of(const char *line)
{
	const char *named = strchr(line, ':');

	if (!strncmp(line, "0::", strlen("0::")))
		return line + strlen("0::");
	return named && !strncmp(named, ":name=systemd:", strlen(":name=systemd:")) ? named + strlen(":name=systemd:") : NULL;
}

static bool ends_with(const char *text, size_t length, const char *end)
{
	size_t size = strlen(end);

	return length >= size && !strncmp(text + length - size, end, size);
}

/* "/init.scope" is below "". */
static size_t root_length(const char *path)
{
	size_t length = strcspn(path, "\n");

	if (ends_with(path, length, "/init.scope"))
		return length - strlen("/init.scope");
	return length == 1 ? 0 : length;
}

/* What follows systemd's own group in a path of the same hierarchy; NULL: it is elsewhere. */
static const char *below_init(const char *line, const char *path, const char *init)
{
	size_t hierarchy = (size_t)(path - line);

	for (const char *own = init; *own; own += strcspn(own, "\n"), own += *own == '\n') {
		if (strncmp(own, line, hierarchy))
			continue;
		size_t root = root_length(own + hierarchy);
		return strncmp(path, own + hierarchy, root) ? NULL : path + root;
	}
	return path;
}

static bool is(const char *part, size_t length, const char *unit)
{
	return strlen(unit) == length && !strncmp(part, unit, length);
}

/* systemd puts "_" before a name that could be the kernel's: "_memory.service". */
static bool is_named(const char *part, size_t length, const char *unit)
{
	return is(part, length, unit) || (*part == '_' && is(part + 1, length - 1, unit));
}

bool unit_group_has(const char *line, const char *init, const char *unit)
{
	const char *path = path_of(line), *at = path ? below_init(line, path, init) : NULL;

	while (at && *at == '/') {
		size_t length = strcspn(++at, "/\n");
		if (is_named(at, length, unit))
			return true;
		if (!ends_with(at, length, ".slice"))
			return false;
		at += length;
	}
	return false;
}
