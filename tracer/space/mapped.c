/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each write changes a file's ctime, which cannot be set. (A write through a
 * mapping changes it once, when the page is first written.)
 *
 * The file is looked up by its path in the task's root and outside it (files
 * mapped before a chroot) and, if it was unlinked, by the kernel's link to it,
 * which requires privileges, or as the task's program. Some file systems show
 * different inodes in /proc/TID/maps and in stat(2): an existing path is
 * accepted with any inode, unless the kernel says "(deleted)".
 */
#include "tracer/space/mapped.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool mapped_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static bool is_deleted(const char *path)
{
	static const char mark[] = " (deleted)";
	size_t length = strlen(path);

	return length >= sizeof(mark) - 1 && !strcmp(path + length - (sizeof(mark) - 1), mark);
}

static bool look(struct mapped_file *file)
{
	return !stat(file->at, &file->is) && S_ISREG(file->is.st_mode);
}

static bool find_in_root(pid_t tid, const struct mapping *mapping, struct mapped_file *file)
{
	snprintf(file->at, sizeof(file->at), "/proc/%d/root%s", (int)tid, mapping->path);
	return look(file);
}

static bool find_outside(const struct mapping *mapping, struct mapped_file *file)
{
	snprintf(file->at, sizeof(file->at), "%s", mapping->path);
	file->outside = look(file) && file->is.st_ino == mapping->inode;
	return file->outside;
}

static bool find_by_path(pid_t tid, const struct mapping *mapping, struct mapped_file *file)
{
	struct mapped_file elsewhere = { 0 };
	bool found = find_in_root(tid, mapping, file);

	if ((found && file->is.st_ino == mapping->inode) || !find_outside(mapping, &elsewhere))
		return found;
	*file = elsewhere;
	return true;
}

static bool find_unlinked(pid_t tid, const struct mapping *mapping, struct mapped_file *file)
{
	snprintf(file->at, sizeof(file->at), "/proc/%d/map_files/%lx-%lx", (int)tid, (unsigned long)mapping->start,
	         (unsigned long)mapping->end);
	if (look(file))
		return true;
	snprintf(file->at, sizeof(file->at), "/proc/%d/exe", (int)tid);
	return look(file) && file->is.st_ino == mapping->inode;
}

bool mapped_find(pid_t tid, const struct mapping *mapping, struct mapped_file *file)
{
	*file = (struct mapped_file){ 0 };
	if (!is_deleted(mapping->path) && find_by_path(tid, mapping, file))
		return true;
	return find_unlinked(tid, mapping, file);
}
