/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The suffix that strace -yy adds to a descriptor: "<pipe:[4711]>",
 * "</dev/pts/0<char 136:0>>", "<TCP:[127.0.0.1:1->127.0.0.1:2]>". For a device,
 * only facts that are the same on every machine are used, since the log may
 * come from another machine. -y alone prints only a path, which does not show
 * the type of the file.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/trace/driver.h"
#include "tracer/import/strace_text.h"

/* "UNIX-STREAM:[", "NETLINK:[": strace names sockets by protocol. */
static bool is_socket(const char *text)
{
	size_t length = 0;

	while (isupper((unsigned char)text[length]) || isdigit((unsigned char)text[length]) || text[length] == '-')
		length++;
	return length && !strncmp(text + length, ":[", 2);
}

static bool is_device(const char *text, struct driver_facts *facts)
{
	const char *open = strrchr(text, '<');

	if (!open || sscanf(open, "<char %u:%u>", &facts->major, &facts->minor) != 2)
		return false;
	facts->mode = S_IFCHR;
	return true;
}

/* Up to the ">" that ends it, without the " [etc_t]" that --secontext appends. */
static struct strace_slice without_context(struct strace_slice fd)
{
	for (size_t at = fd.length; fd.length && fd.at[fd.length - 1] == ']' && at >= 3; at--)
		if (!memcmp(fd.at + at - 3, "> [", 3))
			return (struct strace_slice){ fd.at, at - 2 };
	return fd;
}

bool strace_driver(struct strace_slice shown, char name[TRACE_DRIVER_NAME])
{
	struct strace_slice fd = without_context(shown);
	const char *open = fd.length ? memchr(fd.at, '<', fd.length) : NULL;
	struct driver_facts facts = { .devices = "", .misc = "" };
	char text[512];
	size_t length = open ? (size_t)(fd.at + fd.length - open) - 1 : 0;

	*name = '\0';
	if (length < 2 || length > sizeof(text) || open[length] != '>')
		return false;
	memcpy(text, open + 1, length - 1);
	text[length - 1] = '\0';
	facts.link = is_socket(text) ? "socket:[]" : text;
	bool device = is_device(text, &facts);
	if (!driver_decide(&facts, name) || (device && !strcmp(name, "char")))
		*name = '\0';
	return *name != '\0';
}
