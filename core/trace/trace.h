/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trace: what happened, as a set and not as a log.
 *
 * Each distinct call stands once: which arch and number, from where, by which
 * code, with which selecting arguments. Everything else about it (counts,
 * errors, other arguments) is joined into that entry, so traces merge in any
 * order. docs/trace-format.md is the file; core/trace/read.c and
 * core/trace/write.c are its reader and writer.
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
	ORIGIN_VDSO_HIDDEN,                   /* the vDSO served it, the kernel saw nothing */
	ORIGIN_VSYSCALL,                      /* the legacy x86_64 vsyscall page */
	ORIGIN_COUNT
};
const char *origin_name(enum origin origin);
int origin_by_name(const char *name);

enum { TRACE_NOWHERE = -1 };
#define TRACE_SEVERAL "several"               /* of what a trace has once: its parts differed */

struct trace_image {
	const char *path;                     /* as the process had it mapped; "[vdso]", "[anon]" for no file */
	const char *build_id;                 /* hex, or NULL */
	const char *arch;                     /* of its code, by our name, or NULL */
};

struct trace_site {
	int image;                            /* index into images */
	uint64_t offset;                      /* in the image's file (virtual address for the vDSO) */
	const char *function;                 /* "read", or NULL where no symbol is known */
	uint64_t into;                        /* bytes behind the function's start */
	const char *file;                     /* of the source, as the debug information has it, or NULL */
	unsigned line;                        /* in that file, or 0 */
};

enum { TRACE_ERRNOS = 8, TRACE_STACK = 16, TRACE_SELECTORS = 64, TRACE_CALLERS = 64, TRACE_THREADS = 16 };
enum { TRACE_THREAD_NAME = 16 };              /* bytes with the final NUL, as the kernel keeps it */
enum { TRACE_DRIVERS = 8, TRACE_DRIVER_NAME = 32 };

enum {                                        /* what a file may hold; more is refused */
	TRACE_IMAGES_MOST = 1 << 16,
	TRACE_SITES_MOST = 1 << 20,
	TRACE_CALLS_MOST = 1 << 18,
	TRACE_NOTES_MOST = 1 << 12,           /* more are not even taken */
	TRACE_LINE_MOST = 1 << 20             /* bytes */
};

struct trace_call {
	/* the key: what makes two calls distinct */
	enum arch arch;
	uint32_t nr;
	enum origin origin;
	const char *function;                 /* of the vDSO, or NULL */
	int site;                             /* index into sites, or TRACE_NOWHERE */
	struct values selector[SYSCALL_ARGS]; /* by position: at most one value each, or VALUES_ANY in a
	                                         wide entry, which holds what came after TRACE_SELECTORS entries */
	bool wide;
	int caller;                           /* 1 + the site of the responsible frame; 0: callers are not told apart */
	/* the rest is joined */
	struct values arg[SYSCALL_ARGS];      /* by position: every filterable argument, selectors too */
	struct tuples tuples;                 /* which of these came together; TUPLES_NONE where `arg` has nothing */
	bool high;                            /* of what the kernel reads as 32 bits, the upper half of a register
	                                         was not clear, or is not known */
	struct values deep[DEEP_PLACES];      /* by place, see core/kernel/structs.h: what was told behind a pointer */
	bool deep_tail;                       /* behind the struct as we know it stood something other than zeros */
	uint64_t count;                       /* at least so often: hidden calls are counted once a process image */
	uint16_t errnos[TRACE_ERRNOS];        /* ascending, 0 behind the last */
	int stack[TRACE_STACK];               /* sites, innermost first, of the first sight */
	int stack_depth;
	char threads[TRACE_THREADS][TRACE_THREAD_NAME];  /* names of the threads that made it, ascending, "" behind the last */
	bool many_threads;                    /* there were more names: none is kept */
	char drivers[TRACE_DRIVERS][TRACE_DRIVER_NAME];  /* of ioctl: what its descriptor was, in the same way */
	bool many_drivers;
};

struct trace {
	struct arena arena;                   /* owns every string */
	const char *kernel, *host, *clocksource, *engine;
	const char **command;                 /* NULL-terminated; NULL if unknown, or several */
	bool many_commands;                   /* it is the sum of traces of different commands */
	struct trace_image *images;
	size_t image_count, image_room;
	struct trace_site *sites;
	size_t site_count, site_room;
	struct trace_call *calls;
	size_t call_count, call_room;
	const char **notes;
	size_t note_count, note_room;
	bool complete;                        /* the recording came to its own end; never true of a log of another tool */
	bool summed;                          /* trace_merge() added to it */
	struct trace_end end;                 /* of the program itself; of several merged, the worst */
	void *index;                          /* hash of the keys; private to core/trace/trace.c */
};

/* A zeroed struct trace is an empty one. */
void trace_free(struct trace *trace);

/* Each returns the index of the equal entry that is there, or of a new one
 * that copies its strings. *added tells which; it may be NULL. An image is its
 * path and build-id, a site its image and offset; a site without a function
 * or a line takes that of a later one. Of a call only the key is copied, its selectors
 * without the bits that no rule looks at; the rest comes by trace_call_join. */
int trace_image(struct trace *trace, const struct trace_image *image, bool *added);
int trace_site(struct trace *trace, const struct trace_site *site, bool *added);
int trace_call(struct trace *trace, const struct trace_call *key, bool *added);
int trace_find_image(const struct trace *trace, const struct trace_image *image);  /* -1: no equal entry yet */
int trace_find_site(const struct trace *trace, const struct trace_site *site);  /* -1: no equal entry yet */
int trace_find_call(const struct trace *trace, const struct trace_call *key);  /* -1: no equal entry yet */

/* Whether a call has TRACE_SELECTORS entries that differ by their selectors
 * alone: one more goes into a wide entry. */
bool trace_selectors_are_full(const struct trace *trace, const struct trace_call *call);
bool trace_note(struct trace *trace, const char *note);   /* false if it stood there already */
void trace_forget_index(struct trace *trace);             /* for trace_sort() */

/* The join of the part behind the key; true if anything but the count grew.
 * Counts add, the lowest errnos stay, and the stack is that of the first. */
bool trace_call_join(struct trace_call *into, const struct trace_call *from);

bool trace_threads_join(struct trace_call *into, const struct trace_call *from);  /* its part for threads */
bool trace_drivers_join(struct trace_call *into, const struct trace_call *from);  /* and for drivers */

/* Adds all of `from`; sites and images are matched by what they are. The sum
 * says the same in whatever order it was made (core/trace/merge.c). */
void trace_merge(struct trace *into, const struct trace *from);

/* Puts images, sites, calls and notes into the order of what they are: equal
 * traces are then written alike. Indexes change, and nothing can be added. */
void trace_sort(struct trace *trace);

/* Which role argument `arg` of this call has (ROLE__ if the number is unknown). */
enum role trace_role(const struct trace_call *call, unsigned arg);

/* Which role a place in `deep` has, and what was seen of a role: VALUES_NONE
 * where nothing was. */
enum role trace_deep_role(const struct trace_call *call, unsigned place);
const struct values *trace_deep(const struct trace_call *call, enum role role);

/* Fill a zeroed trace, which is empty again where they fail. `name` is for
 * messages; "-" is stdin. A last line that is cut off is left out and noted. */
int trace_read(struct trace *trace, const char *name, struct err *err);
int trace_read_bytes(struct trace *trace, const char *bytes, size_t size, const char *name, struct err *err);

/* Whether a file that begins so says that it is a trace: to tell it from a policy. */
bool trace_is_trace(const char *bytes, size_t size);

/* The journal: lines are written as things are first seen, each with one
 * write(2), so that what was seen survives whatever ends the recorder. */
struct trace_sum {                            /* of a journal, to know it again */
	uint64_t bytes, hash;
	int lost;                             /* EFBIG: a limit on the size of files cut it off, and no more is written */
};
void trace_sum_add(struct trace_sum *sum, const void *bytes, size_t size);

struct trace_writer {
	int fd;
	const char *name;                     /* for messages */
	struct trace_sum *sum;                /* or NULL. With one, a file that may not grow is no failure here */
};
int trace_write_header(const struct trace_writer *to, const struct trace *trace, struct err *err);
int trace_write_image(const struct trace_writer *to, const struct trace *trace, int image, struct err *err);
int trace_write_site(const struct trace_writer *to, const struct trace *trace, int site, struct err *err);
int trace_write_call(const struct trace_writer *to, const struct trace *trace, int call, struct err *err);
int trace_write_note(const struct trace_writer *to, const char *note, struct err *err);
/* Every call again, for the counts that grew since it was written. */
int trace_write_counts(const struct trace_writer *to, const struct trace *trace, struct err *err);
/* The same, and the end. */
int trace_write_end(const struct trace_writer *to, const struct trace *trace, struct err *err);
/* All of it; the end only where the trace is complete, or its program's end is known. */
int trace_write(const struct trace_writer *to, const struct trace *trace, struct err *err);

#endif
