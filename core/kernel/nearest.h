/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nearest: "did you mean …?", the name closest to a misspelt one.
 */
#ifndef CORE_NEAREST_H
#define CORE_NEAREST_H

/* NULL if no name is close enough. name_at(i) is NULL past the last name. */
const char *nearest(const char *word, const char *(*name_at)(unsigned i));

const char *nearest_call(const char *word);
const char *nearest_role(const char *word);

#endif
