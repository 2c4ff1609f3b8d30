/* SPDX-License-Identifier: Apache-2.0 */
/*
 * packages: the packages of the files that a recording has seen.
 */
#ifndef TRACER_PACKAGES_H
#define TRACER_PACKAGES_H

#include "tracer/space/locate.h"

/* Once all is recorded: asks the package databases of our root directory for the images whose files do not name their
 * package themselves, and writes these images again. */
int packages_add(struct locator *locator, struct err *err);

#endif
