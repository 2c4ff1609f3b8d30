/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two look-ups in /proc instead of the maps, which take longer, and the file
 * system. The lengths keep the strings apart.
 */
#include "tracer/program_files.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/kernel/syscall.h"

struct program_file {
	const char *file;
	int program;
};

static bool read_link(pid_t tid, const char *what, char link[static PATH_MAX])
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)tid, what);
	ssize_t length = readlink(path, link, PATH_MAX - 1);
	link[length < 0 ? 0 : length] = '\0';
	return length > 0 && length < PATH_MAX - 1;
}

bool program_files_moves_root(int id)
{
	return id == CALL_chroot || id == CALL_pivot_root || id == CALL_setns;
}

void program_files_root_moves(struct program_files *files)
{
	files->roots_differ = true;
}

/* NULL: it cannot be read. */
static const char *root_of(struct program_files *files, pid_t tid, char root[static PATH_MAX])
{
	if (!files->roots_differ && files->root)
		return files->root;
	if (!read_link(tid, "root", root))
		return NULL;
	if (!files->root)
		files->root = arena_string(&files->arena, root);
	return root;
}

bool program_files_read(struct program_files *files, pid_t tid, const char *name, struct text *file)
{
	char path[64], exe[PATH_MAX], room[PATH_MAX];
	struct stat is;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)tid);
	const char *root = root_of(files, tid, room);
	if (!root || stat(path, &is) || !read_link(tid, "exe", exe))
		return false;
	text_format(file, "%llx %llx %llx %llx.%lx %zu %zu %s%s%s", (unsigned long long)is.st_dev, (unsigned long long)is.st_ino,
	            (unsigned long long)is.st_size, (unsigned long long)is.st_ctim.tv_sec, (unsigned long)is.st_ctim.tv_nsec,
	            strlen(exe), strlen(root), exe, root, name);
	return true;
}

static bool file_equals(const void *owner, size_t entry, const void *key)
{
	return !strcmp(((const struct program_files *)owner)->at[entry].file, key);
}

int program_files_find(const struct program_files *files, const char *file)
{
	int64_t at = hash_find(&files->index, hash_mix_string(0, file), file_equals, files, file);

	return at < 0 ? 0 : files->at[at].program;
}

void program_files_add(struct program_files *files, const char *file, int program)
{
	if (files->count == PROGRAM_FILES_MOST)
		return;
	hash_add(&files->index, hash_mix_string(0, file), files->count);
	files->at = mem_grow(files->at, files->count, &files->room, sizeof(*files->at));
	files->at[files->count++] = (struct program_file){ arena_string(&files->arena, file), program };
}

void program_files_free(struct program_files *files)
{
	hash_free(&files->index);
	free(files->at);
	arena_free(&files->arena);
	*files = (struct program_files){ 0 };
}
