/* SPDX-License-Identifier: Apache-2.0 */
/*
 * readers: one file per source of records; tracer/refusal/read.c has their table.
 */
#ifndef TRACER_REFUSAL_READERS_H
#define TRACER_REFUSAL_READERS_H

#include "core/base/err.h"
#include "core/trace/refusal.h"
#include "tracer/import/audit_loss.h"

enum line_use {
	LINE_UNKNOWN,                         /* not of this source */
	LINE_FOREIGN,                         /* of a log that this source writes to, but written by others */
	LINE_UNREAD,                          /* has the fields of a record of a refusal, and could not be read as one */
	LINE_IDLE,                            /* of this source, and no refusal */
	LINE_REFUSAL
};

/* What strace showed of a task. */
struct strace_task {
	uint64_t pid;
	char *last;                           /* its last line with a call, which may be unfinished; or NULL */
	bool reported;                        /* that call has a record */
	char *program;                        /* absolute path of what it executed; or NULL */
	enum arch arch;
	bool used;
};

enum { REFUSAL_TASKS = 64, GDB_REGISTERS = 32 };

/* What gdb printed since its last SIGSYS. */
struct gdb_state {
	bool session, signalled;              /* a line was of gdb; of these, one that reports SIGSYS */
	bool siginfo;                         /* inside a _sigsys */
	bool has_addr, has_nr, has_audit;
	uint64_t addr, nr, audit, line;
	uint64_t reg[GDB_REGISTERS];
	uint32_t has_reg;                     /* bit i: reg[i], by gdb.c's table */
	bool has_frame;
	uint64_t frame, into;                 /* into: of the function */
	char function[256], image[1024], program[256];
};

/* What coredumpctl printed of a core file. */
struct coredump_state {
	bool session, signalled;              /* a member was seen; its signal is SIGSYS */
	uint64_t pid, line, offset;
	char program[256], image[256], function[256];
};

struct refusal_log {
	struct refusals *out;
	enum arch native;
	uint64_t number;                      /* of the line, from 1 */
	struct strace_task task[REFUSAL_TASKS];
	size_t next_task;                     /* the slot to use next */
	struct refusal *latest;               /* for the frames that follow it; or NULL */
	struct gdb_state gdb;
	struct coredump_state dump;
	struct audit_serials serials;
};

typedef enum line_use refusal_line(struct refusal_log *log, const char *line);
refusal_line refusal_audit_line, refusal_strace_line, refusal_gdb_line, refusal_coredump_line, refusal_run_line, refusal_message_line;

/* At the end of the log. */
void refusal_strace_end(struct refusal_log *log);
void refusal_gdb_end(struct refusal_log *log);
void refusal_coredump_end(struct refusal_log *log);

/* Adds a record of the current line. */
struct refusal *refusal_add(struct refusal_log *log, struct refusal refusal);

/* The call that a line of strace begins, with the arguments that it shows: sets called, arch, nr, known, args. */
bool refusal_strace_call(const char *line, enum arch arch, struct refusal *into);

bool refusal_is_core(const char *bytes, size_t size);
int refusal_core(struct refusals *refusals, const char *bytes, size_t size, const char *name, struct err *err);

#endif
