/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nearest: "did you mean …?", the name closest to a misspelt one.
 *
 * A letter too many, too few or wrong is an error, and so are two that are
 * swapped; a third of the word may be wrong. Upper and lower case are the same,
 * and the beginning of just one name means that name.
 */
#ifndef CORE_NEAREST_H
#define CORE_NEAREST_H

#include "core/base/err.h"

/* Names by index: NULL past the last. */
typedef const char *name_at(unsigned i);

/* NULL if no name is close enough. */
const char *nearest(const char *word, name_at *at);

/* The same for names that come one by one: begin, offer each, then ask. */
struct closest {
	const char *word;
	const char *found, *begun;            /* the closest name; one that the word begins */
	unsigned best, beginnings;            /* errors of `found`, or too many; names that the word begins */
};
void nearest_begin(struct closest *near, const char *word);
void nearest_offer(struct closest *near, const char *name);   /* must outlive `near` */
const char *nearest_found(const struct closest *near);        /* or NULL */

/* Appends "; did you mean 'NAME'?" to the error, unless `near` is NULL. Returns -1. */
int nearest_hint(struct err *err, const char *near);

/* Sets "OPTION=WORD: not one of A, B, C; did you mean 'A'?". Returns -1. */
int nearest_refuse(struct err *err, const char *option, const char *word, name_at *at);

#endif
