/* SPDX-License-Identifier: Apache-2.0 */
/*
 * debug_file: where the debug information of a file lies that was stripped of it.
 */
#ifndef TRACER_DEBUG_FILE_H
#define TRACER_DEBUG_FILE_H

#include <elfutils/libdwfl.h>

/* What a module's userdata points to. */
struct debug_place {
	char *root;                           /* of the traced process, "" for our own */
	char *path;                           /* of the file under it */
};

/* A find_debuginfo callback: looks in local folders only. */
int debug_file_find(Dwfl_Module *module, void **userdata, const char *module_name, Dwarf_Addr base, const char *file_name,
                    const char *link, GElf_Word crc, char **found);

/* The part of several debug files that dwz moved into one, by the build-id and
 * the name that .gnu_debugaltlink tells: a descriptor, or -1. */
int debug_file_alternate(const struct debug_place *place, const char *name, const void *id, size_t id_length);

/* One that finds nothing. */
int debug_file_none(Dwfl_Module *module, void **userdata, const char *module_name, Dwarf_Addr base, const char *file_name,
                    const char *link, GElf_Word crc, char **found);

#endif
