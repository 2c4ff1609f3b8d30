/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inodes are those of /proc, so a process that ends meanwhile has none.
 */
#include "tracer/adopt/place.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool look(pid_t pid, const char *what, struct stat *status)
{
	char name[64];

	snprintf(name, sizeof(name), "/proc/%d/%s", (int)(pid ? pid : getpid()), what);
	return !stat(name, status);
}

struct whereabouts place_of(pid_t pid)
{
	struct whereabouts place = { 0 };
	struct stat status;

	if (look(pid, "ns/pid", &status))
		place.pid_namespace = status.st_ino;
	if (look(pid, "root", &status)) {
		place.root_device = status.st_dev;
		place.root = status.st_ino;
	}
	return place;
}

bool place_shares_root(const struct whereabouts *one, const struct whereabouts *other)
{
	return one->root == other->root && one->root_device == other->root_device;
}

bool place_is_other(const struct whereabouts *here, const struct whereabouts *there)
{
	bool knows_roots = here->root && there->root, knows_namespaces = here->pid_namespace && there->pid_namespace;

	return (knows_namespaces && here->pid_namespace != there->pid_namespace) || (knows_roots && !place_shares_root(here, there));
}
