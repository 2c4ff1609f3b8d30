/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a trace. What reads must be written so that it reads again, and
 * is written as before; merged with itself, it has the same calls.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct trace trace = {0}, again = {0};
	struct err err;

	trace_is_trace((const char *)bytes, size);
	if (trace_read_bytes(&trace, (const char *)bytes, size, "fuzz", &err))
		return 0;
	AUTO_TEXT struct text first = written(&trace);
	if (trace_read_bytes(&again, first.at, first.length, "fuzz", &err))
		abort();
	AUTO_TEXT struct text second = written(&again);
	if (strcmp(first.at, second.at))
		abort();
	trace_merge(&again, &trace);
	if (again.call_count != trace.call_count || again.site_count != trace.site_count)
		abort();
	trace_free(&trace);
	trace_free(&again);
	return 0;
}
