/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of readers and the loop over lines. The first reader that finds a
 * refusal or knows the line as its own decides.
 */
#include "tracer/refusal/read.h"

#include <stdio.h>
#include <string.h>

#include "core/base/file.h"
#include "tracer/import/lines.h"
#include "tracer/refusal/readers.h"

/* What a program can write itself comes last. */
static refusal_line *const readers[] = {
	refusal_audit_line, refusal_strace_line, refusal_gdb_line, refusal_coredump_line, refusal_run_line, refusal_message_line,
};

struct refusal *refusal_add(struct refusal_log *log, struct refusal refusal)
{
	if (!refusal.line)
		refusal.line = log->number;
	return refusals_add(log->out, &refusal);
}

static enum line_use use_line(struct refusal_log *log, const char *line)
{
	enum line_use use = LINE_UNKNOWN;

	for (size_t i = 0; i < COUNT_OF(readers); i++) {
		enum line_use one = readers[i](log, line);
		if (one == LINE_REFUSAL || one == LINE_IDLE)
			return one;
		use = one > use ? one : use;
	}
	return use;
}

static bool is_separator(const char *line)
{
	return !line[strspn(line, " \t-=[]{},")];
}

static void count_line(struct refusal_log *log, enum line_use use, const char *line)
{
	struct refusals *out = log->out;

	if (use == LINE_IDLE || use == LINE_FOREIGN)
		out->idle++;
	if (use == LINE_UNREAD)
		out->unread++;
	if ((use != LINE_UNKNOWN && use != LINE_UNREAD) || is_separator(line))
		return;
	if (!out->unknown++)
		out->first_unknown = log->number;
}

static void look_for_losses(struct refusal_log *log, const char *line)
{
	log->out->lost |= audit_line_is_loss(line);
	audit_serials_take(&log->serials, line, log->number);
}

static void read_lines(struct refusal_log *log, FILE *from)
{
	struct import_lines lines;

	import_lines_open(&lines, from);
	while (import_lines_next(&lines)) {
		log->number = lines.number;
		count_line(log, use_line(log, lines.line), lines.line);
		look_for_losses(log, lines.line);
	}
	import_lines_close(&lines);
	if (!log->out->gap && log->serials.missing)
		log->out->gap = log->serials.line;
	refusal_strace_end(log);
	refusal_gdb_end(log);
	refusal_coredump_end(log);
}

int refusal_read(struct refusals *refusals, const char *bytes, size_t size, const char *name, enum arch native, struct err *err)
{
	AUTO_FREE struct refusal_log *log = mem_alloc(sizeof(*log));

	if (refusal_is_core(bytes, size))
		return refusal_core(refusals, bytes, size, name, err);
	/* Opened for reading, so the memory is not modified. */
	AUTO_FILE FILE *from = size ? fmemopen((void *)(uintptr_t)bytes, size, "r") : NULL;
	if (!from)
		return 0;
	*log = (struct refusal_log){ .out = refusals, .native = native };
	read_lines(log, from);
	return 0;
}

enum { FIRST_BYTES = 1 << 16 };

/* Messages are not enough: a policy may have any text in its notes. */
static bool is_record(const struct refusals *found)
{
	for (size_t i = 0; i < found->count; i++)
		if (strcmp(found->at[i].source, "message"))
			return true;
	return false;
}

bool refusal_mentions(const char *bytes, size_t size)
{
	AUTO_REFUSALS struct refusals found = {0};
	struct err err;

	refusal_read(&found, bytes, size < FIRST_BYTES ? size : FIRST_BYTES, "", ARCH_X86_64, &err);
	return is_record(&found) || found.unread;
}

bool refusal_recognises(const char *bytes, size_t size)
{
	AUTO_REFUSALS struct refusals found = {0};
	struct err err;

	if (refusal_is_core(bytes, size))
		return true;
	refusal_read(&found, bytes, size < FIRST_BYTES ? size : FIRST_BYTES, "", ARCH_X86_64, &err);
	return is_record(&found);
}
