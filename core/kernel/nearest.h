/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nearest: did you mean …? The closest of many names to a misspelt one.
 */
#ifndef CORE_NEAREST_H
#define CORE_NEAREST_H

/* NULL where nothing is close enough to be what was meant. name_at(i) is NULL
 * behind the last name. */
const char *nearest(const char *word, const char *(*name_at)(unsigned i));

const char *nearest_call(const char *word);
const char *nearest_role(const char *word);

#endif
