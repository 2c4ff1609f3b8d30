/* SPDX-License-Identifier: Apache-2.0 */
/*
 * closure: the images of a process, in the order in which its loader looks
 * symbols up.
 *
 * The program comes first, then what it needs, breadth first; then images that
 * were seen in a recording but that nothing needs, so the program opened them
 * itself. A library is searched for as ld.so does: RPATH, RUNPATH, the folders
 * of /etc/ld.so.conf, the default folders. Variables of the environment are not
 * part of a program, so LD_LIBRARY_PATH and LD_PRELOAD are not read.
 */
#ifndef TRACER_CODE_CLOSURE_H
#define TRACER_CODE_CLOSURE_H

#include "tracer/code/binary.h"

enum { CLOSURE_IMAGES = 1024, CLOSURE_FOLDERS = 512 };

struct closure {
	struct arena arena;
	const char *root;                     /* of the file system of the program, "" for ours */
	struct binary *image[CLOSURE_IMAGES];
	bool late[CLOSURE_IMAGES];            /* opened by the program itself */
	size_t count;
	int loader;                           /* index of the program's interpreter; -1: none */
	const char *missing[CLOSURE_IMAGES];  /* names of libraries that were not found or not readable */
	size_t missing_count;
	const char *folders[CLOSURE_FOLDERS]; /* of the system; read on first use */
	size_t folder_count;
};

/* Fills a zeroed closure, which is empty again on failure. A script leads to its interpreter. */
int closure_read(struct closure *closure, const char *root, const char *program, struct err *err);
/* Adds a library that a recording names, with what it needs. Not if its build-id is now
 * another, and not a program, which the recorded one started. */
void closure_add(struct closure *closure, const char *path, const char *build_id);
void closure_free(struct closure *closure);

#endif
