/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opens, names and renames the trace. cli/common/trace_file_end.c handles a trace that
 * the program has changed.
 */
#include "cli/common/trace_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/common/output.h"
#include "core/base/descriptor.h"
#include "core/base/target.h"

int trace_file_name(const char *pattern, pid_t program, struct text *name, bool *has_pid, struct err *err)
{
	*has_pid = false;
	text_add(name, "");
	for (const char *at = pattern; *at; at++) {
		if (*at != '%') {
			text_add_bytes(name, at, 1);
		} else if (at[1] == 'p') {
			text_format(name, "%d", (int)program);
			*has_pid = true;
			at++;
		} else if (at[1] == '%') {
			text_add(name, "%");
			at++;
		} else {
			return err_set(err, "--output=%s: invalid %% sequence; use %%p (process ID of the program) or %%%%", pattern);
		}
	}
	return *name->at ? 0 : err_set(err, "--output= requires a file name");
}

/* Returns the open descriptor that the name refers to: opening a file again would restart at offset 0. */
static int descriptor_of(const char *name)
{
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/" };
	char *end;

	if (!strcmp(name, "-") || !strcmp(name, "/dev/stdout"))
		return STDOUT_FILENO;
	if (!strcmp(name, "/dev/stderr"))
		return STDERR_FILENO;
	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		const char *number = name + strlen(folders[i]);
		if (strncmp(name, folders[i], strlen(folders[i])) || *number < '0' || *number > '9')
			continue;
		long fd = strtol(number, &end, 10);
		return *end || fd > 1 << 20 ? -1 : (int)fd;
	}
	return -1;
}

static int failed(const struct trace_file *file, struct err *err)
{
	return err_errno(err, "%s", file->name.at);
}

enum { TRIES = 100 };

/* Empty: the target is in the current folder. */
static void add_folder(struct text *out, const char *target)
{
	const char *slash = strrchr(target, '/');

	text_add_bytes(out, target, slash ? (size_t)(slash - target) + 1 : 0);
}

/* Calls `make` with names in the folder of the target until one is free. -1: it failed. */
static int with_temporary_name(struct trace_file *file, const char *target, int (*make)(const struct trace_file *file))
{
	int made = -1;

	for (int i = 0; i < TRIES && made < 0; i++) {
		file->temporary.length = 0;
		add_folder(&file->temporary, target);
		text_format(&file->temporary, ".seccord.%ld.%d.tmp", (long)getpid(), i);
		made = make(file);
		if (made < 0 && errno != EEXIST)
			break;
	}
	if (made < 0)
		file->temporary.length = 0;
	return made;
}

static int create_named(const struct trace_file *file)
{
	return open(file->temporary.at, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
}

static int link_unnamed(const struct trace_file *file)
{
	char open_file[64];

	snprintf(open_file, sizeof(open_file), "/proc/self/fd/%d", file->writer.fd);
	return linkat(AT_FDCWD, open_file, AT_FDCWD, file->temporary.at, AT_SYMLINK_FOLLOW);
}

/* One without a name, of which nothing is left if we are killed. Not all filesystems have it. */
static int open_unnamed(const char *target)
{
	AUTO_TEXT struct text folder = {0};

	add_folder(&folder, target);
	text_add(&folder, ".");
	return open(folder.at, O_TMPFILE | O_RDWR | O_APPEND | O_CLOEXEC, 0666);
}

/* Opens a temporary file in the folder of the target. */
static int open_temporary(struct trace_file *file, const char *target, struct err *err)
{
	file->writer.fd = open_unnamed(target);
	file->unnamed = file->writer.fd >= 0;
	if (!file->unnamed)
		file->writer.fd = with_temporary_name(file, target, create_named);
	return file->writer.fd < 0 ? failed(file, err) : 0;
}

/* Where it cannot be linked: what was written so far is written to a file that has a name. */
static int copy_unnamed(struct trace_file *file, const char *target)
{
	char chunk[1 << 14];
	ssize_t got;
	AUTO_FD int named = with_temporary_name(file, target, create_named);

	for (off_t at = 0; named >= 0 && (got = pread(file->writer.fd, chunk, sizeof(chunk), at)) > 0; at += got)
		if (write(named, chunk, (size_t)got) != got)
			return -1;
	return named < 0 || dup3(named, file->writer.fd, O_CLOEXEC) < 0 ? -1 : 0;
}

/* The kernel shows the name of an open file as it was opened, or renamed since: of one without a name, none that it got later.
 * Who may not open the file keeps it as it is. */
static void open_linked(struct trace_file *file)
{
	AUTO_FD int named = open(file->temporary.at, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
	struct stat ours, opened;

	if (named >= 0 && !fstat(named, &opened) && !fstat(file->writer.fd, &ours) && opened.st_ino == ours.st_ino && opened.st_dev == ours.st_dev)
		dup3(named, file->writer.fd, O_CLOEXEC);
}

static int name_unnamed(struct trace_file *file, const char *target)
{
	if (with_temporary_name(file, target, link_unnamed) >= 0)
		open_linked(file);
	else if (copy_unnamed(file, target))
		return -1;
	file->unnamed = false;
	return 0;
}

/* Without a reader, an open of a FIFO waits for one. */
static int open_fifo(const struct trace_file *file, const struct target *target)
{
	int flags = O_WRONLY | O_CLOEXEC | target->no_follow, fd = open(target->name.at, flags | O_NONBLOCK);

	if (fd >= 0)
		return fcntl(fd, F_SETFL, O_WRONLY) ? -1 : fd;
	if (errno != ENXIO)
		return -1;
	output_line("%s: waiting for a reader of this FIFO", file->name.at);
	return open(target->name.at, flags);
}

static int open_straight(struct trace_file *file, const struct target *target, int flags, struct err *err)
{
	if (S_ISFIFO(target->is.st_mode))
		file->writer.fd = open_fifo(file, target);
	else
		file->writer.fd = open(target->name.at, flags | O_CLOEXEC | target->no_follow);
	return file->writer.fd < 0 ? failed(file, err) : 0;
}

/* Writes to an existing file only if it is empty, so that no data is lost. */
static int open_over(struct trace_file *file, const struct target *target, struct err *err)
{
	if (!S_ISREG(target->is.st_mode))
		return open_straight(file, target, O_WRONLY, err);
	file->is_file = true;
	if (!target->is.st_size || !target->no_follow)
		return open_straight(file, target, O_RDWR | O_APPEND, err);
	if (access(target->name.at, W_OK))
		return failed(file, err);
	if (open_temporary(file, target->name.at, err))
		return err_context(err, "cannot keep the last recording as a .old file");
	return fchmod(file->writer.fd, target->is.st_mode & 0777) ? failed(file, err) : 0;
}

static int open_file(struct trace_file *file, bool has_pid, struct err *err)
{
	AUTO_TARGET struct target target = {0};

	if (!has_pid && target_find(&target, file->name.at, err))
		return -1;
	if (target.exists)
		return open_over(file, &target, err);
	file->is_file = true;
	return open_temporary(file, has_pid ? file->name.at : target.name.at, err);
}

int trace_file_open(struct trace_file *file, const char *pattern, struct err *err)
{
	bool has_pid;
	int fd;

	*file = (struct trace_file){ .pattern = pattern, .writer = { .fd = -1 } };
	if (trace_file_name(pattern, 0, &file->name, &has_pid, err))
		return -1;
	fd = descriptor_of(file->name.at);
	if (fd < 0) {
		if (open_file(file, has_pid, err))
			return -1;
	} else {
		file->writer.fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
		if (file->writer.fd < 0)
			return failed(file, err);
	}
	file->writer.name = strcmp(pattern, "-") ? file->pattern : "-";
	file->writer.sum = &file->sum;
	return 0;
}

static int keep_old(const char *target, struct err *err)
{
	AUTO_TEXT struct text old = {0};

	text_format(&old, "%s.old", target);
	return rename(target, old.at) ? err_errno(err, "cannot keep the last recording as %s", old.at) : 0;
}

static int take_name(struct trace_file *file, struct err *err)
{
	AUTO_TARGET struct target target = {0};

	if (target_find(&target, file->name.at, err))
		return -1;
	if (target.exists && !S_ISREG(target.is.st_mode))
		return err_set(err, "%s: not a regular file", file->name.at);
	if (target.exists && target.is.st_size && keep_old(target.name.at, err))
		return -1;
	if ((file->unnamed && name_unnamed(file, target.name.at)) || rename(file->temporary.at, target.name.at))
		return failed(file, err);
	file->temporary.length = 0;
	return 0;
}

int trace_file_begin(void *context, pid_t program, struct err *err)
{
	struct trace_file *file = context;
	bool has_pid;

	file->name.length = 0;
	if (trace_file_name(file->pattern, program, &file->name, &has_pid, err))
		return -1;
	if ((file->temporary.length || file->unnamed) && take_name(file, err))
		return -1;
	file->begun = true;
	return 0;
}

void trace_file_free(struct trace_file *file)
{
	if (file->temporary.length)
		unlink(file->temporary.at);
	if (file->writer.fd >= 0)
		close(file->writer.fd);
	text_free(&file->name);
	text_free(&file->temporary);
}
