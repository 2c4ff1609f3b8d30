/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel seizes the children of what is seized, so once a look at /proc finds no
 * other member, all are. A process that ends while it is looked at is no member: what cannot be read of it
 * counts as another namespace.
 */
#include "tracer/adopt/members.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "tracer/adopt/place.h"
#include "tracer/follow/attach.h"
#include "tracer/process/proc.h"

enum { NESTED_MOST = 32 };                    /* MAX_PID_NS_LEVEL, include/linux/pid_namespace.h */

struct container {
	ino_t pids, mounts;
	bool shared;                          /* its PID namespace is ours */
};

static ino_t inode_of(int fd)
{
	struct stat status;

	return fd >= 0 && !fstat(fd, &status) ? status.st_ino : 0;
}

static int namespace_of(pid_t pid, const char *which)
{
	char name[64];

	snprintf(name, sizeof(name), "/proc/%d/ns/%s", (int)pid, which);
	return open(name, O_RDONLY | O_CLOEXEC);
}

static ino_t mounts_of(pid_t pid)
{
	int fd = namespace_of(pid, "mnt");
	ino_t mounts = inode_of(fd);

	if (fd >= 0)
		close(fd);
	return mounts;
}

/* Whether its PID namespace is this one, or one in it. */
static bool is_within(pid_t pid, ino_t pids)
{
	int fd = namespace_of(pid, "pid");
	bool found = inode_of(fd) == pids;

	for (int i = 0; fd >= 0 && !found && i < NESTED_MOST; i++) {
		int parent = ioctl(fd, NS_GET_PARENT);
		close(fd);
		fd = parent;
		found = fd >= 0 && inode_of(fd) == pids;
	}
	if (fd >= 0)
		close(fd);
	return found;
}

static bool is_member(const struct container *container, pid_t pid)
{
	if (pid <= 0 || pid == getpid())
		return false;
	return container->shared ? mounts_of(pid) == container->mounts : is_within(pid, container->pids);
}

static int find_container(struct container *container, pid_t pid, struct err *err)
{
	struct whereabouts here = place_of(0), there = place_of(pid);

	if (!there.pid_namespace)
		return err_errno(err, "process %d: cannot read its namespaces", (int)pid);
	if (!place_is_other(&here, &there))
		return err_set(err, "process %d is in no container: it has the PID namespace and the root directory of seccord itself",
		               (int)pid);
	*container = (struct container){ there.pid_namespace, mounts_of(pid), here.pid_namespace == there.pid_namespace };
	return 0;
}

struct members {
	pid_t *at;
	size_t count, room;
};

static void members_free(struct members *members)
{
	free(members->at);
	*members = (struct members){ 0 };
}

static void add(struct members *members, pid_t pid)
{
	members->at = mem_grow(members->at, members->count, &members->room, sizeof(*members->at));
	members->at[members->count++] = pid;
}

static int members_look(struct members *members, pid_t pid, struct err *err)
{
	struct container container = { 0 };
	struct dirent *entry;

	if (find_container(&container, pid, err))
		return -1;
	DIR *processes = opendir("/proc");
	if (!processes)
		return err_errno(err, "/proc");
	while ((entry = readdir(processes))) {
		pid_t one = (pid_t)atoi(entry->d_name);
		if (is_member(&container, one))
			add(members, one);
	}
	closedir(processes);
	return 0;
}

/* --- seizing --- */

static bool is_over(pid_t pid)
{
	char state = proc_stat(pid).state;

	return !state || strchr("ZX", state);
}

/* How many processes were seized, or -1. */
static int seize(const struct seizing *seizing, const struct members *members, struct err *err)
{
	int found = 0;

	for (size_t i = 0; i < members->count; i++) {
		pid_t pid = members->at[i];
		if (task_find(seizing->tasks, pid))
			continue;
		if (!attach_process(seizing->tasks, pid, seizing->engine, seizing->options, err))
			found++;
		else if (!is_over(pid))
			return -1;
	}
	return found;
}

int seize_containers(const struct seizing *seizing, const pid_t *pids, size_t count, struct err *err)
{
	int found;

	do {
		__attribute__((cleanup(members_free))) struct members members = { 0 };
		for (size_t i = 0; i < count; i++)
			if (members_look(&members, pids[i], err))
				return -1;
		found = seize(seizing, &members, err);
	} while (found > 0);
	return found;
}
