/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nothing here asks the file system itself. A page that is present is read at once: only
 * for one that is not (proc_pid_pagemap(5)) its mapping is looked up, which takes longer.
 */
#include "tracer/process/served.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/base/descriptor.h"
#include "core/base/file.h"
#include "tracer/process/proc.h"

enum { ASKS_LISTENER = FAN_CLASS_CONTENT | FAN_CLASS_PRE_CONTENT };
enum { PAGE = 4096, FUSE_MAJOR = 10, FUSE_MINOR = 229 };       /* Documentation/admin-guide/devices.txt */

/* --- files --- */

/* File systems that ask no process. Others may lie above one that does, as overlay. */
static const char *const plain[] = {
	"bcachefs", "btrfs", "devtmpfs", "erofs", "exfat", "ext2", "ext3", "ext4", "f2fs", "iso9660", "ramfs", "rootfs", "squashfs", "tmpfs",
	"vfat", "xfs", "zfs",
};

struct mounts {
	unsigned device_major, device_minor;  /* looked for */
	char type[16];                        /* of the file system that has the device; "": not found */
	bool fuse;                            /* there is one of FUSE */
};

/* Not fusectl, which is the kernel's. */
static bool is_fuse_type(const char *type)
{
	return !strcmp(type, "fuse") || !strcmp(type, "fuseblk") || !strncmp(type, "fuse.", strlen("fuse."));
}

/* "36 35 98:0 / /mnt rw - fuse.sshfs host rw" */
static void take_mount(struct mounts *mounts, const char *line)
{
	const char *rest = strstr(line, " - ");
	unsigned device_major, device_minor;
	char type[16];

	if (!rest || sscanf(line, "%*u %*u %u:%u", &device_major, &device_minor) != 2 || sscanf(rest, " - %15s", type) != 1)
		return;
	mounts->fuse |= is_fuse_type(type);
	if (device_major == mounts->device_major && device_minor == mounts->device_minor)
		memcpy(mounts->type, type, sizeof(type));
}

static void look_at_mounts(struct mounts *mounts, pid_t tid)
{
	AUTO_FILE FILE *list = proc_open(tid, "mountinfo");
	AUTO_FREE char *line = NULL;
	size_t room = 0;

	while (list && getline(&line, &room, list) > 0)
		take_mount(mounts, line);
}

static bool is_plain(const char *type)
{
	for (size_t i = 0; i < COUNT_OF(plain); i++)
		if (!strcmp(plain[i], type))
			return true;
	return false;
}

/* The kernel's own mount, which is in no namespace: of memfd_create(2), and of memory shared with children. */
static bool is_shared_memory(unsigned device_major, unsigned device_minor)
{
	AUTO_FD int memory = memfd_create("", MFD_CLOEXEC);
	struct stat is;

	return memory >= 0 && !fstat(memory, &is) && major(is.st_dev) == device_major && minor(is.st_dev) == device_minor;
}

bool served_is_device(pid_t tid, const char *device)
{
	struct mounts mounts = { .fuse = false };

	if (sscanf(device, "%x:%x", &mounts.device_major, &mounts.device_minor) != 2)
		return false;
	look_at_mounts(&mounts, tid);
	look_at_mounts(&mounts, getpid());
	if (is_fuse_type(mounts.type))
		return true;
	bool disk = !*mounts.type && mounts.device_major;
	return mounts.fuse && !disk && !is_plain(mounts.type) && !is_shared_memory(mounts.device_major, mounts.device_minor);
}

/* --- who provides --- */

enum served served_from(const struct call_info *call)
{
	bool asks = call->id == CALL_fanotify_init && (call->args[0] & ASKS_LISTENER);
	bool provides = call->id == CALL_mount || call->id == CALL_fsmount || call->id == CALL_userfaultfd ||
	                (call->id == CALL_ioctl && (uint32_t)call->args[1] == (uint32_t)USERFAULTFD_IOC_NEW);

	return asks ? SERVED_ANY : provides ? SERVED_SOME : SERVED_NOTHING;
}

static bool is_link_to(int files, const char *name, const char *what)
{
	char link[64];
	ssize_t length = readlinkat(files, name, link, sizeof(link) - 1);

	link[length < 0 ? 0 : length] = '\0';
	return !strcmp(link, what);
}

/* "fanotify flags:c event-flags:8000" */
static bool asks_listener(pid_t tid, const char *name)
{
	AUTO_TEXT struct text info = { 0 };
	unsigned flags = 0;
	struct err ignored;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%.20s", (int)tid, name);
	const char *line = file_read(path, &info, &ignored) < 0 ? NULL : strstr(info.at, "fanotify flags:");

	return line && sscanf(line, "fanotify flags:%x", &flags) == 1 && flags & ASKS_LISTENER;
}

/* /dev/fuse. Where the file is of FUSE itself, what the kernel knows of it suffices. */
static bool is_fuse(int files, const char *name)
{
	struct statx is;

	return !statx(files, name, AT_STATX_DONT_SYNC, STATX_TYPE, &is) && S_ISCHR(is.stx_mode) && is.stx_rdev_major == FUSE_MAJOR &&
	       is.stx_rdev_minor == FUSE_MINOR;
}

static enum served served_by_file(pid_t tid, int files, const char *name)
{
	if (is_link_to(files, name, "anon_inode:[fanotify]"))
		return asks_listener(tid, name) ? SERVED_ANY : SERVED_NOTHING;
	return is_fuse(files, name) || is_link_to(files, name, "anon_inode:[userfaultfd]") ? SERVED_SOME : SERVED_NOTHING;
}

enum served served_by(pid_t tid)
{
	enum served found = SERVED_NOTHING, one;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)tid);
	DIR *files = opendir(path);

	for (struct dirent *file; files && (file = readdir(files));)
		if ((one = served_by_file(tid, dirfd(files), file->d_name)) > found)
			found = one;
	if (files)
		closedir(files);
	return found;
}

/* --- pages --- */

/* Flags of a mapping whose missing pages userfaultfd reports: proc_pid_smaps(5), VmFlags. */
static bool has_handler(const char *flags)
{
	return strstr(flags, " um") || strstr(flags, " ui");
}

/* Of smaps, from the line of the mapping on. */
static bool is_served(enum served served, FILE *smaps, char **line, size_t *room, pid_t tid)
{
	static const char flags[] = "VmFlags:";
	char device[16];

	if (sscanf(*line, "%*x-%*x %*s %*x %15s", device) == 1 && strcmp(device, "00:00") &&
	    (served == SERVED_ANY || served_is_device(tid, device)))
		return true;
	while (getline(line, room, smaps) > 0)
		if (!strncmp(*line, flags, sizeof(flags) - 1))
			return has_handler(*line);
	return false;
}

static bool is_page_served(enum served served, pid_t tid, uint64_t address)
{
	AUTO_FILE FILE *smaps = proc_open(tid, "smaps");
	AUTO_FREE char *line = NULL;
	size_t room = 0;
	unsigned long start, end;

	while (smaps && getline(&line, &room, smaps) > 0)
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2 && address >= start && address < end)
			return is_served(served, smaps, &line, &room, tid);
	return false;
}

/* True too if the kernel does not say. */
static bool is_present(int pages, uint64_t address)
{
	enum { PRESENT = 63, SWAPPED = 62 };
	uint64_t page;

	return pread(pages, &page, sizeof(page), (off_t)(address / PAGE * sizeof(page))) != sizeof(page) || page >> PRESENT & 1 ||
	       page >> SWAPPED & 1;
}

size_t served_at_hand(enum served served, pid_t tid, uint64_t address, size_t size)
{
	char name[64];

	if (served == SERVED_NOTHING)
		return size;
	snprintf(name, sizeof(name), "/proc/%d/pagemap", (int)tid);
	AUTO_FD int pages = open(name, O_RDONLY | O_CLOEXEC);
	size_t ready = 0;

	while (ready < size && (pages < 0 || is_present(pages, address + ready) || !is_page_served(served, tid, address + ready)))
		ready += PAGE - (address + ready) % PAGE;
	return ready < size ? ready : size;
}
