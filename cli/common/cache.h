/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cache: answers of reach that were computed before.
 *
 * An answer depends on the images alone, so its file is named after their
 * build-ids, in $XDG_CACHE_HOME/seccord (or ~/.cache/seccord). A folder or file
 * that another user could have written is not used; a file that is not exactly
 * an answer to these images is replaced. No failure of the cache is an error.
 */
#ifndef CLI_CACHE_H
#define CLI_CACHE_H

#include "tracer/reach/answer.h"

/* Fills a zeroed answer from the cache, or computes and keeps it. */
int cache_answer(struct answer *answer, const struct closure *closure, bool use, struct progress *progress, struct err *err);

#endif
