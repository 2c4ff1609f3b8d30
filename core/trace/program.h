/* SPDX-License-Identifier: Apache-2.0 */
/*
 * program: names of programs, as people give them.
 */
#ifndef CORE_TRACE_PROGRAM_H
#define CORE_TRACE_PROGRAM_H

#include <stdbool.h>

#include "core/trace/types.h"

bool program_equal(const struct trace_program *a, const struct trace_program *b);

/* Whether a word means a path: it is equal, or matches as a glob; without a slash, the last component is compared. */
bool program_path_matches(const char *path, const char *word);

/* Whether a word means a program, by the path of its file or by what was executed. */
bool program_matches(const struct trace_program *program, const char *word);
bool program_matches_any(const struct trace_program *program, const char *const *words);  /* NULL-terminated */

#endif
