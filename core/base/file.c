/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Output is written to a temporary file in the target's directory and renamed
 * when complete, so readers see either the old file or the new one. Anything
 * but a regular file (/dev/stdout, a pipe) cannot be replaced and is written
 * directly. No fsync: this prevents partial files, not loss on power failure.
 */
#include "core/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/descriptor.h"
#include "core/base/target.h"

enum { CHUNK = 64 * 1024, TEMPORARY_TRIES = 100 };

static ssize_t read_some(int fd, void *bytes, size_t size)
{
	ssize_t got;

	do
		got = read(fd, bytes, size);
	while (got < 0 && errno == EINTR);
	return got;
}

static int read_all(int fd, const char *name, struct text *out, struct err *err)
{
	AUTO_FREE char *chunk = mem_alloc(CHUNK);
	ssize_t got;

	text_add(out, "");
	while ((got = read_some(fd, chunk, CHUNK)) > 0) {
		if (out->length + (size_t)got > FILE_MOST)
			return err_set(err, "%s: larger than %d MiB", name, FILE_MOST >> 20);
		text_add_bytes(out, chunk, (size_t)got);
	}
	if (got < 0 && errno == EAGAIN)
		return err_set(err, "%s: not a file with an end: reading it waits for more", name);
	return got < 0 ? err_errno(err, "%s", name) : 0;
}

/* /proc/kmsg and tracing's pipes look like files, and would wait for ever. */
static void never_wait(int fd)
{
	struct stat file;
	int flags = fcntl(fd, F_GETFL);

	if (flags >= 0 && !fstat(fd, &file) && S_ISREG(file.st_mode))
		fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

const char *file_shown(const char *name)
{
	return strcmp(name, "-") ? name : "stdin";
}

int file_read(const char *name, struct text *out, struct err *err)
{
	if (!strcmp(name, "-"))
		return read_all(STDIN_FILENO, "stdin", out, err);

	AUTO_FD int fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, "%s", name);
	never_wait(fd);
	return read_all(fd, name, out, err);
}

static int write_all(int fd, const char *name, const char *bytes, size_t size, struct err *err)
{
	while (size) {
		ssize_t done = write(fd, bytes, size);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return err_errno(err, "%s", name);
		bytes += done;
		size -= (size_t)done;
	}
	return 0;
}

static int close_checked(int *fd, const char *name, struct err *err)
{
	int failed = close(*fd);

	*fd = -1;
	return failed ? err_errno(err, "%s", name) : 0;
}

static int write_straight(const char *name, const struct target *target, const void *bytes, size_t size, struct err *err)
{
	AUTO_FD int fd = open(target->name.at, O_WRONLY | O_APPEND | O_CLOEXEC | target->no_follow);

	if (fd < 0)
		return err_errno(err, "%s", name);
	if (write_all(fd, name, bytes, size, err))
		return -1;
	return close_checked(&fd, name, err);
}

/* Creates a file next to `target`; stores its name in `temporary`. */
static int open_temporary(const char *target, struct text *temporary)
{
	for (int i = 0; i < TEMPORARY_TRIES; i++) {
		text_free(temporary);
		text_format(temporary, "%s.%ld.%d.tmp", target, (long)getpid(), i);
		int fd = open(temporary->at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

static int fill_temporary(int *fd, const char *name, const struct stat *old, const void *bytes, size_t size,
                          struct err *err)
{
	if (old && fchmod(*fd, old->st_mode & 07777))
		return err_errno(err, "%s", name);
	if (write_all(*fd, name, bytes, size, err))
		return -1;
	return close_checked(fd, name, err);
}

/* `old` is the existing file of that name, or NULL. */
static int replace(const char *name, const char *target, const struct stat *old, const void *bytes, size_t size,
                   struct err *err)
{
	AUTO_TEXT struct text temporary = {0};
	AUTO_FD int fd = open_temporary(target, &temporary);

	if (fd < 0)
		return err_errno(err, "%s", name);
	if (fill_temporary(&fd, name, old, bytes, size, err)) {
		unlink(temporary.at);
		return -1;
	}
	if (rename(temporary.at, target)) {
		err_errno(err, "%s", name);
		unlink(temporary.at);
		return -1;
	}
	return 0;
}

/* Names an open file: a rename would not reach it, even if it is a regular
 * file (`seccord … -o /dev/stdout >>all`). */
static bool is_descriptor(const char *name)
{
	return !strncmp(name, "/dev/std", 8) || !strncmp(name, "/dev/fd/", 8) || !strncmp(name, "/proc/", 6);
}

static bool is_replaced(const char *name, const struct target *target)
{
	return !target->exists || (S_ISREG(target->is.st_mode) && target->no_follow && !is_descriptor(name));
}

int file_write(const char *name, const void *bytes, size_t size, struct err *err)
{
	AUTO_TARGET struct target target = {0};

	if (!strcmp(name, "-"))
		return write_all(STDOUT_FILENO, "stdout", bytes, size, err);
	if (target_find(&target, name, err))
		return -1;
	if (!is_replaced(name, &target))
		return write_straight(name, &target, bytes, size, err);
	/* A rename would lose the file's mode and replace a symbolic link. */
	if (target.exists && access(target.name.at, W_OK))
		return err_errno(err, "%s", name);
	return replace(name, target.name.at, target.exists ? &target.is : NULL, bytes, size, err);
}

void file_cleanup(FILE **file)
{
	if (*file && *file != stdin)
		fclose(*file);
}
