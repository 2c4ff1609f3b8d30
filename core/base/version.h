/* SPDX-License-Identifier: Apache-2.0 */
/*
 * version: dotted numbers, as programs and kernels count their releases.
 */
#ifndef CORE_VERSION_H
#define CORE_VERSION_H

#include <stdbool.h>

enum { VERSION_PARTS = 4 };

struct version {
	unsigned part[VERSION_PARTS];         /* those that are not given are 0 */
};

/* "6.1", "v1.2.8", and with a suffix as in `uname -r`: "6.1.0-18-amd64". False for anything else. */
bool version_parse(struct version *version, const char *text);

int version_order(struct version a, struct version b);       /* negative, 0 or positive */

/* Whether the release `text` is newer than `version`; false if it is no version. */
bool version_is_after(const char *text, struct version version);

#endif
