/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal: the file that a trace is written to while its program runs.
 *
 * It has a temporary name until the program starts, so that neither a misspelt
 * command nor a failed attach replaces an older trace; that one is then kept as
 * NAME.old. When the program ends, the file is read again, since the program may
 * have removed, moved or changed it.
 */
#ifndef CLI_JOURNAL_H
#define CLI_JOURNAL_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/trace/trace.h"

struct journal {
	struct trace_writer writer;
	struct trace_sum sum;                 /* of what was written */
	const char *pattern;                  /* the name as given, with %p and %% */
	struct text name;                     /* the expanded name */
	struct text temporary;                /* used until the program starts; empty: NAME is written directly */
	bool is_file;                         /* not a terminal, pipe, device or descriptor */
	bool begun;
};

/* Expands `pattern`: %p is the process ID of the program, %% a percent sign.
 * With program 0 it only validates; *has_pid is set if the pattern contains %p. */
int journal_name(const char *pattern, pid_t program, struct text *name, bool *has_pid, struct err *err);

int journal_open(struct journal *journal, const char *pattern, struct err *err);

/* Called when the program starts: renames the last recording to NAME.old and this
 * one to NAME. `journal` is a struct journal; a hook of struct record_options. */
int journal_begin(void *journal, pid_t program, struct err *err);

/* Called after the last write. A trace that the program removed or changed is
 * written again, with a warning; journal->name is its final name. Fails if the
 * trace is incomplete. */
int journal_end(struct journal *journal, const struct trace *trace, struct err *err);

void journal_free(struct journal *journal);
#define AUTO_JOURNAL __attribute__((cleanup(journal_free)))

#endif
