/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opens, names and renames the trace. cli/common/journal_end.c handles a trace that
 * the program has changed.
 */
#include "cli/common/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int journal_name(const char *pattern, pid_t program, struct text *name, bool *has_pid, struct err *err)
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

static int failed(const struct journal *journal, struct err *err)
{
	return err_errno(err, "%s", journal->name.at);
}

enum { TRIES = 100 };

/* Opens a temporary file in the folder of the target. */
static int open_temporary(struct journal *journal, const char *target, struct err *err)
{
	const char *slash = strrchr(target, '/');

	for (int i = 0; i < TRIES; i++) {
		journal->temporary.length = 0;
		text_add_bytes(&journal->temporary, target, slash ? (size_t)(slash - target) + 1 : 0);
		text_format(&journal->temporary, ".seccord.%ld.%d.tmp", (long)getpid(), i);
		journal->writer.fd = open(journal->temporary.at, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
		if (journal->writer.fd >= 0)
			return 0;
		if (errno != EEXIST)
			break;
	}
	journal->temporary.length = 0;
	return failed(journal, err);
}

static int open_straight(struct journal *journal, int flags, struct err *err)
{
	journal->writer.fd = open(journal->name.at, flags | O_CREAT | O_CLOEXEC, 0666);
	return journal->writer.fd < 0 ? failed(journal, err) : 0;
}

static bool is_link(const char *name)
{
	struct stat status;

	return !lstat(name, &status) && S_ISLNK(status.st_mode);
}

/* The target of a rename: follows a symbolic link, so that it stays a link. Other
 * names are not resolved, since we may lack access to folders on the full path. */
static int add_target(const char *name, struct text *target, struct err *err)
{
	AUTO_FREE char *real = is_link(name) ? realpath(name, NULL) : NULL;

	if (!real && is_link(name))
		return err_errno(err, "%s", name);
	text_add(target, real ? real : name);
	return 0;
}

/* Writes to an existing file only if it is empty, so that no data is lost. */
static int open_over(struct journal *journal, const struct stat *old, struct err *err)
{
	if (!S_ISREG(old->st_mode))
		return open_straight(journal, O_WRONLY, err);
	journal->is_file = true;
	if (!old->st_size)
		return open_straight(journal, O_RDWR | O_APPEND, err);
	AUTO_TEXT struct text target = {0};
	if (access(journal->name.at, W_OK))
		return failed(journal, err);
	if (add_target(journal->name.at, &target, err))
		return -1;
	if (open_temporary(journal, target.at, err))
		return err_context(err, "cannot keep the last recording as a .old file");
	return fchmod(journal->writer.fd, old->st_mode & 0777) ? failed(journal, err) : 0;
}

static int open_file(struct journal *journal, bool has_pid, struct err *err)
{
	struct stat old;

	if (!has_pid && !stat(journal->name.at, &old))
		return open_over(journal, &old, err);
	if (!has_pid && errno != ENOENT)
		return failed(journal, err);
	journal->is_file = true;
	if (!has_pid && is_link(journal->name.at))
		return open_straight(journal, O_RDWR | O_APPEND, err);
	return open_temporary(journal, journal->name.at, err);
}

int journal_open(struct journal *journal, const char *pattern, struct err *err)
{
	bool has_pid;
	int fd;

	*journal = (struct journal){ .pattern = pattern, .writer = { .fd = -1 } };
	if (journal_name(pattern, 0, &journal->name, &has_pid, err))
		return -1;
	fd = descriptor_of(journal->name.at);
	if (fd < 0) {
		if (open_file(journal, has_pid, err))
			return -1;
	} else {
		journal->writer.fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
		if (journal->writer.fd < 0)
			return failed(journal, err);
	}
	journal->writer.name = strcmp(pattern, "-") ? journal->pattern : "-";
	journal->writer.sum = &journal->sum;
	return 0;
}

/* 1: a non-empty file exists; `target` is its name with links resolved. */
static int find_old(const char *name, struct text *target, struct err *err)
{
	struct stat old;

	if (stat(name, &old))
		return errno == ENOENT ? 0 : err_errno(err, "%s", name);
	if (!S_ISREG(old.st_mode))
		return err_set(err, "%s: not a regular file", name);
	return add_target(name, target, err) ? -1 : old.st_size > 0;
}

static int keep_old(const char *target, struct err *err)
{
	AUTO_TEXT struct text old = {0};

	text_format(&old, "%s.old", target);
	return rename(target, old.at) ? err_errno(err, "cannot keep the last recording as %s", old.at) : 0;
}

static int take_name(struct journal *journal, struct err *err)
{
	AUTO_TEXT struct text target = {0};
	int old = find_old(journal->name.at, &target, err);

	if (old < 0 || (old && keep_old(target.at, err)))
		return -1;
	if (rename(journal->temporary.at, target.length ? target.at : journal->name.at))
		return failed(journal, err);
	journal->temporary.length = 0;
	return 0;
}

int journal_begin(void *context, pid_t program, struct err *err)
{
	struct journal *journal = context;
	bool has_pid;

	journal->name.length = 0;
	if (journal_name(journal->pattern, program, &journal->name, &has_pid, err))
		return -1;
	if (journal->temporary.length && take_name(journal, err))
		return -1;
	journal->begun = true;
	return 0;
}

void journal_free(struct journal *journal)
{
	if (journal->temporary.length)
		unlink(journal->temporary.at);
	if (journal->writer.fd >= 0)
		close(journal->writer.fd);
	text_free(&journal->name);
	text_free(&journal->temporary);
}
