/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal: the file that a trace is written to while its program runs.
 *
 * It has another name until the program begins, so that neither a misspelt
 * command nor a failed attach costs an older trace; that one is then kept as
 * NAME.old. When the program is over the file is read again, since the program
 * may have removed, moved or changed it.
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
	const char *pattern;                  /* the name as it was given: %p, %% */
	struct text name;                     /* the name itself, once it is known */
	struct text temporary;                /* until the program begins; empty: written under its name at once */
	bool is_file;                         /* and no terminal, pipe, device or descriptor */
	bool begun;
};

/* The name of `pattern` for a program: %p is its process id, %% a percent sign.
 * program 0: only whether the pattern is one; *has_pid says whether it has a %p. */
int journal_name(const char *pattern, pid_t program, struct text *name, bool *has_pid, struct err *err);

int journal_open(struct journal *journal, const char *pattern, struct err *err);

/* The program begins: the last recording becomes NAME.old, this one NAME.
 * `journal` is a struct journal: it is a hook of struct record_options. */
int journal_begin(void *journal, pid_t program, struct err *err);

/* Once nothing more is written. A trace that is not what was written any more is
 * written again, and that is printed; journal->name is where it is. Fails where
 * the trace is not whole. */
int journal_end(struct journal *journal, const struct trace *trace, struct err *err);

void journal_free(struct journal *journal);
#define AUTO_JOURNAL __attribute__((cleanup(journal_free)))

#endif
