/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/code/closure.h"

#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/path.h"
#include "core/base/file.h"

enum { SCRIPTS_MOST = 4, CONF_DEPTH = 4, LINE_MOST = 4096 };

static const char *const default_folders[] = {
	"/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib",
};

/* --- paths below the root --- */

/* A path of the program as a path of ours; symbolic links are followed below the root. */
static const char *outside(struct closure *closure, const char *path)
{
	char link[PATH_MAX];

	if (!closure->root[0])
		return path;
	for (int i = 0; i < 16; i++) {
		const char *full = arena_format(&closure->arena, "%s%s", closure->root, path);
		ssize_t length = readlink(full, link, sizeof(link) - 1);
		if (length < 0)
			return full;
		link[length] = '\0';
		const char *slash = strrchr(path, '/');
		path = link[0] == '/' ? arena_string(&closure->arena, link)
		                      : arena_format(&closure->arena, "%.*s/%s", (int)(slash ? slash - path : 0), path, link);
	}
	return arena_format(&closure->arena, "%s%s", closure->root, path);
}

static bool same_file(const char *a, const char *b)
{
	struct stat first, second;

	return !stat(a, &first) && !stat(b, &second) && first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* --- the folders of the system --- */

static void add_folder(struct closure *closure, const char *folder)
{
	if (closure->folder_count < CLOSURE_FOLDERS && folder[0] == '/')
		closure->folders[closure->folder_count++] = arena_string(&closure->arena, folder);
}

static void read_conf(struct closure *closure, const char *path, int depth);

static void read_conf_matches(struct closure *closure, const char *pattern, int depth)
{
	glob_t found = {0};

	if (!glob(arena_format(&closure->arena, "%s%s", closure->root, pattern), 0, NULL, &found))
		for (size_t i = 0; i < found.gl_pathc; i++)
			read_conf(closure, found.gl_pathv[i], depth + 1);
	globfree(&found);
}

static void read_conf_line(struct closure *closure, char *line, int depth)
{
	char *rest = line + strspn(line, " \t"), *end = rest + strcspn(rest, " \t#\r");
	char *word = end + strspn(end, " \t");

	*end = '\0';
	if (strcmp(rest, "include") != 0) {
		add_folder(closure, rest);
		return;
	}
	word[strcspn(word, " \t#\r")] = '\0';
	read_conf_matches(closure, word[0] == '/' ? word : arena_format(&closure->arena, "/etc/%s", word), depth);
}

static void read_conf(struct closure *closure, const char *path, int depth)
{
	AUTO_TEXT struct text text = {0};
	struct err err;
	char *save = NULL;

	if (depth > CONF_DEPTH || access(path, R_OK) || file_read(path, &text, &err) < 0)
		return;
	for (char *line = strtok_r(text.at, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		read_conf_line(closure, line, depth);
}

static void read_folders(struct closure *closure)
{
	if (closure->folder_count)
		return;
	read_conf(closure, outside(closure, "/etc/ld.so.conf"), 0);
	for (size_t i = 0; i < COUNT_OF(default_folders); i++)
		add_folder(closure, default_folders[i]);
}

/* --- images --- */

static int find_image(struct closure *closure, const char *path)
{
	const char *file = outside(closure, path);

	for (size_t i = 0; i < closure->count; i++)
		if (same_file(file, outside(closure, closure->image[i]->path)))
			return (int)i;
	return -1;
}

static int image_open(struct closure *closure, const char *path, struct err *err)
{
	struct binary *binary = mem_alloc(sizeof(*binary));

	if (closure->count == CLOSURE_IMAGES) {
		free(binary);
		return err_set(err, "%s: more than %d images", path, CLOSURE_IMAGES);
	}
	if (binary_open(binary, outside(closure, path), path, err) < 0) {
		free(binary);
		return -1;
	}
	closure->image[closure->count++] = binary;
	return 0;
}

/* Whether a file of this name is loaded: by its name, or as ld.so knows it. */
static bool is_loaded(const struct closure *closure, const char *name)
{
	for (size_t i = 0; i < closure->count; i++) {
		const struct binary *image = closure->image[i];
		if ((i && !strcmp(path_base(image->path), name)) || (image->soname && !strcmp(image->soname, name)))
			return true;
	}
	return false;
}

/* Opens FOLDER/NAME if it is a library that this program can use. */
static bool try_path(struct closure *closure, const char *path)
{
	struct err err;

	if (access(outside(closure, path), R_OK))
		return false;
	return find_image(closure, path) >= 0 || image_open(closure, path, &err) == 0;
}

/* One folder of a list "A:B", with $ORIGIN and $LIB. */
static const char *expand(struct closure *closure, const struct binary *from, const char *folder, size_t length)
{
	const char *slash = strrchr(from->path, '/');
	AUTO_TEXT struct text out = {0};

	text_add(&out, "");
	for (size_t i = 0; i < length; i++) {
		const char *rest = folder + i;
		size_t origin = !strncmp(rest, "$ORIGIN", 7) ? 7 : !strncmp(rest, "${ORIGIN}", 9) ? 9 : 0;
		size_t lib = !strncmp(rest, "$LIB", 4) ? 4 : !strncmp(rest, "${LIB}", 6) ? 6 : 0;
		if (origin && slash)
			text_add_bytes(&out, from->path, (size_t)(slash - from->path));
		else if (lib)
			text_add(&out, "lib/x86_64-linux-gnu");
		else
			text_add_bytes(&out, rest, 1);
		i += origin + lib ? origin + lib - 1 : 0;
	}
	return arena_string(&closure->arena, out.at);
}

static bool try_list(struct closure *closure, const struct binary *from, const char *list, const char *name)
{
	while (list && *list) {
		size_t length = strcspn(list, ":");
		if (length && try_path(closure, arena_format(&closure->arena, "%s/%s", expand(closure, from, list, length), name)))
			return true;
		list += length + (list[length] == ':');
	}
	return false;
}

static bool try_system(struct closure *closure, const char *name)
{
	read_folders(closure);
	for (size_t i = 0; i < closure->folder_count; i++)
		if (try_path(closure, arena_format(&closure->arena, "%s/%s", closure->folders[i], name)))
			return true;
	return false;
}

static bool find_needed(struct closure *closure, const struct binary *from, const char *name)
{
	const struct binary *program = closure->image[0];

	if (strchr(name, '/'))
		return try_path(closure, name);
	if (!from->runpath && (try_list(closure, from, from->rpath, name) || try_list(closure, program, program->rpath, name)))
		return true;
	return try_list(closure, from, from->runpath, name) || try_system(closure, name);
}

static void add_missing(struct closure *closure, const char *name)
{
	for (size_t i = 0; i < closure->missing_count; i++)
		if (!strcmp(closure->missing[i], name))
			return;
	if (closure->missing_count < CLOSURE_IMAGES)
		closure->missing[closure->missing_count++] = arena_string(&closure->arena, name);
}

/* musl's loader is its libc, under whatever name a program needs that. */
static bool is_musl(const struct closure *closure, const char *name)
{
	const char *loader = closure->loader >= 0 ? path_base(closure->image[closure->loader]->path) : closure->image[0]->interpreter;

	return loader && strstr(loader, "ld-musl") && (!strcmp(name, "libc.so") || !strncmp(name, "libc.musl-", 10));
}

static void add_needed(struct closure *closure, size_t first)
{
	for (size_t i = first; i < closure->count; i++)
		for (size_t n = 0; n < closure->image[i]->needed_count; n++) {
			const char *name = closure->image[i]->needed[n];
			if (!is_musl(closure, name) && !is_loaded(closure, name) && !find_needed(closure, closure->image[i], name))
				add_missing(closure, name);
		}
}

/* The interpreter is last in the order of its program unless something needs it. */
static void add_loader(struct closure *closure)
{
	const char *path = closure->image[0]->interpreter;

	if (path && !try_path(closure, path))
		add_missing(closure, path);
	closure->loader = path ? find_image(closure, path) : -1;
}

/* --- scripts --- */

static const char *script_interpreter(struct closure *closure, const char *path)
{
	const char *file = outside(closure, path);
	struct stat status;
	char line[LINE_MOST] = "";
	FILE *from = !stat(file, &status) && S_ISREG(status.st_mode) ? fopen(file, "re") : NULL;

	if (from && !fgets(line, sizeof(line), from))
		line[0] = '\0';
	if (from)
		fclose(from);
	if (strncmp(line, "#!", 2) != 0)
		return NULL;
	char *word = line + 2 + strspn(line + 2, " \t");
	word[strcspn(word, " \t\n")] = '\0';
	return word[0] == '/' ? arena_string(&closure->arena, word) : NULL;
}

int closure_read(struct closure *closure, const char *root, const char *program, struct err *err)
{
	const char *next = program;

	closure->root = arena_string(&closure->arena, root);
	closure->loader = -1;
	for (int i = 0; i < SCRIPTS_MOST && next; i++) {
		program = next;
		next = script_interpreter(closure, program);
	}
	if (image_open(closure, program, err) < 0) {
		closure_free(closure);
		return -1;
	}
	add_needed(closure, 0);
	add_loader(closure);
	return 0;
}

static bool is_wanted(const struct binary *image, const char *build_id)
{
	bool library = image->soname || !image->interpreter;
	bool same = !build_id || (image->build_id && !strcmp(image->build_id, build_id));

	return library && image->movable && image->dynamic_count && same;
}

void closure_add(struct closure *closure, const char *path, const char *build_id)
{
	size_t before = closure->count;
	struct err err;

	if (find_image(closure, path) >= 0 || image_open(closure, path, &err) < 0)
		return;
	if (!is_wanted(closure->image[before], build_id)) {
		binary_free(closure->image[before]);
		free(closure->image[before]);
		closure->count = before;
		return;
	}
	add_needed(closure, before);
	for (size_t i = before; i < closure->count; i++)
		closure->late[i] = true;
}

void closure_free(struct closure *closure)
{
	for (size_t i = 0; i < closure->count; i++) {
		binary_free(closure->image[i]);
		free(closure->image[i]);
	}
	arena_free(&closure->arena);
	memset(closure, 0, sizeof(*closure));
}
