/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a trace. A trace that is read must be written and read back the
 * same; merged with itself, it has the same calls.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/written.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

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
