/* SPDX-License-Identifier: Apache-2.0 */
/*
 * imported_as: any bytes as a log. The resulting trace must read back whole:
 * names, numbers and selectors agree, it never counts as complete, and it reports
 * losses. Each format has its own fuzzer, as their corpora do not help each other.
 */
#ifndef TESTS_FUZZ_IMPORTED_AS_H
#define TESTS_FUZZ_IMPORTED_AS_H

#include <assert.h>
#include <stdlib.h>

#include "tests/fuzz/written.h"
#include "tracer/import/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void import_and_read(const uint8_t *bytes, size_t size, const struct import_options *options)
{
	struct trace trace = {0}, again = {0};
	struct err err;
	int lost = import_bytes(&trace, (const char *)bytes, size, "fuzz", options, &err);

	if (lost >= 0) {
		if (trace.complete || (lost && trace.note_count < 2))
			abort();
		trace.complete = true;
		AUTO_TEXT struct text text = written(&trace);
		if (trace_read_bytes(&again, text.at, text.length, "fuzz", &err) || again.call_count != trace.call_count ||
		    again.note_count != trace.note_count)
			abort();
	}
	trace_free(&trace);
	trace_free(&again);
}

/* NULL: the reader detects the format. */
static int imported_as(const char *name, const uint8_t *bytes, size_t size)
{
	const struct import_format *format = name ? import_format_find(name) : NULL;

	assert(format || !name);
	import_and_read(bytes, size, &(struct import_options){ .format = format, .arch = -1 });
	import_and_read(bytes, size, &(struct import_options){ .format = format, .arch = ARCH_I386 });
	return 0;
}

#endif
