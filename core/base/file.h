/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file: reads and writes whole files. Output is written atomically; "-" is
 * stdin or stdout.
 */
#ifndef CORE_FILE_H
#define CORE_FILE_H

#include <stddef.h>
#include <stdio.h>

#include "core/base/err.h"
#include "core/base/mem.h"

enum { FILE_MOST = 256 * 1024 * 1024 };       /* bytes; larger files are rejected */

/* The name in messages about what is read: "stdin" for "-". */
const char *file_shown(const char *name);

int file_read(const char *name, struct text *out, struct err *err);
int file_write(const char *name, const void *bytes, size_t size, struct err *err);

/* Closes an open file, but not stdin, when the variable goes out of scope. */
void file_cleanup(FILE **file);
#define AUTO_FILE __attribute__((cleanup(file_cleanup)))

#endif
