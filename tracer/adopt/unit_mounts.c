/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of all places that something is mounted at, the longest that the file is below
 * decides. A bind mount of the same path, as in a unit that sees a part of the
 * machine only, replaces nothing.
 */
#include "tracer/adopt/unit_mounts.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

enum kind { BIND, FOLDER, OVERLAY };          /* source:place, place, and over the folders of programs */

static const struct {
	const char *name;
	enum kind kind;
} settings[] = {
	{"BindPaths", BIND},
	{"BindReadOnlyPaths", BIND},
	{"TemporaryFileSystem", FOLDER},
	{"MountImages", BIND},
	{"ExtensionImages", OVERLAY},
	{"ExtensionDirectories", OVERLAY},
};

struct search {
	const char *root;
	char file[PATH_MAX];
	size_t longest;                       /* of the places so far */
	const char *replaced;                 /* by this setting, or NULL */
};

/* Without symbolic links, if it exists. */
static void plain_path(const char *path, char plain[PATH_MAX])
{
	if (!realpath(path, plain))
		snprintf(plain, PATH_MAX, "%s", path);
}

/* `source` is what is mounted there, or "". */
static void consider(struct search *search, const char *setting, const char *source, const char *place)
{
	char path[PATH_MAX], plain[PATH_MAX];

	snprintf(path, sizeof(path), "%s%s", search->root, place);
	plain_path(path, plain);
	size_t length = strcmp(plain, "/") ? strlen(plain) : 0;
	const char *rest = search->file + length;
	bool below = !strncmp(search->file, plain, length) && (!*rest || *rest == '/');
	if (!below || length < search->longest)
		return;
	size_t begun = strcmp(source, "/") ? strlen(source) : 0;
	bool same = *source && !strncmp(search->file, source, begun) && !strcmp(search->file + begun, rest);
	search->longest = length;
	search->replaced = same ? NULL : setting;
}

/* [-]SOURCE[:PLACE[:OPTIONS]] */
static void consider_bind(struct search *search, const char *setting, char *entry, bool is_folder)
{
	char plain[PATH_MAX], *options = entry;

	const char *source = strsep(&options, ":"), *place = strsep(&options, ":");
	source += *source == '-';
	plain_path(source, plain);
	if (is_folder)
		consider(search, setting, "", source);
	else
		consider(search, setting, plain, place && *place ? place : source);
}

static void consider_entry(struct search *search, size_t setting, char *entry)
{
	const char *name = settings[setting].name;

	if (settings[setting].kind != OVERLAY) {
		consider_bind(search, name, entry, settings[setting].kind == FOLDER);
		return;
	}
	consider(search, name, "", "/usr");
	consider(search, name, "", "/opt");
}

static void consider_line(struct search *search, char *line)
{
	char *value = strchr(line, '='), *entry;

	if (!value)
		return;
	*value++ = '\0';
	for (size_t i = 0; i < COUNT_OF(settings); i++)
		while (!strcmp(settings[i].name, line) && (entry = strsep(&value, " ")))
			if (*entry)
				consider_entry(search, i, entry);
}

const char *unit_mounts_replace(const char *shown, const char *root, const char *file)
{
	struct search search = {.root = root};
	char *line;

	AUTO_FREE char *text = mem_alloc(strlen(shown) + 1);
	strcpy(text, shown);
	plain_path(file, search.file);
	for (char *rest = text; (line = strsep(&rest, "\n"));)
		consider_line(&search, line);
	return search.replaced;
}
