/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file: whole files in and out. Output appears under its name only when all
 * of it is written; "-" is stdin or stdout.
 */
#ifndef CORE_FILE_H
#define CORE_FILE_H

#include <stddef.h>

#include "core/base/err.h"
#include "core/base/mem.h"

enum { FILE_MOST = 256 * 1024 * 1024 };       /* bytes; a larger file is refused */

int file_read(const char *name, struct text *out, struct err *err);
int file_write(const char *name, const void *bytes, size_t size, struct err *err);

#endif
