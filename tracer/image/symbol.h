/* SPDX-License-Identifier: Apache-2.0 */
/*
 * symbol: the function and line of an offset in a file, and the file's
 * build-id, using libdw.
 */
#ifndef TRACER_SYMBOL_H
#define TRACER_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/image/package_note.h"

struct symbol_file;

/* Opens an ELF file by its path as seen by a process whose root directory is
 * `root` ("" for ours). NULL if it is not an ELF file or not readable. */
struct symbol_file *symbol_open(const char *root, const char *path);

/* How the file, which comes first, and its debug files are opened: `at` is where
 * the file is available (another path, if it was unlinked); `open` returns a
 * descriptor for reading a regular file, or -1; NULL: elf_file_open_any. */
struct symbol_source {
	const char *at, *root, *path;
	int (*open)(void *context, const char *path);
	void *context;
};
struct symbol_file *symbol_open_by(const struct symbol_source *source);
void symbol_close(struct symbol_file *file);

/* Hex digits, "" if the file has none; valid while the file is open. */
const char *symbol_build_id(const struct symbol_file *file);

/* The package that it says it is of, with the same validity. */
const struct package_note *symbol_package(const struct symbol_file *file);

/* Our name for the arch of its code, NULL if not supported. */
const char *symbol_arch(struct symbol_file *file);

/* imports_prefork() */
bool symbol_prefork(struct symbol_file *file);

/* The function at an offset in the file: its name (valid until the next query)
 * and the distance from its start; NULL if no symbol is known. */
const char *symbol_at(struct symbol_file *file, uint64_t offset, uint64_t *into);

/* The source file, with the same validity, and the line; NULL if there is no debug information. */
const char *symbol_line(struct symbol_file *file, uint64_t offset, unsigned *line);

#endif
