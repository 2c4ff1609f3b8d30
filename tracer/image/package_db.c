/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files are sorted, so each line of a database is one binary search. What cannot
 * be read has no answers: packages are a help for readers, and no recording fails for
 * them.
 *
 * Sources: dpkg-query(1), dpkg-divert(1), deb822(5); apk-tools, "lib/apk/db/installed".
 */
#include "tracer/image/package_db.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/file.h"

struct package_lookup {
	struct arena *arena;
	const char *root;
	struct packaged_file *files;
	size_t count;
	bool merged;                          /* /lib is a link to /usr/lib, but dpkg may list a file below /lib */
};

static int path_order(const void *left, const void *right)
{
	return strcmp(((const struct packaged_file *)left)->path, ((const struct packaged_file *)right)->path);
}

static struct packaged_file *find(const struct package_lookup *all, const char *path)
{
	return bsearch(&(struct packaged_file){ .path = path }, all->files, all->count, sizeof(*all->files), path_order);
}

static struct packaged_file *find_listed(const struct package_lookup *all, const char *path)
{
	AUTO_TEXT struct text below = {0};
	struct packaged_file *file = find(all, path);

	if (file || !all->merged || !strncmp(path, "/usr/", 5))
		return file;
	text_format(&below, "/usr%s", path);
	return find(all, below.at);
}

static bool read_below(const struct package_lookup *all, const char *name, struct text *bytes)
{
	AUTO_TEXT struct text path = {0};
	struct err err = {""};

	text_format(&path, "%s%s", all->root, name);
	return file_read(path.at, bytes, &err) == 0 && bytes->length;
}

/* Cuts the next line off; NULL after the last. */
static char *next_line(char **rest)
{
	return *rest && **rest ? strsep(rest, "\n") : NULL;
}

/* --- dpkg --- */

static void take_owner(const struct package_lookup *all, const char *path, const char *owner)
{
	struct packaged_file *file = find_listed(all, path);

	if (!file)
		return;
	file->doubtful |= file->package && strcmp(file->package, owner) != 0;
	file->package = arena_string(all->arena, owner);
}

/* "libc6:amd64.list" has the files of libc6, one a line. */
static void read_list(const struct package_lookup *all, const char *name)
{
	AUTO_TEXT struct text path = {0}, bytes = {0}, owner = {0};
	char *line;

	text_format(&path, "/var/lib/dpkg/info/%s", name);
	if (!read_below(all, path.at, &bytes))
		return;
	text_add_bytes(&owner, name, strcspn(name, ":") < strlen(name) ? strcspn(name, ":") : strlen(name) - strlen(".list"));
	for (char *rest = bytes.at; (line = next_line(&rest));)
		take_owner(all, line, owner.at);
}

static void read_lists(const struct package_lookup *all)
{
	AUTO_TEXT struct text path = {0};
	struct dirent *entry;

	text_format(&path, "%s/var/lib/dpkg/info", all->root);
	DIR *folder = opendir(path.at);
	while (folder && (entry = readdir(folder))) {
		size_t length = strlen(entry->d_name);
		if (length > 5 && !strcmp(entry->d_name + length - 5, ".list"))
			read_list(all, entry->d_name);
	}
	if (folder)
		closedir(folder);
}

/* Three lines each: a file, where it is moved to, and for whom. */
static void read_diversions(const struct package_lookup *all)
{
	AUTO_TEXT struct text bytes = {0};
	char *line;

	if (!read_below(all, "/var/lib/dpkg/diversions", &bytes))
		return;
	for (char *rest = bytes.at; (line = next_line(&rest));) {
		struct packaged_file *file = find_listed(all, line);
		if (file)
			file->doubtful = true;
	}
}

static void take_version(const struct package_lookup *all, const char *package, const char *version)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->files[i].package && !all->files[i].version && !strcmp(all->files[i].package, package))
			all->files[i].version = arena_string(all->arena, version);
}

static const char *value_of(const char *line, const char *key)
{
	size_t length = strlen(key);

	return !strncmp(line, key, length) ? line + length : NULL;
}

/* Paragraphs, in which the name is before the state and the version. The builds of a package for several archs have one
 * version. */
static void read_versions(const struct package_lookup *all)
{
	AUTO_TEXT struct text bytes = {0};
	const char *package = NULL, *value;
	bool installed = false;
	char *line;

	if (!read_below(all, "/var/lib/dpkg/status", &bytes))
		return;
	for (char *rest = bytes.at; (line = next_line(&rest));) {
		if ((value = value_of(line, "Package: ")))
			package = value;
		else if ((value = value_of(line, "Status: ")))
			installed = strstr(value, " installed") != NULL;
		else if ((value = value_of(line, "Version: ")) && package && installed)
			take_version(all, package, value);
		else if (!*line)
			package = NULL;
	}
}

/* --- apk --- */

/* P: a package, V: its version, F: a folder, R: a file in it. */
static void read_apk(const struct package_lookup *all, const char *name)
{
	const char *package = "", *version = "", *folder = "";
	AUTO_TEXT struct text bytes = {0};
	char *line;

	if (!read_below(all, name, &bytes))
		return;
	for (char *rest = bytes.at; (line = next_line(&rest));) {
		AUTO_TEXT struct text path = {0};
		const char *value = *line && line[1] == ':' ? line + 2 : "";
		package = *line == 'P' ? value : package;
		version = *line == 'V' ? value : version;
		folder = *line == 'F' ? value : folder;
		if (*line != 'R')
			continue;
		text_format(&path, "/%s/%s", folder, value);
		struct packaged_file *file = find_listed(all, path.at);
		if (!file)
			continue;
		file->doubtful |= file->package != NULL;
		file->package = arena_string(all->arena, package);
		file->version = arena_string(all->arena, version);
	}
}

/* --- all --- */

static bool is_merged(const char *root)
{
	AUTO_TEXT struct text path = {0};
	struct stat is;

	text_format(&path, "%s/lib", root);
	return !lstat(path.at, &is) && S_ISLNK(is.st_mode);
}

void package_db_find(struct arena *arena, const char *root, struct packaged_file *files, size_t count)
{
	struct package_lookup all = { arena, root, files, count, is_merged(root) };

	if (!count)
		return;
	qsort(files, count, sizeof(*files), path_order);
	read_lists(&all);
	read_diversions(&all);
	read_versions(&all);
	read_apk(&all, "/lib/apk/db/installed");
	read_apk(&all, "/usr/lib/apk/db/installed");
	for (size_t i = 0; i < count; i++)
		if (files[i].doubtful || !files[i].package || !files[i].version || !*files[i].package || !*files[i].version)
			files[i].package = files[i].version = NULL;
}
