/* SPDX-License-Identifier: Apache-2.0 */
/*
 * imports: what a file takes from shared libraries, as far as it says what the
 * program is.
 */
#ifndef TRACER_IMPORTS_H
#define TRACER_IMPORTS_H

#include <libelf.h>
#include <stdbool.h>

/* It may be a server that forks workers which share memory: it imports listen(), and shmget() or shm_open(). */
bool imports_prefork(Elf *elf);

#endif
