/* SPDX-License-Identifier: Apache-2.0 */
/*
 * redact: takes the names of people out of text that is passed on to others.
 *
 * /home/NAME and /root become ~, wherever they stand in a text.
 */
#ifndef ANALYZER_REDACT_H
#define ANALYZER_REDACT_H

#include <stddef.h>

#include "core/base/mem.h"

/* Appends the words with every home directory as ~. They may be part of JSON or Markdown. */
void redact_homes(const char *words, struct text *out);

/* Replaces the whole text. */
void redact_text(struct text *text);

#endif
