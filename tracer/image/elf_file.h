/* SPDX-License-Identifier: Apache-2.0 */
/*
 * elf_file: opens a mapped file of the program if it is safe for libdw.
 */
#ifndef TRACER_ELF_FILE_H
#define TRACER_ELF_FILE_H

#include <stdbool.h>

enum { ELF_FILE_EXPANSION = 64 };             /* limit on the unpacked size, in multiples of the file size */

/* Returns a descriptor for reading; -1: there is none, it is not an ELF file, or
 * unpacking it could exhaust the recorder's memory. */
int elf_file_open(const char *path);

/* Its two steps. A regular file of any content, for reading, or -1; and the same
 * descriptor if it is an ELF file as above, else it is closed, and -1. */
int elf_file_open_any(const char *path);
int elf_file_check(int fd);

/* Whether nothing can be opened, since /proc is not mounted. */
bool elf_file_lacks_proc(void);

#endif
