/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of formats, and the loop over a log. A line is read as a call, or
 * idle (a line of the format without a call), or lost: lost lines are counted,
 * and the number of the first is reported. Until a line identifies the format,
 * each format counts its own lost lines.
 */
#include "tracer/import/import.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/file.h"
#include "tracer/import/audit_loss.h"
#include "tracer/import/lines.h"
#include "tracer/import/readers.h"
#include "tracer/import/call.h"

/* strace accepts almost any line, so it comes last. */
static const struct import_format formats[] = {
	{ "audit", "SECCOMP and SYSCALL audit records, from auditd, dmesg or the journal",
	  import_audit_recognises, import_audit_read, import_audit_idle,
	  "imported from audit records: contains only calls logged by a filter or an audit rule, no calls handled by the "
	  "vDSO, and no call sites", NULL },
	{ "perf", "perf trace and its summaries, perf script of system call events, trace_pipe",
	  import_perf_recognises, import_perf_read, import_perf_idle,
	  "imported from a perf log: without calls handled by the vDSO, calls that perf trace cannot name, and call "
	  "sites",
	  "perf does not distinguish 32-bit from 64-bit calls" },
	{ "bpftrace", "bpftrace counts by number or by probe: @[comm, nr]: count",
	  import_bpftrace_recognises, import_bpftrace_read, import_bpftrace_idle,
	  "imported from bpftrace counts: without arguments, errors, calls handled by the vDSO, and call "
	  "sites", "bpftrace does not distinguish 32-bit from 64-bit calls" },
	{ "strace", "strace, with any options that list or count calls; with -ff, pass all files",
	  import_strace_recognises, import_strace_read, import_strace_idle,
	  "imported from an strace log: without calls handled by the vDSO, and without call sites "
	  "except for the frames of -k",
	  "strace does not print the arch of a call, except with -n" },
};

const struct import_format *import_format_at(unsigned i)
{
	return i < COUNT_OF(formats) ? &formats[i] : NULL;
}

const char *import_format_name_at(unsigned i)
{
	return !i ? "auto" : i <= COUNT_OF(formats) ? formats[i - 1].name : NULL;
}

const struct import_format *import_format_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

static const struct import_format *format_of(const char *line)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (formats[i].recognises(line))
			return &formats[i];
	return NULL;
}

/* How the tools report lost events. */
static const char *const losses[] = {
	"LOST ", "Lost ", "PERF_RECORD_LOST", "audit_lost=", "callbacks suppressed", "backlog limit exceeded",
	"rate limit exceeded", "queue overflow",
};

static bool is_loss(const char *line)
{
	for (size_t i = 0; i < COUNT_OF(losses); i++)
		if (strstr(line, losses[i]))
			return true;
	return false;
}

/* Blank, or a separator line. */
static bool is_separator(const char *line)
{
	return !line[strspn(line, " \t-=")];
}

struct tally {
	uint64_t read, idle, lost, first_lost;
	bool events_lost;                     /* according to the log */
	bool cut;                             /* the last line has no newline */
	struct audit_serials serials;
};

static void count_unread(struct tally *tally, const struct import_format *format, const struct import_lines *lines)
{
	if (is_loss(lines->line))
		tally->events_lost = true;
	else if (is_separator(lines->line))
		return;
	else if (format->idle(lines->line))
		tally->idle++;
	else if (!tally->lost++)
		tally->first_lost = lines->number;
}

static void count_line(struct import *import, const struct import_format *format, struct tally *tally,
                       const struct import_lines *lines)
{
	if (format->read(import, lines->line))
		tally->read++;
	else
		count_unread(tally, format, lines);
	audit_serials_take(&tally->serials, lines->line, lines->number);
}

/* The format is still unknown: classifies the line for each possible format. */
static void count_unknown(struct tally tally[COUNT_OF(formats)], const struct import_lines *lines)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		count_unread(&tally[i], &formats[i], lines);
}

static void read_lines(struct import *import, FILE *from, struct progress *progress, const struct import_format **format, struct tally *out)
{
	struct tally tally[COUNT_OF(formats)] = {0};
	struct import_lines lines;
	bool cut = false;

	import_lines_open(&lines, from);
	while (import_lines_next(&lines) && !import->full) {
		progress_add(progress, lines.size);
		cut = !lines.ended;
		if (!*format)
			*format = format_of(lines.line);
		if (*format)
			count_line(import, *format, &tally[*format - formats], &lines);
		else
			count_unknown(tally, &lines);
	}
	imported_release(import);
	import_strace_end(import);
	import_lines_close(&lines);
	*out = *format ? tally[*format - formats] : (struct tally){0};
	out->cut = cut;
}

static int no_format(const char *name, const struct import_format *asked, struct err *err)
{
	AUTO_TEXT struct text known = {0};

	for (size_t i = 0; i < COUNT_OF(formats); i++)
		text_format(&known, "%s%s", i ? ", " : "", formats[i].name);
	return err_set(err, "%s: no line in the format of %s", name, asked ? asked->name : known.at);
}

static void report_format(const struct import *import, const struct import_format *format)
{
	AUTO_TEXT struct text arch = {0};

	trace_note(import->trace, format->blind);
	if (import->assumed && format->archless) {
		text_format(&arch, "%s: assumed %s where the log does not show the arch; set it with --arch=ARCH", format->archless,
		            arch_info(import->native)->name);
		trace_note(import->trace, arch.at);
	}
	if (import->counted)
		trace_note(import->trace, "a table of counts has no arguments, and no calls that never return: exit, exit_group "
		                          "and others may be missing");
	if (import->demultiplexed)
		trace_note(import->trace, "strace shows the operations of socketcall and ipc as separate calls: a call of "
		                          "these may be missing; use strace -n");
}

/* No proof, so that the status is still 0. */
static void report_serials(struct trace *trace, const struct audit_serials *serials, const char *name)
{
	AUTO_TEXT struct text gaps = {0};

	text_format(&gaps, "%s: the serial numbers of the audit records have gaps, the first before line %" PRIu64
	                   ": records may be missing, unless the log was filtered", name, serials->line);
	if (serials->missing)
		trace_note(trace, gaps.at);
}

static void report_tally(struct trace *trace, const struct tally *tally, const char *name)
{
	AUTO_TEXT struct text lost = {0}, cut = {0}, events = {0};

	text_format(&lost, "%s: %" PRIu64 " line%s not understood, the first is line %" PRIu64, name, tally->lost,
	            tally->lost == 1 ? " was" : "s were", tally->first_lost);
	text_format(&cut, "%s: the last line is incomplete: the log may be cut off", name);
	text_format(&events, "%s: events were lost during recording: calls may be missing", name);
	if (tally->lost)
		trace_note(trace, lost.at);
	if (tally->events_lost)
		trace_note(trace, events.at);
	if (tally->cut)
		trace_note(trace, cut.at);
	report_serials(trace, &tally->serials, name);
}

static int read_log(struct trace *trace, FILE *from, const char *name, const struct import_options *options,
                    struct err *err)
{
	AUTO_FREE struct import *import = mem_alloc(sizeof(*import));
	const struct import_format *format = options->format;
	struct tally tally = {0};
	struct stat is;

	progress_begin(options->progress, NULL, fileno(from) >= 0 && !fstat(fileno(from), &is) && S_ISREG(is.st_mode) ? (uint64_t)is.st_size : 0);
	progress_name(options->progress, name);
	import->trace = trace;
	import->native = import->latest = options->arch < 0 ? ARCH_X86_64 : (enum arch)options->arch;
	import->task[0] = (struct import_task){ .arch = import->native, .entry = TRACE_NOWHERE };
	read_lines(import, from, options->progress, &format, &tally);
	if (ferror(from))
		return err_errno(err, "%s", name);
	if (import->full)
		return err_set(err, "%s: too many distinct calls or call sites (the limit is %d)", name, TRACE_CALLS_MOST);
	if (!tally.read && (!tally.idle || tally.lost))
		return no_format(name, options->format, err);
	import->assumed &= options->arch < 0;
	report_format(import, format);
	report_tally(trace, &tally, name);
	return tally.lost || tally.events_lost;
}

int import_file(struct trace *trace, const char *name, const struct import_options *options, struct err *err)
{
	bool standard = !strcmp(name, "-");
	AUTO_FILE FILE *from = standard ? stdin : fopen(name, "re");

	if (!from)
		return err_errno(err, "%s", name);
	return read_log(trace, from, standard ? "stdin" : name, options, err);
}

int import_bytes(struct trace *trace, const char *bytes, size_t size, const char *name,
                 const struct import_options *options, struct err *err)
{
	/* Opened for reading, so the memory is not modified. */
	AUTO_FILE FILE *from = size ? fmemopen((void *)(uintptr_t)bytes, size, "r") : NULL;

	if (!from)
		return err_set(err, "%s: empty", name);
	return read_log(trace, from, name, options, err);
}
