/* SPDX-License-Identifier: Apache-2.0 */
/*
 * debug_file: finds the separate debug information of a stripped file.
 */
#ifndef TRACER_DEBUG_FILE_H
#define TRACER_DEBUG_FILE_H

#include <elfutils/libdwfl.h>

/* The userdata of a module. */
struct debug_place {
	char *root;                           /* of the traced process, "" for our own */
	char *path;                           /* of the file below it */
	int (*open)(void *context, const char *path);   /* as elf_file_open_any */
	void *context;
};

/* A find_debuginfo callback: searches local folders only. */
int debug_file_find(Dwfl_Module *module, void **userdata, const char *module_name, Dwarf_Addr base, const char *file_name,
                    const char *link, GElf_Word crc, char **found);

/* The part that dwz moved out of several debug files, by the build-id and the
 * name in .gnu_debugaltlink: a descriptor, or -1. */
int debug_file_alternate(const struct debug_place *place, const char *name, const void *id, size_t id_length);

/* A find_debuginfo callback that finds nothing. */
int debug_file_none(Dwfl_Module *module, void **userdata, const char *module_name, Dwarf_Addr base, const char *file_name,
                    const char *link, GElf_Word crc, char **found);

#endif
