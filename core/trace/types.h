/* SPDX-License-Identifier: Apache-2.0 */
/*
 * types: what a trace consists of. Use core/trace/trace.h, which has what can be
 * done with one.
 */
#ifndef CORE_TRACE_TYPES_H
#define CORE_TRACE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/hash.h"
#include "core/base/mem.h"
#include "core/kernel/arch.h"
#include "core/kernel/structs.h"
#include "core/kernel/syscall.h"
#include "core/trace/end.h"
#include "core/trace/labels.h"
#include "core/trace/place.h"
#include "core/values/tuples.h"
#include "core/values/values.h"

enum { TRACE_VERSION = 3, TRACE_VERSION_LEAST = 1 };      /* written; and read */

enum { TRACE_ERRNOS = 8, TRACE_STACK = 16, TRACE_SELECTORS = 64, TRACE_CALLERS = 64, TRACE_THREADS = 16,
       TRACE_CALL_PROGRAMS = 64 };
enum { TRACE_THREAD_NAME = 16 };              /* bytes with the final NUL, as the kernel keeps it */
enum { TRACE_DRIVERS = 8, TRACE_DRIVER_NAME = 32 };

enum {                                        /* limits of a file; more is an error */
	TRACE_IMAGES_MOST = 1 << 16,
	TRACE_SITES_MOST = 1 << 20,
	TRACE_PROGRAMS_MOST = 1 << 16,
	TRACE_CALLS_MOST = 1 << 18,
	TRACE_NOTES_MOST = 1 << 12,           /* further ones are dropped */
	TRACE_LINE_MOST = 1 << 20             /* bytes */
};

struct trace_call {
	/* the key: what distinguishes calls */
	enum arch arch;
	uint32_t nr;
	enum origin origin;
	const char *function;                 /* of the vDSO, or NULL */
	int site;                             /* index into sites, or TRACE_NOWHERE */
	struct values selector[SYSCALL_ARGS]; /* by position: at most one value each, or VALUES_ANY in a
	                                         wide entry, which collects all after TRACE_SELECTORS entries */
	bool wide;
	bool known;                           /* copied from an earlier trace, not seen in this recording */
	int caller;                           /* 1 + the site of the responsible frame; 0: callers not distinguished */
	int program;                          /* 1 + the index of the program that made it; 0: unknown */
	/* the rest is joined */
	struct values arg[SYSCALL_ARGS];      /* by position: every filterable argument, selectors too */
	struct tuples tuples;                 /* which values occurred together; TUPLES_NONE if `arg` is empty */
	bool high;                            /* of an argument that the kernel reads as 32 bits, the upper half
	                                         of a register was not clear, or is unknown */
	struct values deep[DEEP_PLACES];      /* by place, see core/kernel/structs.h: values behind a pointer */
	bool deep_tail;                       /* the bytes after the known struct were not all zero */
	uint64_t seen;                        /* in how many recordings; 0: in one */
	uint64_t count;                       /* a lower bound: hidden calls count once per process image */
	uint64_t written;                     /* 1 + the count on its latest line of a journal; 0: none */
	bool least;                           /* a learned filter let it pass: it was made more often, maybe by other
	                                         programs and threads, and may have failed in other ways */
	uint16_t errnos[TRACE_ERRNOS];        /* ascending, padded with 0 */
	int stack[TRACE_STACK];               /* sites, innermost first, from the first occurrence */
	int stack_depth;
	char threads[TRACE_THREADS][TRACE_THREAD_NAME];  /* names of the threads that made it, ascending, padded with "" */
	bool many_threads;                    /* there were more names, so none is kept */
	char drivers[TRACE_DRIVERS][TRACE_DRIVER_NAME];  /* of ioctl: the drivers of its descriptor, in the same form */
	bool many_drivers;
	struct trace_labels labels;           /* of recordings that saw it */
};

struct trace {
	struct arena arena;                   /* owns every string */
	const char *kernel, *host, *clocksource, *engine;
	const char **command;                 /* NULL-terminated; NULL if unknown, or several */
	bool many_commands;                   /* merged from traces of different commands */
	struct trace_image *images;
	size_t image_count, image_room;
	struct trace_site *sites;
	size_t site_count, site_room;
	struct trace_program *programs;
	size_t program_count, program_room;
	struct trace_start *starts;
	size_t start_count, start_room;
	struct trace_call *calls;
	size_t call_count, call_room;
	const char **notes;
	size_t note_count, note_room;
	const char **labels;                  /* all that calls have */
	size_t label_count, label_room;
	struct trace_labels own;              /* of this recording: each new entry gets them */
	bool complete;                        /* the recording was not interrupted; never true of another tool's log */
	bool summed;                          /* trace_merge() added to it */
	uint64_t shards;                      /* recordings that were merged; 0: it is one */
	struct trace_end end;                 /* of the program itself; the worst of merged traces */
	struct {
		struct hash_table images, sites, programs, starts, calls, labels;
	} index;                              /* of the keys; private to core/trace */
};

#endif
