/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a log, by every reader. What is made of it is a trace that
 * reads again, whole: names, numbers and selectors agree.
 */
#include <stdlib.h>

#include "tests/fuzz/written.h"
#include "tracer/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

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
