/* SPDX-License-Identifier: Apache-2.0 */
/*
 * version: what this program is, and what it was built of.
 */
#ifndef CLI_VERSION_H
#define CLI_VERSION_H

#include "core/base/mem.h"

#define SECCORD_VERSION "0.1"

/* Appends the lines of --version. */
void version_text(struct text *out);

#endif
