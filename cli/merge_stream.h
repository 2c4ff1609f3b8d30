/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_stream: `seccord merge --map` and `--reduce`, for engines that sort and
 * group lines: Hadoop, Spark, sort(1).
 *
 * A line is a key, a tab, and a trace whose lines are separated by tabs; the
 * JSON of a trace has no tabs of its own.
 */
#ifndef CLI_MERGE_STREAM_H
#define CLI_MERGE_STREAM_H

#include <stddef.h>

#include "cli/common/input.h"

/* Prints each trace as a line with this key. Returns the exit status, or -1. `first` is the first file, already read. */
int merge_map(struct input *first, const char *const *names, size_t count, const char *key, struct err *err);

/* Reads such lines, and prints one line for each run of lines with the same key: their sum. One sum and one line are
 * in memory at a time. Returns the exit status, or -1. */
int merge_reduce(const char *const *names, size_t count, struct err *err);

#endif
