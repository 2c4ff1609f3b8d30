/* SPDX-License-Identifier: Apache-2.0 */
/*
 * output_files: writes an output of several files.
 */
#ifndef CLI_OUTPUT_FILES_H
#define CLI_OUTPUT_FILES_H

#include "core/base/err.h"
#include "core/base/mem.h"

/* Unpacks the tar archive into `name` if that is an empty directory or ends in a slash, and else writes it unchanged; "-" or
 * NULL is stdout. A directory appears with all of its files or not at all. */
int output_files(const char *name, const struct text *tar, struct err *err);

#endif
