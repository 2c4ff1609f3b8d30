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

/* What the trace is of, as it names it: the command that was recorded if calls of it are in the trace, or none has
 * a known program; else the file of the only program whose calls it has (`record --only`). NULL: it names none, or several. */
const char *reached_name(const struct trace *trace);

/* How many programs the calls of the trace are of; appends their files, as a list. */
size_t reached_list(const struct trace *trace, struct text *out);

/* The path, below `root` (or ""), of the program that a trace names `command`, which is
 * what reached_name() returned. */
int reached_program(char path[PATH_MAX], const struct trace *trace, const char *command, const char *root, struct err *err);

/* Fills a zeroed answer for a program and the images of its traces. `cached`: an
 * earlier answer may be used, and this one is kept. The progress, or NULL, counts functions. */
int reached_answer(struct answer *answer, const char *root, const char *program, const struct trace *trace, bool cached,
                   struct progress *progress, struct err *err);

#endif
