/* SPDX-License-Identifier: Apache-2.0 */
/*
 * locate: maps an address in a process to a call site in the trace.
 */
#ifndef TRACER_LOCATE_H
#define TRACER_LOCATE_H

#include "core/base/err.h"
#include "core/trace/trace.h"
#include "tracer/space/mapped.h"
#include "tracer/space/address_space.h"
#include "tracer/confine/reader.h"

enum {
	LOCATE_ANONYMOUS = 1024,              /* sites outside any file (JIT code); the rest is one site */
	LOCATE_OPEN = 128,                    /* files kept open for symbol look-ups */
	LOCATE_BUCKETS = 4096
};

struct located_image {
	uint64_t inode;
	char device[16];
	char *path;
	struct stat is;                       /* when it was opened; zero: not found */
	int image;                            /* index in the trace */
	struct reader_file *file;             /* NULL: not a readable ELF file, or closed to make room */
	bool readable;
	int watch;                            /* of its file while that is open, see let_go.c */
	bool prefork;                         /* as in struct located_program */
	int next;                             /* 1 + the next in its bucket */
};

struct locator {
	struct trace *trace;
	const struct trace_writer *writer;    /* NULL: no journal */
	struct elf_reader reader;
	struct located_image *images;
	size_t image_count, image_room;
	int bucket[LOCATE_BUCKETS];           /* by inode: 1 + its latest image */
	int open[LOCATE_OPEN];                /* ring of images with open files, each 1 + its index */
	size_t opened;
	int watching;                         /* of let_go.c: 1 + its inotify(7), and stops at which it is asked */
	unsigned removing;
	unsigned anonymous;
	const char *note;                     /* a note for the reader of the trace, or NULL */
};

/* The site of an address behind a call or syscall instruction. */
int locate(struct locator *locator, struct address_space *space, pid_t tid, uint64_t address, int *site, struct err *err);

/* The program whose code is at an address. */
struct located_program {
	int image;                            /* of its file, or TRACE_NOWHERE */
	bool prefork;                         /* imports_prefork() */
};
int locate_program(struct locator *locator, struct address_space *space, pid_t tid, uint64_t address, struct located_program *program,
                   struct err *err);

/* Whether an unwinder may open the files of a task's code. */
bool locate_may_unwind(struct address_space *space, pid_t tid);

void locator_free(struct locator *locator);

#endif
