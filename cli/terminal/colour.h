/* SPDX-License-Identifier: Apache-2.0 */
/*
 * colour: shows on a terminal what parts of a text mean (core/base/mark.h).
 *
 * Without colours the bytes are those of the text. The escape sequences are
 * added last, after everything foreign was made printable.
 */
#ifndef CLI_COLOUR_H
#define CLI_COLOUR_H

#include <stdbool.h>

#include "cli/terminal/when.h"
#include "core/base/err.h"
#include "core/base/mark.h"

#define COLOUR_HELP "colours: auto (on a terminal), always or never"

struct colour {                               /* zeroed: none */
	bool out, err;                        /* of the output, and of what is written to stderr */
};

/* Decides by the word of --color (NULL: auto) and the environment. `output` is the file of the output; NULL or "-": stdout.
 * Auto is a terminal that can show colours, unless NO_COLOR is set (no-color.org); a file has none. */
int colour_choose(struct colour *colour, const char *word, const char *output, struct err *err);

/* Appends the text as printable lines, with colours or without. */
void colour_add(struct text *to, const struct text *text, bool colours);

#endif
