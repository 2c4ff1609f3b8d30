/* SPDX-License-Identifier: Apache-2.0 */
/*
 * let_go: closes files of code early where the program would notice that they are open: they keep a file system busy,
 * and the space of a file that was removed.
 */
#ifndef TRACER_LET_GO_H
#define TRACER_LET_GO_H

#include "tracer/space/locate.h"

/* Whether a call fails while files are open, so that it must not pass unseen. */
bool let_go_unmounts(int id);

/* Before a task makes this call. */
void let_go_at_call(struct locator *locator, int id);

/* The file of an image was opened, at this path. */
void let_go_watch(struct locator *locator, int image, const char *path);

void let_go_end(struct locator *locator);

#endif
