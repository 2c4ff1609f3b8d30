/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a file mapped by a tracee, queried as the recorder does: its
 * arch, build-id and package, and at offsets all over it the function and the line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tracer/image/symbol.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void ask(struct symbol_file *file, uint64_t offset)
{
	uint64_t into = 0;
	unsigned number = 0;
	const char *name = symbol_at(file, offset, &into);
	const char *line = symbol_line(file, offset, &number);

	if ((name && !*name) || (line && !number))
		abort();
}

static void ask_all(struct symbol_file *file, size_t size)
{
	symbol_arch(file);
	if (!*symbol_package(file)->name != !*symbol_package(file)->version)
		abort();
	if (strlen(symbol_build_id(file)) % 2)
		abort();
	for (unsigned i = 0; i < 16; i++)
		ask(file, size * i / 16);
	ask(file, UINT64_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	int fd = memfd_create("file", MFD_CLOEXEC);
	char path[32];

	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/fd/%d", fd);
	struct symbol_file *file = symbol_open("/proc/self", path);
	if (file)
		ask_all(file, size);
	symbol_close(file);
	close(fd);
	return 0;
}
