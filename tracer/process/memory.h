/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memory: reads and writes the memory of a stopped tracee, or reads that of a task which waits for us.
 */
#ifndef TRACER_MEMORY_H
#define TRACER_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Reads up to `size` bytes; returns how many precede an unmapped page. */
size_t memory_read(pid_t tid, uint64_t address, void *bytes, size_t size);

/* Whether this process may not read it, unless it is the tracer. */
bool memory_is_closed(pid_t tid);

/* A 4- or 8-byte word, zero-extended; false if it is not mapped. */
bool memory_read_word(pid_t tid, uint64_t address, unsigned size, uint64_t *word);

/* Writes, even to read-only and shared code pages: the tracee gets a private copy. */
bool memory_write(pid_t tid, uint64_t address, const void *bytes, size_t size);

#endif
