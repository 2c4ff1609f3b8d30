/* SPDX-License-Identifier: Apache-2.0 */
/*
 * by: which calls each function, library, image, thread, program or labelled recording made.
 */
#ifndef ANALYZER_BY_H
#define ANALYZER_BY_H

#include "core/base/mem.h"
#include "core/trace/trace.h"

enum by {
	BY_FUNCTION,                          /* of the responsible frame */
	BY_LIBRARY,                           /* the image of the responsible frame */
	BY_IMAGE,                             /* the image that entered the kernel: mostly libc */
	BY_THREAD,                            /* by the names of threads */
	BY_EXE,                               /* the program that was executed; with the tree of who started whom */
	BY_LABEL,                             /* the labels of the recordings that saw it */
	BY_COUNT
};

int by_find(const char *name);                /* enum by, or -1 */
const char *by_name_at(unsigned i);           /* NULL past the last */

/* `width` of a line; 0: that of a file. */
void by_text(const struct trace *trace, enum by by, size_t width, struct text *out);
void by_json(const struct trace *trace, enum by by, struct text *out);

#endif
