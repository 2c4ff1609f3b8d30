/* SPDX-License-Identifier: Apache-2.0 */
/*
 * in_document: which of several policies in one file is meant.
 */
#ifndef EMIT_IN_DOCUMENT_H
#define EMIT_IN_DOCUMENT_H

#include <jansson.h>

#include "core/base/err.h"

struct in_document {
	const char *name;                     /* or NULL */
	const json_t *value;
};

/* The place of the one that is `wanted`: by its name or, from 1 on, by its number; with NULL the only one. Otherwise -1,
 * and an error that lists them. */
int in_document_choose(const struct in_document *documents, size_t count, const char *wanted, struct err *err);

#endif
