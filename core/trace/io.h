/* SPDX-License-Identifier: Apache-2.0 */
/*
 * io: reading and writing traces, whole or as a journal while they grow.
 * docs/trace-format.md describes the file.
 */
#ifndef CORE_TRACE_IO_H
#define CORE_TRACE_IO_H

#include "core/base/err.h"
#include "core/trace/types.h"

/* Fill a zeroed trace, which is empty again on failure. `name` is for
 * messages; "-" is stdin. A truncated last line is skipped with a note. */
int trace_read(struct trace *trace, const char *name, struct err *err);
int trace_read_bytes(struct trace *trace, const char *bytes, size_t size, const char *name, struct err *err);

/* Whether a file that begins like this is a trace, not a policy. */
bool trace_is_trace(const char *bytes, size_t size);

/* The journal: each line is written with one write(2) when its entry is first
 * seen, so that the trace survives the death of the recorder. */
struct trace_sum {                            /* checksum of a journal, to detect changes */
	uint64_t bytes, hash;
	int lost;                             /* EFBIG: a file size limit was hit, and no more is written */
};
void trace_sum_add(struct trace_sum *sum, const void *bytes, size_t size);

struct trace_writer {
	int fd;
	const char *name;                     /* for messages */
	struct trace_sum *sum;                /* or NULL. With one, hitting a file size limit is not a failure */
};
int trace_write_header(const struct trace_writer *to, const struct trace *trace, struct err *err);
int trace_write_image(const struct trace_writer *to, const struct trace *trace, int image, struct err *err);
int trace_write_site(const struct trace_writer *to, const struct trace *trace, int site, struct err *err);
int trace_write_program(const struct trace_writer *to, const struct trace *trace, int program, struct err *err);
int trace_write_start(const struct trace_writer *to, const struct trace *trace, int start, struct err *err);
int trace_write_call(const struct trace_writer *to, const struct trace *trace, int call, struct err *err);
int trace_write_note(const struct trace_writer *to, const char *note, struct err *err);
/* Writes again every call whose count grew since it was written. */
int trace_write_counts(const struct trace_writer *to, const struct trace *trace, struct err *err);
/* The same, then the end, as trace_write() does. */
int trace_write_end(const struct trace_writer *to, const struct trace *trace, struct err *err);
/* Writes everything; the end only if the trace is complete or its program's end is known. */
int trace_write(const struct trace_writer *to, const struct trace *trace, struct err *err);

#endif
