/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files are written to a temporary directory beside the target, which is renamed when they are
 * complete: rename() replaces an empty directory, and no other.
 */
#include "cli/common/output_files.h"

#include <errno.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/common/output.h"
#include "core/base/file.h"
#include "core/base/tar.h"

enum { DESCRIPTORS = 8 };

static bool is_directory(const char *name)
{
	struct stat is;

	return name[strlen(name) - 1] == '/' || (!stat(name, &is) && S_ISDIR(is.st_mode));
}

static int remove_one(const char *path, const struct stat *is, int kind, struct FTW *at)
{
	(void)is;
	(void)kind;
	(void)at;
	return remove(path);
}

static int write_member(const char *directory, const struct tar_member *member, struct err *err)
{
	AUTO_TEXT struct text path = {0};

	text_format(&path, "%s/%s", directory, member->name);
	if (path.at[path.length - 1] != '/')
		return file_write(path.at, member->bytes, member->size, err);
	return mkdir(path.at, 0777) ? err_errno(err, "%s", path.at) : 0;
}

static int write_members(const char *directory, const struct text *tar, struct err *err)
{
	struct tar_member member;
	size_t at = 0;

	while (tar_next(tar->at, tar->length, &at, &member))
		if (write_member(directory, &member, err) < 0)
			return -1;
	return 0;
}

static int move(const char *from, const char *to, struct err *err)
{
	if (!rename(from, to))
		return 0;
	if (errno == ENOTEMPTY || errno == EEXIST)
		return err_set(err, "%s: the directory is not empty; remove it, or write an archive with -o FILE", to);
	return err_errno(err, "%s", to);
}

static int write_directory(const char *name, const struct text *tar, struct err *err)
{
	AUTO_TEXT struct text target = {0}, temporary = {0};
	size_t length = strlen(name);

	while (length > 1 && name[length - 1] == '/')
		length--;
	text_add_bytes(&target, name, length);
	text_format(&temporary, "%s.%ld.tmp", target.at, (long)getpid());
	if (mkdir(temporary.at, 0777))
		return err_errno(err, "%s", target.at);
	if (!write_members(temporary.at, tar, err) && !move(temporary.at, target.at, err))
		return 0;
	nftw(temporary.at, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
	return -1;
}

int output_files(const char *name, const struct text *tar, struct err *err)
{
	if (!name || !*name || !strcmp(name, "-") || !is_directory(name))
		return output_write(name, tar, err);
	return write_directory(name, tar, err);
}
