/* SPDX-License-Identifier: Apache-2.0 */
/*
 * elf_file: opens what may be given to libdw of the files that a program maps.
 */
#ifndef TRACER_ELF_FILE_H
#define TRACER_ELF_FILE_H

enum { ELF_FILE_EXPANSION = 64 };             /* what is compressed in a file expands to at most so many times its size */

/* A descriptor to read from; -1: there is none, or it is not an ELF file, or
 * unpacking it could cost the recorder its memory. */
int elf_file_open(const char *path);

#endif
