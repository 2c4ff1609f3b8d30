/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel describes a descriptor: by the link in /proc for one without a
 * path, by the file type for one with a path, and by the major number in
 * /proc/devices for a device. Only majors shared by several drivers are listed.
 */
#include "core/trace/driver.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/mem.h"

static const struct {
	unsigned major, from, to;             /* minors, both included */
	const char *name;
} shared[] = {                                /* Documentation/admin-guide/devices.txt */
	{ 1,    1,   1, "mem" },
	{ 1,    3,   3, "null-device" },           /* plain "null" would look like none */
	{ 1,    5,   5, "zero" },
	{ 1,    7,   7, "full" },
	{ 1,    8,   8, "random" },
	{ 1,    9,   9, "urandom" },
	{ 1,   11,  11, "kmsg" },
	{ 4,    0,  63, "vt" },
	{ 4,   64, 255, "ttyS" },
	{ 5,    0,   0, "tty" },
	{ 5,    1,   1, "console" },
	{ 5,    2,   2, "ptmx" },
	{ 10, 130, 130, "watchdog" },
	{ 10, 200, 200, "tun" },
	{ 10, 229, 229, "fuse" },
	{ 10, 232, 232, "kvm" },
	{ 10, 237, 237, "loop-control" },
	{ 136,  0, UINT32_MAX, "pts" },
};

static const struct { const char *begin, *name; } links[] = {
	{ "socket:[",           "socket" },
	{ "pipe:[",             "pipe" },
	{ "anon_inode:[pidfd]", "pidfd" },
	{ "pidfd:[",            "pidfd" },
	{ "/memfd:",            "memfd" },
	{ "/dmabuf:",           "dmabuf" },
};

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* Copies a name from the kernel up to its delimiter, safe characters only. */
static bool take(char name[TRACE_DRIVER_NAME], const char *before, const char *word)
{
	size_t length = strcspn(word, "]:\n"), at = length ? strlen(before) : 0;

	memcpy(name, before, at);
	for (size_t i = 0; i < length && at < TRACE_DRIVER_NAME - 1; i++)
		name[at++] = isalnum((unsigned char)word[i]) || strchr("-.+_", word[i]) ? word[i] : '_';
	name[at] = '\0';
	return length > 0;
}

/* "mnt:[4026531841]" */
static bool is_namespace(const char *link)
{
	const char *inode = link + strspn(link, "abcdefghijklmnopqrstuvwxyz_");

	return inode != link && begins(inode, ":[") && !strcmp(inode + 2 + strspn(inode + 2, "0123456789"), "]");
}

bool driver_decide_by_link(const char *link, char name[TRACE_DRIVER_NAME])
{
	static const char anonymous[] = "anon_inode:";

	for (size_t i = 0; i < COUNT_OF(links); i++)
		if (begins(link, links[i].begin))
			return take(name, "", links[i].name);
	if (begins(link, anonymous)) {
		const char *word = link + sizeof(anonymous) - 1;
		return take(name, "anon:", word + (*word == '['));
	}
	return is_namespace(link) && take(name, "", "nsfs");
}

/* The name in a line "NUMBER NAME", up to an empty line; NULL if none. */
static const char *listed(const char *lines, unsigned number)
{
	while (lines && *lines && *lines != '\n') {
		char *behind;
		const char *end = strchr(lines, '\n');
		unsigned long found = strtoul(lines, &behind, 10);
		if (behind != lines && found == number && *behind == ' ')
			return behind + 1;
		lines = end ? end + 1 : NULL;
	}
	return NULL;
}

static bool take_listed(char name[TRACE_DRIVER_NAME], const char *before, const char *lines, unsigned number)
{
	const char *word = listed(lines, number);
	size_t length = word ? strcspn(word, "\n") : 0;
	const char *slash = length ? memrchr(word, '/', length) : NULL;

	return word && take(name, before, slash ? slash + 1 : word);
}

static bool decide_char(const struct driver_facts *facts, char name[TRACE_DRIVER_NAME])
{
	unsigned major = facts->major > 136 && facts->major < 144 ? 136 : facts->major;

	for (size_t i = 0; i < COUNT_OF(shared); i++)
		if (shared[i].major == major && shared[i].from <= facts->minor && facts->minor <= shared[i].to)
			return take(name, "", shared[i].name);
	return (facts->major == DRIVER_MISC_MAJOR && take_listed(name, "", facts->misc, facts->minor)) ||
	       take_listed(name, "", facts->devices, facts->major) || take(name, "", "char");
}

bool driver_decide(const struct driver_facts *facts, char name[TRACE_DRIVER_NAME])
{
	*name = '\0';
	if (driver_decide_by_link(facts->link, name))
		return true;
	switch (facts->mode & S_IFMT) {
	case S_IFCHR:
		return decide_char(facts, name);
	case S_IFBLK:
		return take_listed(name, "block:", strstr(facts->devices, "Block devices:"), facts->major) || take(name, "", "block");
	case S_IFREG:
		return take(name, "", "file");
	case S_IFDIR:
		return take(name, "", "dir");
	case S_IFIFO:
		return take(name, "", "pipe");
	}
	return false;
}
