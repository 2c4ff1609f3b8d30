/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package_note: the package that an ELF file says it was built for.
 *
 * Fedora and others put a note of JSON into each file. Source: "Package Metadata for
 * Executable Files", UAPI group.
 */
#ifndef TRACER_PACKAGE_NOTE_H
#define TRACER_PACKAGE_NOTE_H

#include <libelf.h>
#include <stddef.h>

enum { PACKAGE_NAME = 256 };                  /* bytes with the final NUL; longer ones are not taken */

struct package_note {
	char name[PACKAGE_NAME], version[PACKAGE_NAME];   /* both or neither; "": none */
};

/* Fills a zeroed note. Run it under a guard. */
void package_note_read(struct package_note *note, Elf *elf);

/* The same of the JSON alone, which need not end with a NUL. */
void package_note_parse(struct package_note *note, const char *json, size_t size);

#endif
