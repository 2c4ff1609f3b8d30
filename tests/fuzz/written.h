/* SPDX-License-Identifier: Apache-2.0 */
/*
 * written: a trace as the bytes of its file, for fuzzers that read it back.
 */
#ifndef TESTS_FUZZ_WRITTEN_H
#define TESTS_FUZZ_WRITTEN_H

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/trace/trace.h"

static struct text written(const struct trace *trace)
{
	struct trace_writer to = { .fd = memfd_create("trace", MFD_CLOEXEC), .name = "memory" };
	struct text text = {0};
	struct err err;
	char chunk[4096];
	ssize_t got;

	if (to.fd < 0 || trace_write(&to, trace, &err) || lseek(to.fd, 0, SEEK_SET))
		abort();
	while ((got = read(to.fd, chunk, sizeof(chunk))) > 0)
		text_add_bytes(&text, chunk, (size_t)got);
	close(to.fd);
	return text;
}

#endif
