/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trace_file: the file that a trace is written to while its program runs.
 *
 * It has no name, or a temporary one, until the program starts, so that neither a misspelt
 * command nor a failed attach replaces an older trace; that one is then kept as
 * NAME.old. When the program ends, the file is read again, since the program may
 * have removed, moved or changed it.
 */
#ifndef CLI_TRACE_FILE_H
#define CLI_TRACE_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/trace/trace.h"

struct trace_file {
	struct trace_writer writer;
	struct trace_sum sum;                 /* of what was written */
	const char *pattern;                  /* the name as given, with %p and %% */
	struct text name;                     /* the expanded name */
	struct text temporary;                /* its name until the program starts, where it needs one; else empty */
	bool unnamed;                         /* until then it has no name; if neither, NAME is written directly */
	bool is_file;                         /* not a terminal, pipe, device or descriptor */
	bool begun;
};

/* Expands `pattern`: %p is the process ID of the program, %% a percent sign.
 * With program 0 it only validates; *has_pid is set if the pattern contains %p. */
int trace_file_name(const char *pattern, pid_t program, struct text *name, bool *has_pid, struct err *err);

int trace_file_open(struct trace_file *file, const char *pattern, struct err *err);

/* Called when the program starts: renames the last recording to NAME.old and this
 * one to NAME. `file` is a struct trace_file; a hook of struct record_options. */
int trace_file_begin(void *file, pid_t program, struct err *err);

/* Called after the last write. A trace that the program removed or changed is
 * written again, with a warning; file->name is its final name. Fails if the
 * trace is incomplete. */
int trace_file_end(struct trace_file *file, const struct trace *trace, struct err *err);

void trace_file_free(struct trace_file *file);
#define AUTO_TRACE_FILE __attribute__((cleanup(trace_file_free)))

#endif
