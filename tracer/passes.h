/* SPDX-License-Identifier: Apache-2.0 */
/*
 * passes: the calls that a learned filter may let pass.
 *
 * The recorder acts on all others, so it must see each of them: they change how
 * a task stops, create tasks in unusual ways, move memory, or have arguments
 * behind a pointer.
 */
#ifndef TRACER_PASSES_H
#define TRACER_PASSES_H

#include <stdbool.h>
#include <stdint.h>

/* `values`: the recorded arguments by position; NULL: any of them. */
bool passes(int id, const uint64_t *values);

#endif
