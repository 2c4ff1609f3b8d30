/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The owner and the text of a link are read through one descriptor, so nobody can put
 * another link between the two. A link that replaces the target later is not followed
 * either: the target is opened with `no_follow`, and rename() follows none.
 */
#include "core/base/target.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "core/base/descriptor.h"
#include "core/base/path.h"

enum { LINKS_MOST = 40 };                     /* MAXSYMLINKS of the kernel */

bool target_may_follow(uid_t link, const struct stat *folder, uid_t user)
{
	bool shared = (folder->st_mode & S_ISVTX) && (folder->st_mode & S_IWOTH);

	return !shared || link == user || link == folder->st_uid;
}

static int open_folder(const char *name, size_t length)
{
	AUTO_TEXT struct text folder = {0};

	text_add_bytes(&folder, length ? name : ".", length ? length : 1);
	return open(folder.at, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static bool is_proc(int folder)
{
	struct statfs system;

	return !fstatfs(folder, &system) && system.f_type == PROC_SUPER_MAGIC;
}

static int refuse(const char *name, struct err *err)
{
	return err_set(err, "%s: a symbolic link of another user, in a folder that everybody may write to, is not followed", name);
}

/* Replaces the name by what the link says, seen from its folder. */
static int follow(struct target *target, int link, size_t folder, struct err *err)
{
	char text[PATH_MAX];
	ssize_t length = readlinkat(link, "", text, sizeof(text));

	if (length < 0)
		return err_errno(err, "%s", target->name.at);
	if (length == sizeof(text))
		return err_set(err, "%s: its link is too long", target->name.at);
	target->name.length = text[0] == '/' ? 0 : folder;
	text_add_bytes(&target->name, text, (size_t)length);
	return 1;
}

/* 1: the name was a link, which is followed; 0: it is none, or does not exist. */
static int step(struct target *target, struct err *err)
{
	const char *name = target->name.at, *base = path_base(name);
	size_t length = (size_t)(base - name);
	AUTO_FD int folder = open_folder(name, length);
	AUTO_FD int link = folder < 0 || !*name ? -1 : openat(folder, *base ? base : ".", O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat around;

	target->exists = link >= 0 && !fstat(link, &target->is);
	if (!target->exists || !S_ISLNK(target->is.st_mode))
		return 0;
	if (is_proc(folder)) {
		target->no_follow = 0;
		target->exists = !stat(name, &target->is);
		return 0;
	}
	if (fstat(folder, &around) || !target_may_follow(target->is.st_uid, &around, geteuid()))
		return refuse(name, err);
	return follow(target, link, length, err);
}

int target_find(struct target *target, const char *name, struct err *err)
{
	int more = 1;

	*target = (struct target){ .no_follow = O_NOFOLLOW };
	text_add(&target->name, name);
	for (int i = 0; more > 0 && i <= LINKS_MOST; i++)
		more = step(target, err);
	if (more > 0) {
		errno = ELOOP;
		return err_errno(err, "%s", name);
	}
	return more;
}

void target_free(struct target *target)
{
	text_free(&target->name);
}
