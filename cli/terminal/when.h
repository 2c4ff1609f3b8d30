/* SPDX-License-Identifier: Apache-2.0 */
/*
 * when: the words of options for what depends on a terminal.
 */
#ifndef CLI_WHEN_H
#define CLI_WHEN_H

#include "core/base/err.h"

enum show_when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

const char *when_at(unsigned i);              /* NULL after the last */

/* NULL is auto. `option` is for the error. */
int when_parse(enum show_when *when, const char *option, const char *word, struct err *err);

#endif
