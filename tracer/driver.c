/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of /proc are read only when needed, since this runs at many calls.
 */
#include "tracer/driver.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LISTING_MOST = 16 * 1024, LINK_MOST = 4096 };

/* --- the facts --- */

static void read_listing(const char *path, char text[LISTING_MOST])
{
	FILE *file = fopen(path, "re");
	size_t got = file ? fread(text, 1, LISTING_MOST - 1, file) : 0;

	text[got] = '\0';
	if (file)
		fclose(file);
}

/* A stopped tracee may serve the file, so only cached attributes are used. */
static void look_at(const char *path, struct driver_facts *facts)
{
	struct statx status;

	if (statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_TYPE, &status))
		return;
	facts->mode = status.stx_mode;
	facts->major = status.stx_rdev_major;
	facts->minor = status.stx_rdev_minor;
}

static bool driver_of_fd(pid_t tid, int fd, char name[TRACE_DRIVER_NAME])
{
	char path[64], link[LINK_MOST], devices[LISTING_MOST] = "", misc[LISTING_MOST] = "";
	struct driver_facts facts = { .link = link, .devices = devices, .misc = misc };

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)tid, fd);
	ssize_t length = readlink(path, link, sizeof(link) - 1);
	if (length < 0)
		return false;
	link[length] = '\0';
	if (driver_decide_by_link(link, name))
		return true;
	look_at(path, &facts);
	if (S_ISCHR(facts.mode) || S_ISBLK(facts.mode))
		read_listing("/proc/devices", devices);
	if (S_ISCHR(facts.mode) && facts.major == DRIVER_MISC_MAJOR)
		read_listing("/proc/misc", misc);
	return driver_decide(&facts, name);
}

bool driver_of_call(pid_t tid, const struct call_info *info, char name[TRACE_DRIVER_NAME])
{
	enum syscall_id id = (enum syscall_id)info->id;
	int fd = info->id == CALL_UNKNOWN ? -1 : syscall_arg(id, info->arch, ROLE_fd);

	*name = '\0';
	if (fd < 0 || syscall_arg(id, info->arch, ROLE_ioctl_cmd) < 0)
		return false;
	return (int32_t)info->args[fd] >= 0 && driver_of_fd(tid, (int32_t)info->args[fd], name);
}
