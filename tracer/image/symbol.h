/* SPDX-License-Identifier: Apache-2.0 */
/*
 * symbol: which function and line an offset in a file belongs to, and the
 * file's build-id, by libdw.
 */
#ifndef TRACER_SYMBOL_H
#define TRACER_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbol_file;

/* Opens an ELF file, its path as a process has it whose root directory is at
 * `root`; "" for our own. NULL if it is none or cannot be read. */
struct symbol_file *symbol_open(const char *root, const char *path);

/* The same where its file is to be found at another path than that: it was unlinked. */
struct symbol_file *symbol_open_at(const char *file, const char *root, const char *path);
void symbol_close(struct symbol_file *file);

/* Hex digits, "" if the file has none; valid as long as the file is open. */
const char *symbol_build_id(const struct symbol_file *file);

/* The arch of its code by our name, NULL if we know none. */
const char *symbol_arch(struct symbol_file *file);

/* The function at an offset in the file: its name (valid until the next
 * question) and how far behind its start; NULL where no symbol is known. */
const char *symbol_at(struct symbol_file *file, uint64_t offset, uint64_t *into);

/* The source file, valid as long as that, and the line; NULL where there is no debug information. */
const char *symbol_line(struct symbol_file *file, uint64_t offset, unsigned *line);

#endif
