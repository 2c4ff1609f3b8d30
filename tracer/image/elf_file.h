/* SPDX-License-Identifier: Apache-2.0 */
/*
 * elf_file: opens a mapped file of the program if it is safe for libdw.
 */
#ifndef TRACER_ELF_FILE_H
#define TRACER_ELF_FILE_H

enum { ELF_FILE_EXPANSION = 64 };             /* limit on the unpacked size, in multiples of the file size */

/* Returns a descriptor for reading; -1: there is none, it is not an ELF file, or
 * unpacking it could exhaust the recorder's memory. */
int elf_file_open(const char *path);

#endif
