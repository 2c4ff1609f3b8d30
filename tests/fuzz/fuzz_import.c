/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a log, by every reader. What is made of it is a trace that
 * reads again, whole: names, numbers and selectors agree.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tracer/import.h"

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

static void import(const uint8_t *bytes, size_t size, const struct import_options *options)
{
	struct trace trace = {0}, again = {0};
	struct err err;

	if (!import_bytes(&trace, (const char *)bytes, size, "fuzz", options, &err)) {
		trace.complete = true;
		AUTO_TEXT struct text text = written(&trace);
		if (trace_read_bytes(&again, text.at, text.length, "fuzz", &err) || again.call_count != trace.call_count ||
		    again.note_count != trace.note_count)
			abort();
	}
	trace_free(&trace);
	trace_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	import(bytes, size, &(struct import_options){ .arch = -1 });
	for (unsigned i = 0; import_format_at(i); i++)
		import(bytes, size, &(struct import_options){ import_format_at(i), ARCH_I386 });
	return 0;
}
