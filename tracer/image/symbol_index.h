/* SPDX-License-Identifier: Apache-2.0 */
/*
 * symbol_index: the symbols of a file, for many look-ups.
 *
 * libdw decodes the whole symbol table for each address, a third of a million
 * instructions for a libc. Here it is decoded once. Only what is certain is
 * answered: a symbol that no other overlaps, except its own aliases, or none.
 */
#ifndef TRACER_SYMBOL_INDEX_H
#define TRACER_SYMBOL_INDEX_H

#include <elfutils/libdwfl.h>
#include <stdbool.h>

struct symbol_index;

/* NULL: not possible for this file. This and the next access the file, so they run under a guard. */
struct symbol_index *symbol_index_new(Dwfl_Module *module);

/* What dwfl_module_addrinfo would find: the name, valid as long as the module, or
 * NULL, and the distance from the symbol's start. False: not certain. */
bool symbol_index_find(const struct symbol_index *index, GElf_Addr address, const char **name, GElf_Off *into);

void symbol_index_free(struct symbol_index *index); /* NULL is allowed */

#endif
