/* SPDX-License-Identifier: Apache-2.0 */
/*
 * imports: what a file takes from shared libraries.
 */
#ifndef TRACER_IMPORTS_H
#define TRACER_IMPORTS_H

#include <libelf.h>
#include <stdbool.h>

/* Whether its dynamic symbols begin with those that are defined elsewhere, and one of them has this name. */
bool imports_symbol(Elf *elf, const char *name);

#endif
