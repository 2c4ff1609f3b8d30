/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two look-ups in /proc instead of the maps, which take longer, and the file
 * system. The description is bytes, since formatting takes as long as a look-up.
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
	const char *file;                     /* bytes of a description */
	size_t size;
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
	const uint64_t numbers[] = { is.st_dev, is.st_ino, (uint64_t)is.st_size, (uint64_t)is.st_ctim.tv_sec, (uint64_t)is.st_ctim.tv_nsec };
	text_add_bytes(file, numbers, sizeof(numbers));
	text_add_bytes(file, exe, strlen(exe) + 1);
	text_add_bytes(file, root, strlen(root) + 1);
	text_add_bytes(file, name, strlen(name) + 1);
	return true;
}

static uint64_t hash_of(const struct text *file)
{
	uint64_t hash = file->length, word = 0;

	for (size_t at = 0; at < file->length; at += sizeof(word)) {
		size_t left = file->length - at;
		word = 0;
		memcpy(&word, file->at + at, left < sizeof(word) ? left : sizeof(word));
		hash = hash_mix(hash, word);
	}
	return hash;
}

static bool file_equals(const void *owner, size_t entry, const void *key)
{
	const struct program_file *known = &((const struct program_files *)owner)->at[entry];
	const struct text *file = key;

	return known->size == file->length && !memcmp(known->file, file->at, file->length);
}

int program_files_find(const struct program_files *files, const struct text *file)
{
	int64_t at = hash_find(&files->index, hash_of(file), file_equals, files, file);

	return at < 0 ? 0 : files->at[at].program;
}

void program_files_add(struct program_files *files, const struct text *file, int program)
{
	if (files->count == PROGRAM_FILES_MOST)
		return;
	hash_add(&files->index, hash_of(file), files->count);
	files->at = mem_grow(files->at, files->count, &files->room, sizeof(*files->at));
	files->at[files->count++] = (struct program_file){
		memcpy(arena_alloc(&files->arena, file->length), file->at, file->length), file->length, program };
}

void program_files_free(struct program_files *files)
{
	hash_free(&files->index);
	free(files->at);
	arena_free(&files->arena);
	*files = (struct program_files){ 0 };
}
