/* SPDX-License-Identifier: Apache-2.0 */
/*
 * impersonate: opens a file on behalf of another process, from a copy of its
 * arguments.
 *
 * The file is opened with that process's root, working directory, ids, groups,
 * capabilities and umask, or not at all. Paths whose meaning depends on the
 * opener (magic links, /proc, /dev/tty) are declined, as they would refer to
 * the supervisor.
 */
#ifndef TRACER_IMPERSONATE_H
#define TRACER_IMPERSONATE_H

#include <linux/openat2.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { IMPERSONATE_GROUPS = 1024, IMPERSONATE_DECLINES = -4096 };

struct credentials {                          /* the credentials that the kernel checks */
	uint32_t uid, gid;                    /* file system ids */
	uint64_t effective;                   /* capabilities */
	uint32_t group_count, group[IMPERSONATE_GROUPS];
};

struct impersonation {
	struct credentials credentials;
	mode_t umask;
	int root, dir;                        /* -1: none */
};

/* Reads the credentials of a task, which must stay stopped meanwhile. False if
 * they cannot be read, or if the task is in another user, network or cgroup
 * namespace. Call impersonate_end in any case. */
bool impersonate_prepare(struct impersonation *subject, pid_t tid, int dirfd);
void impersonate_end(struct impersonation *subject);

/* Detaches the calling thread from its process's root where it has to,
 * permanently takes on the other's credentials, and opens the file. Returns the
 * descriptor, a negative errno, or IMPERSONATE_DECLINES. */
int impersonate_open(const struct impersonation *subject, const char *path, const struct open_how *how);

/* Parses the text of /proc/PID/status. False if a field is missing. */
bool impersonate_read_status(const char *status, struct credentials *credentials, mode_t *umask);

#endif
