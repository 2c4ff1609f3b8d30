/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trace: what happened, as a set and not as a log.
 *
 * Each distinct call is one entry: arch and number, origin, call site, and
 * selecting arguments. Everything else about it (counts, errors, other
 * arguments) is joined into that entry, so traces merge in any order.
 * docs/trace-format.md describes the file; core/trace/read.c and
 * core/trace/write.c read and write it.
 */
#ifndef CORE_TRACE_H
#define CORE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/kernel/arch.h"
#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/kernel/structs.h"
#include "core/kernel/syscall.h"
#include "core/trace/end.h"
#include "core/values/tuples.h"
#include "core/values/values.h"

enum { TRACE_VERSION = 2, TRACE_VERSION_LEAST = 1 };      /* written; and read */

enum origin {
	ORIGIN_DIRECT,                        /* the program or a library entered the kernel */
	ORIGIN_VDSO,                          /* a vDSO function fell back to the kernel */
	ORIGIN_VDSO_HIDDEN,                   /* handled by the vDSO without entering the kernel */
	ORIGIN_VSYSCALL,                      /* the legacy x86_64 vsyscall page */
	ORIGIN_COUNT
};
const char *origin_name(enum origin origin);
int origin_by_name(const char *name);

enum { TRACE_NOWHERE = -1 };
#define TRACE_SEVERAL "several"               /* for a fact that a trace has once: the merged traces differ */

struct trace_image {
	const char *path;                     /* as mapped by the process; "[vdso]", "[anon]" without a file */
	const char *build_id;                 /* hex, or NULL */
	const char *arch;                     /* of its code, by our name, or NULL */
};

struct trace_site {
	int image;                            /* index into images */
	uint64_t offset;                      /* in the image's file (virtual address for the vDSO) */
	const char *function;                 /* "read", or NULL where no symbol is known */
	uint64_t into;                        /* bytes after the function's start */
	const char *file;                     /* source file in the debug information, or NULL */
	unsigned line;                        /* in that file, or 0 */
};

enum { TRACE_ERRNOS = 8, TRACE_STACK = 16, TRACE_SELECTORS = 64, TRACE_CALLERS = 64, TRACE_THREADS = 16 };
enum { TRACE_THREAD_NAME = 16 };              /* bytes with the final NUL, as the kernel keeps it */
enum { TRACE_DRIVERS = 8, TRACE_DRIVER_NAME = 32 };

enum {                                        /* limits of a file; more is an error */
	TRACE_IMAGES_MOST = 1 << 16,
	TRACE_SITES_MOST = 1 << 20,
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
	int caller;                           /* 1 + the site of the responsible frame; 0: callers not distinguished */
	/* the rest is joined */
	struct values arg[SYSCALL_ARGS];      /* by position: every filterable argument, selectors too */
	struct tuples tuples;                 /* which values occurred together; TUPLES_NONE if `arg` is empty */
	bool high;                            /* of an argument that the kernel reads as 32 bits, the upper half
	                                         of a register was not clear, or is unknown */
	struct values deep[DEEP_PLACES];      /* by place, see core/kernel/structs.h: values behind a pointer */
	bool deep_tail;                       /* the bytes after the known struct were not all zero */
	uint64_t count;                       /* a lower bound: hidden calls count once per process image */
	uint16_t errnos[TRACE_ERRNOS];        /* ascending, padded with 0 */
	int stack[TRACE_STACK];               /* sites, innermost first, from the first occurrence */
	int stack_depth;
	char threads[TRACE_THREADS][TRACE_THREAD_NAME];  /* names of the threads that made it, ascending, padded with "" */
	bool many_threads;                    /* there were more names, so none is kept */
	char drivers[TRACE_DRIVERS][TRACE_DRIVER_NAME];  /* of ioctl: the drivers of its descriptor, in the same form */
	bool many_drivers;
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
	struct trace_call *calls;
	size_t call_count, call_room;
	const char **notes;
	size_t note_count, note_room;
	bool complete;                        /* the recording was not interrupted; never true of another tool's log */
	bool summed;                          /* trace_merge() added to it */
	struct trace_end end;                 /* of the program itself; the worst of merged traces */
	void *index;                          /* hash of the keys; private to core/trace/trace.c */
};

/* A zeroed struct trace is empty. */
void trace_free(struct trace *trace);

/* Each returns the index of an equal entry, or of a new one that copies its
 * strings. *added reports which; it may be NULL. An image is its
 * path and build-id, a site its image and offset; a site without a function
 * or a line takes it from a later one. Of a call only the key is copied, its selectors
 * without the bits that rules ignore; trace_call_join adds the rest. */
int trace_image(struct trace *trace, const struct trace_image *image, bool *added);
int trace_site(struct trace *trace, const struct trace_site *site, bool *added);
int trace_call(struct trace *trace, const struct trace_call *key, bool *added);
int trace_find_image(const struct trace *trace, const struct trace_image *image);  /* -1: no equal entry yet */
int trace_find_site(const struct trace *trace, const struct trace_site *site);  /* -1: no equal entry yet */
int trace_find_call(const struct trace *trace, const struct trace_call *key);  /* -1: no equal entry yet */

/* Whether a call has TRACE_SELECTORS entries that differ only in their
 * selectors: the next goes into a wide entry. */
bool trace_selectors_are_full(const struct trace *trace, const struct trace_call *call);
bool trace_note(struct trace *trace, const char *note);   /* false if already present */
void trace_forget_index(struct trace *trace);             /* for trace_sort() */

/* Joins everything but the key; true if anything but the count grew.
 * Counts add, the lowest errnos and the first stack stay. */
bool trace_call_join(struct trace_call *into, const struct trace_call *from);

bool trace_threads_join(struct trace_call *into, const struct trace_call *from);  /* its part for threads */
bool trace_drivers_join(struct trace_call *into, const struct trace_call *from);  /* and for drivers */

/* Adds all of `from`; sites and images are matched by content. The sum does
 * not depend on the order (core/trace/merge.c). */
void trace_merge(struct trace *into, const struct trace *from);

/* Sorts images, sites, calls and notes by content, so that equal traces are
 * written alike. Indexes change, and nothing can be added afterwards. */
void trace_sort(struct trace *trace);

/* The role of argument `arg` of this call (ROLE__ if the number is unknown). */
enum role trace_role(const struct trace_call *call, unsigned arg);

/* The role of a place in `deep`, and the values seen of a role: VALUES_NONE if
 * none. */
enum role trace_deep_role(const struct trace_call *call, unsigned place);
const struct values *trace_deep(const struct trace_call *call, enum role role);

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
int trace_write_call(const struct trace_writer *to, const struct trace *trace, int call, struct err *err);
int trace_write_note(const struct trace_writer *to, const char *note, struct err *err);
/* Writes again every call whose count grew since it was written. */
int trace_write_counts(const struct trace_writer *to, const struct trace *trace, struct err *err);
/* The same, then the end. */
int trace_write_end(const struct trace_writer *to, const struct trace *trace, struct err *err);
/* Writes everything; the end only if the trace is complete or its program's end is known. */
int trace_write(const struct trace_writer *to, const struct trace *trace, struct err *err);

#endif
