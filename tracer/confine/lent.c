/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names are compared as written: the file that dwz made has ".." in its name, so
 * these are counted.
 */
#include "tracer/confine/lent.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/path.h"
#include "tracer/image/elf_file.h"

/* "a/../b" does, "a/../../b" does not. */
static bool stays_below(const char *name)
{
	int depth = 0;

	for (; *name && depth >= 0; name += strspn(name, "/")) {
		size_t length = strcspn(name, "/");
		if (length == 2 && !strncmp(name, "..", 2))
			depth--;
		else
			depth += length != 1 || *name != '.';
		name += length;
	}
	return depth >= 0;
}

static bool is_below(const char *name, const char *folder, size_t length)
{
	return !strncmp(name, folder, length) && stays_below(name + length);
}

bool lent_may_be(const char *path, const char *wanted)
{
	static const char debug[] = "/usr/lib/debug/", beside[] = ".debug/";
	size_t folder = (size_t)(path_base(path) - path);

	if (is_below(wanted, debug, strlen(debug)))
		return true;
	if (*path != '/' || strncmp(wanted, path, folder))
		return false;
	wanted += folder;
	if (!strncmp(wanted, beside, strlen(beside)))
		wanted += strlen(beside);
	return *wanted && !strchr(wanted, '/') && strcmp(wanted, "..") && strcmp(wanted, ".");
}

int lent_open(const char *root, const char *path, const char *wanted)
{
	AUTO_FREE char *name = NULL;

	if (!lent_may_be(path, wanted) || asprintf(&name, "%s%s", root, wanted) < 0)
		return -1;
	return elf_file_open_any(name);
}
