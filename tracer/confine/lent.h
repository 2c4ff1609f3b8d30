/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lent: which files the recorder opens for its confined reader.
 *
 * Debug files only: those below /usr/lib/debug, and those in the folder of the
 * file that they belong to or in .debug there. A reader that obeys a hostile file
 * must not get at others.
 */
#ifndef TRACER_LENT_H
#define TRACER_LENT_H

#include <stdbool.h>

/* Whether `wanted` may be a debug file of `path`. Both are absolute. */
bool lent_may_be(const char *path, const char *wanted);

/* Opens it below `root`: a descriptor of a regular file, or -1. */
int lent_open(const char *root, const char *path, const char *wanted);

#endif
