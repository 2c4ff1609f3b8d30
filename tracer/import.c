/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of formats, and the loop over a log: a reader is given a line
 * and says whether it understood it. What was not understood is counted and
 * told with the place of the first.
 */
#include "tracer/import.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/import_lines.h"
#include "tracer/import_readers.h"
#include "tracer/imported.h"

/* strace takes nearly any line for its own, so it is asked last. */
static const struct import_format formats[] = {
	{ "audit", "audit records of SECCOMP and SYSCALL, from auditd, dmesg or the journal",
	  import_audit_recognises, import_audit_read,
	  "imported from audit records: only calls that a filter or an audit rule had logged; none that the vDSO served, "
	  "and not which code made them", NULL },
	{ "perf", "perf trace, perf script of raw_syscalls, and trace_pipe",
	  import_perf_recognises, import_perf_read,
	  "imported from a log of perf: without calls that the vDSO served, and not which code made them",
	  "perf does not tell 32-bit calls from 64-bit ones" },
	{ "bpftrace", "counts of bpftrace by number or by probe: @[comm, nr]: count",
	  import_bpftrace_recognises, import_bpftrace_read,
	  "imported from counts of bpftrace: without arguments, errors and calls that the vDSO served, and not which code "
	  "made them", "bpftrace does not tell 32-bit calls from 64-bit ones" },
	{ "strace", "strace with any options that show calls; of -ff give all files",
	  import_strace_recognises, import_strace_read,
	  "imported from a log of strace: without calls that the vDSO served, and but for the frames of -k "
	  "not which code made them",
	  "strace names calls and not their arch, but for -n" },
};

const struct import_format *import_format_at(unsigned i)
{
	return i < COUNT_OF(formats) ? &formats[i] : NULL;
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

/* What the tools say of events that they could not keep. */
static const char *const losses[] = { "LOST ", "Lost ", "PERF_RECORD_LOST", "audit_lost=", "callbacks suppressed" };

static bool is_loss(const char *line)
{
	for (size_t i = 0; i < COUNT_OF(losses); i++)
		if (strstr(line, losses[i]))
			return true;
	return false;
}

struct tally {
	uint64_t understood, other, first_other;
	bool cut;                             /* the last line ends without a newline */
	bool lost;
};

static void count_line(struct tally *tally, bool understood, const struct import_lines *lines)
{
	tally->cut = !lines->ended;
	if (understood)
		tally->understood++;
	else if (is_loss(lines->line))
		tally->lost = true;
	else if (*lines->line && !tally->other++)
		tally->first_other = lines->number;
}

static void read_lines(struct import *import, FILE *from, const struct import_format **format, struct tally *tally)
{
	struct import_lines lines;

	import_lines_open(&lines, from);
	while (import_lines_next(&lines) && !import->full) {
		if (!*format)
			*format = format_of(lines.line);
		count_line(tally, *format && (*format)->read(import, lines.line), &lines);
	}
	imported_release(import);
	import_lines_close(&lines);
}

static int no_format(const char *name, const struct import_format *asked, struct err *err)
{
	AUTO_TEXT struct text known = {0};

	for (size_t i = 0; i < COUNT_OF(formats); i++)
		text_format(&known, "%s%s", i ? ", " : "", formats[i].name);
	return err_set(err, "%s: no line that is of %s", name, asked ? asked->name : known.at);
}

static void tell_format(const struct import *import, const struct import_format *format)
{
	AUTO_TEXT struct text arch = {0};

	trace_note(import->trace, format->blind);
	if (import->assumed && format->archless) {
		text_format(&arch, "%s: taken for %s where nothing told another; --arch=ARCH says it", format->archless,
		            arch_info(import->native)->name);
		trace_note(import->trace, arch.at);
	}
	if (import->demultiplexed)
		trace_note(import->trace, "strace shows what socketcall and ipc are asked for as calls of their own: a call of "
		                          "them may be missing; strace -n tells");
}

static void tell_tally(struct trace *trace, const struct tally *tally, const char *name)
{
	AUTO_TEXT struct text other = {0}, cut = {0}, lost = {0};

	text_format(&other, "%s: %" PRIu64 " line%s not understood, the first is line %" PRIu64, name, tally->other,
	            tally->other == 1 ? " was" : "s were", tally->first_other);
	text_format(&cut, "%s: the last line does not end: the log may be cut off", name);
	text_format(&lost, "%s: events were lost when it was made: calls may be missing", name);
	if (tally->other)
		trace_note(trace, other.at);
	if (tally->lost)
		trace_note(trace, lost.at);
	if (tally->cut)
		trace_note(trace, cut.at);
	trace->complete &= !tally->lost && !tally->cut;
}

static int read_log(struct trace *trace, FILE *from, const char *name, const struct import_options *options,
                    struct err *err)
{
	AUTO_FREE struct import *import = mem_alloc(sizeof(*import));
	const struct import_format *format = options->format;
	struct tally tally = {0};

	import->trace = trace;
	import->native = import->latest = options->arch < 0 ? ARCH_X86_64 : (enum arch)options->arch;
	import->task[0] = (struct import_task){ .arch = import->native, .entry = TRACE_NOWHERE };
	read_lines(import, from, &format, &tally);
	if (ferror(from))
		return err_errno(err, "%s", name);
	if (import->full)
		return err_set(err, "%s: more than %d distinct calls, or their code", name, TRACE_CALLS_MOST);
	if (!tally.understood)
		return no_format(name, options->format, err);
	import->assumed &= options->arch < 0;
	tell_format(import, format);
	tell_tally(trace, &tally, name);
	return 0;
}

static void close_file(FILE **file)
{
	if (*file && *file != stdin)
		fclose(*file);
}
#define AUTO_FILE __attribute__((cleanup(close_file)))

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
	/* Opened for reading, the memory is not written to. */
	AUTO_FILE FILE *from = size ? fmemopen((void *)(uintptr_t)bytes, size, "r") : NULL;

	if (!from)
		return err_set(err, "%s: empty", name);
	return read_log(trace, from, name, options, err);
}
