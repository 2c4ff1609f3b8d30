/* SPDX-License-Identifier: Apache-2.0 */
/*
 * example: what docs/ shows, so that a test can hold it to what is true.
 */
#ifndef TESTS_CORE_EXAMPLE_H
#define TESTS_CORE_EXAMPLE_H

#include "core/base/mem.h"

/* The first example of a document. */
struct text example_of(const char *document);

#endif
