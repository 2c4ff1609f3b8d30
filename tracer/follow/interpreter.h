/* SPDX-License-Identifier: Apache-2.0 */
/*
 * interpreter: the program that the kernel executes in place of a file.
 *
 * An exec fails with ENOENT also if the file is there and its interpreter is
 * not: that of a script (#!), or the dynamic linker of an ELF file.
 */
#ifndef TRACER_INTERPRETER_H
#define TRACER_INTERPRETER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/mem.h"

/* The interpreter that such a file names, as the kernel reads it: of the first 256 bytes, which may be less. 0: none, or not understood. */
size_t interpreter_of_script(const char *head, size_t size, char *out, size_t room);

/* Whether this executable file cannot be executed, with this errno, because of an interpreter, maybe that of its interpreter:
 * *out is its path. */
bool interpreter_fails(const char *path, int error, struct text *out);

#endif
