/* SPDX-License-Identifier: Apache-2.0 */
/*
 * locate: from an address in a process to a call site in the trace.
 */
#ifndef TRACER_LOCATE_H
#define TRACER_LOCATE_H

#include "core/err.h"
#include "core/trace.h"
#include "tracer/space.h"
#include "tracer/symbol.h"

enum { LOCATE_ANONYMOUS = 1024 };             /* sites outside any file (JIT code); the rest is one site */

struct located_image {
	uint64_t inode;
	char device[16];
	char *path;
	int image;                            /* in the trace */
	struct symbol_file *file;             /* NULL: no ELF file that can be read */
};

struct locator {
	struct trace *trace;
	const struct trace_writer *writer;    /* NULL: no journal */
	struct located_image *images;
	size_t image_count, image_room;
	unsigned anonymous;
};

/* The site of an address behind a call or syscall instruction. */
int locate(struct locator *locator, struct space *space, pid_t tid, uint64_t address, int *site, struct err *err);
void locator_free(struct locator *locator);

#endif
