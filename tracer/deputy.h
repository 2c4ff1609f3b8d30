/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deputy: opens a file in the name of another process, from a copy of what it
 * asked for.
 *
 * The file is opened with the other's root, working directory, ids, groups,
 * capabilities and umask, or not at all. What is opened by way of who opens it
 * (magic links, /proc, /dev/tty) is not opened: it would be the deputy's own.
 */
#ifndef TRACER_DEPUTY_H
#define TRACER_DEPUTY_H

#include <linux/openat2.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { DEPUTY_GROUPS = 1024, DEPUTY_DECLINES = -4096 };

struct deputy_person {                        /* what the kernel judges by */
	uint32_t uid, gid;                    /* those of the file system */
	uint64_t effective;                   /* capabilities */
	uint32_t group_count, group[DEPUTY_GROUPS];
};

struct deputy {
	struct deputy_person person;
	mode_t umask;
	int root, cwd, dir;                   /* -1: there is none; AT_FDCWD for dir: the cwd */
};

/* Looks at a task, which must stand still meanwhile. False where it cannot be
 * looked at, or where nobody can stand in for it: it is in another user,
 * network or cgroup namespace. To be ended in any case. */
bool deputy_prepare(struct deputy *deputy, pid_t tid, int dirfd);
void deputy_end(struct deputy *deputy);

/* Takes the calling thread out of its process's root and working directory,
 * gives it the other's rights, for good, and opens. The descriptor; or minus
 * an errno, as the kernel says it; or DEPUTY_DECLINES. */
int deputy_open(const struct deputy *deputy, const char *path, const struct open_how *how);

/* Pure: of the text of /proc/PID/status. False where something is missing. */
bool deputy_read_status(const char *status, struct deputy_person *person, mode_t *umask);

#endif
