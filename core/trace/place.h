/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place: where a call comes from: how it entered the kernel, the code that made
 * it, and the program.
 */
#ifndef CORE_TRACE_PLACE_H
#define CORE_TRACE_PLACE_H

#include <stdbool.h>
#include <stdint.h>

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
	const char *package, *version;        /* that the file belongs to; both or neither. Not of the key */
};

struct trace_site {
	int image;                            /* index into images */
	uint64_t offset;                      /* in the image's file (virtual address for the vDSO) */
	const char *function;                 /* "read", or NULL where no symbol is known */
	uint64_t into;                        /* bytes after the function's start */
	const char *file;                     /* source file in the debug information, or NULL */
	unsigned line;                        /* in that file, or 0 */
};

struct trace_program {                        /* a program that was executed */
	const char *path;                     /* of its file, as mapped by the process */
	const char *build_id;                 /* hex, or NULL */
	const char *as;                       /* what was executed, where its last component differs: a script, a link; or NULL */
};

struct trace_start {                          /* who started a program */
	int program;                          /* index into programs */
	int by;                               /* the same, or TRACE_NOWHERE: the recorder, or not known */
	bool replaced;                        /* in the process that `by` was started in, which ended it; not in a child */
};

#endif
