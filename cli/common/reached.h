/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reached: what the code of a recorded program can call: finds the program of a
 * trace, reads its images and those that the trace saw, and computes the answer.
 */
#ifndef CLI_REACHED_H
#define CLI_REACHED_H

#include <limits.h>
#include <stdbool.h>

#include "core/trace/trace.h"
#include "tracer/reach/answer.h"

/* The path, below `root` (or ""), of the program that a trace names `command` (NULL: it
 * names none). */
int reached_program(char path[PATH_MAX], const struct trace *trace, const char *command, const char *root, struct err *err);

/* Fills a zeroed answer for a program and the images of its traces. `cached`: an
 * earlier answer may be used, and this one is kept. The progress, or NULL, counts functions. */
int reached_answer(struct answer *answer, const char *root, const char *program, const struct trace *trace, bool cached,
                   struct progress *progress, struct err *err);

#endif
