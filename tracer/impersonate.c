/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Credentials belong to threads: raw system calls change only the calling
 * thread, while libc's wrappers change the whole process.
 */
#include "tracer/impersonate.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/magic.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/base/mem.h"

#ifndef STATX_MNT_ID
#define STATX_MNT_ID 0x1000                   /* Linux 5.8 */
#endif

enum { STATUS_MOST = 32 * 1024, TTY_MAJOR = 5 };

/* --- its credentials --- */

/* The first line is the process name, chosen by the process; the kernel escapes
 * newlines in it. */
static const char *line_of(const char *status, const char *key)
{
	const char *at = strstr(status, key);

	return at ? at + strlen(key) : NULL;
}

/* The fourth of real, effective, saved, file system. */
static bool read_id(const char *line, uint32_t *id)
{
	return line && sscanf(line, "%*u %*u %*u %u", id) == 1;
}

static bool read_groups(const char *line, struct credentials *credentials)
{
	char *end;

	for (; line; line = end) {
		unsigned long group = strtoul(line, &end, 10);
		if (end == line || strcspn(line, "\n") < (size_t)(end - line))
			return true;
		if (credentials->group_count == IMPERSONATE_GROUPS)
			return false;
		credentials->group[credentials->group_count++] = (uint32_t)group;
	}
	return false;
}

bool impersonate_read_status(const char *status, struct credentials *credentials, mode_t *mask)
{
	const char *umask_line = line_of(status, "\nUmask:"), *effective = line_of(status, "\nCapEff:");

	*credentials = (struct credentials){0};
	if (!umask_line || !effective)
		return false;
	*mask = (mode_t)strtoul(umask_line, NULL, 8);
	credentials->effective = strtoull(effective, NULL, 16);
	return read_id(line_of(status, "\nUid:"), &credentials->uid) && read_id(line_of(status, "\nGid:"), &credentials->gid) &&
	       read_groups(line_of(status, "\nGroups:"), credentials);
}

static bool read_status(int proc, struct credentials *credentials, mode_t *mask)
{
	char status[STATUS_MOST];
	int fd = openat(proc, "status", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, status, sizeof(status) - 1);

	if (fd >= 0)
		close(fd);
	if (got <= 0 || got == sizeof(status) - 1)
		return false;
	status[got] = '\0';
	return impersonate_read_status(status, credentials, mask);
}

static bool read_own(struct credentials *credentials, mode_t *mask)
{
	int self = open("/proc/thread-self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool done = self >= 0 && read_status(self, credentials, mask);

	if (self >= 0)
		close(self);
	return done;
}

static bool is_same_space(int proc, int self, const char *name)
{
	struct stat theirs, ours;
	bool seen = !fstatat(proc, name, &theirs, 0), seen_ours = !fstatat(self, name, &ours, 0);

	if (!seen || !seen_ours)
		return seen == seen_ours && errno == ENOENT;  /* a kernel without such namespaces */
	return theirs.st_dev == ours.st_dev && theirs.st_ino == ours.st_ino;
}

/* Capabilities of another user namespace have the same names but less power; an
 * open of /dev/net/tun or of a file in cgroupfs binds to the opener's
 * namespace. */
static bool is_of_our_world(int proc)
{
	static const char *const names[] = { "ns/user", "ns/net", "ns/cgroup" };
	int self = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool same = self >= 0;

	for (size_t i = 0; i < COUNT_OF(names); i++)
		same = same && is_same_space(proc, self, names[i]);
	if (self >= 0)
		close(self);
	return same;
}

static int open_dir(int proc, int dirfd)
{
	char path[32];

	if (dirfd == AT_FDCWD)
		return openat(proc, "cwd", O_PATH | O_DIRECTORY | O_CLOEXEC);
	snprintf(path, sizeof(path), "fd/%d", dirfd);
	return dirfd < 0 ? -1 : openat(proc, path, O_PATH | O_CLOEXEC);
}

bool impersonate_prepare(struct impersonation *subject, pid_t tid, int dirfd)
{
	char path[32];

	*subject = (struct impersonation){ .root = -1, .dir = -1 };
	snprintf(path, sizeof(path), "/proc/%d", (int)tid);
	int proc = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (proc < 0)
		return false;
	bool known = is_of_our_world(proc) && read_status(proc, &subject->credentials, &subject->umask);
	subject->root = openat(proc, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	subject->dir = open_dir(proc, dirfd);
	close(proc);
	return known && subject->root >= 0 && (subject->dir >= 0 || dirfd != AT_FDCWD);
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

void impersonate_end(struct impersonation *subject)
{
	close_if_open(subject->root);
	close_if_open(subject->dir);
}

/* --- taking them on --- */

static bool is_our_root(int root)
{
	struct statx theirs, ours;
	unsigned wanted = STATX_INO | STATX_MNT_ID;

	return !statx(root, "", AT_EMPTY_PATH, wanted, &theirs) && !statx(AT_FDCWD, "/", 0, wanted, &ours) &&
	       theirs.stx_mask & ours.stx_mask & STATX_MNT_ID && theirs.stx_mnt_id == ours.stx_mnt_id &&
	       theirs.stx_ino == ours.stx_ino;
}

static bool uses_umask(const struct open_how *how)
{
	return how->flags & O_CREAT || (how->flags & O_TMPFILE) == O_TMPFILE;
}

/* What the thread has to change is shared with the process until unshare, which the
 * filters of containers refuse. The working directory needs no change: it is the directory
 * that a path begins at. */
static bool stand_where(const struct impersonation *subject, mode_t own_mask, const struct open_how *how)
{
	bool same_root = is_our_root(subject->root);

	if (same_root && (subject->umask == own_mask || !uses_umask(how)))
		return true;
	if (unshare(CLONE_FS))
		return false;
	umask(subject->umask);
	return same_root || (!fchdir(subject->root) && !chroot("."));
}

/* At most what both have. */
static bool keep_capabilities(uint64_t effective)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct caps[2];

	if (syscall(SYS_capget, &head, caps))
		return false;
	caps[0].effective = caps[0].permitted & (uint32_t)effective;
	caps[1].effective = caps[1].permitted & (uint32_t)(effective >> 32);
	return !syscall(SYS_capset, &head, caps);
}

static bool has_same_groups(const struct credentials *a, const struct credentials *b)
{
	return a->group_count == b->group_count && !memcmp(a->group, b->group, a->group_count * sizeof(*a->group));
}

/* setfsuid reports no error, so the result is read back. */
static bool become(const struct credentials *own, const struct credentials *credentials)
{
	bool same_groups = has_same_groups(own, credentials);

	if (same_groups && own->uid == credentials->uid && own->gid == credentials->gid && own->effective == credentials->effective)
		return true;
	if (!same_groups && syscall(SYS_setgroups, (size_t)credentials->group_count, credentials->group))
		return false;
	setfsgid(credentials->gid);
	setfsuid(credentials->uid);
	return (uint32_t)setfsgid((gid_t)-1) == credentials->gid && (uint32_t)setfsuid((uid_t)-1) == credentials->uid &&
	       keep_capabilities(credentials->effective);
}

/* --- opening --- */

/* Files whose content depends on the opener: its memory, its terminal. */
static bool is_of_the_opener(int fd)
{
	struct statfs system;
	struct stat file;

	if (fstatfs(fd, &system) || fstat(fd, &file))
		return true;
	return system.f_type == PROC_SUPER_MAGIC ||
	       (S_ISCHR(file.st_mode) && file.st_rdev == makedev(TTY_MAJOR, 0));
}

static bool has_place(const struct impersonation *subject, const char *path, const struct open_how *how, uint64_t resolve)
{
	struct open_how place = { .flags = O_PATH | O_CLOEXEC | (how->flags & (O_NOFOLLOW | O_DIRECTORY)), .resolve = resolve };
	int fd = (int)syscall(SYS_openat2, subject->dir, path, &place, sizeof(place));

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Whether ELOOP came from a magic link rather than from a loop or O_NOFOLLOW. */
static bool was_magic(const struct impersonation *subject, const char *path, const struct open_how *how)
{
	return has_place(subject, path, how, how->resolve) &&
	       !has_place(subject, path, how, how->resolve | RESOLVE_NO_MAGICLINKS);
}

static int open_plainly(const struct impersonation *subject, const char *path, const struct open_how *how)
{
	struct open_how safer = *how;

	safer.resolve |= RESOLVE_NO_MAGICLINKS;
	if (!(safer.flags & O_PATH))
		safer.flags |= O_NOCTTY;
	int fd = (int)syscall(SYS_openat2, subject->dir, path, &safer, sizeof(safer));
	if (fd >= 0)
		return fd;
	int error = errno;
	return error == ELOOP && was_magic(subject, path, how) ? IMPERSONATE_DECLINES : -error;
}

int impersonate_open(const struct impersonation *subject, const char *path, const struct open_how *how)
{
	struct credentials own;
	mode_t mask;

	/* /proc is not reachable from another root. */
	if (!read_own(&own, &mask) || !stand_where(subject, mask, how) || !become(&own, &subject->credentials))
		return IMPERSONATE_DECLINES;
	int fd = open_plainly(subject, path, how);
	if (fd < 0 || !is_of_the_opener(fd))
		return fd;
	close(fd);
	return IMPERSONATE_DECLINES;
}
