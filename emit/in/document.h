/* SPDX-License-Identifier: Apache-2.0 */
/*
 * document: selects one of several policies in a file.
 */
#ifndef EMIT_IN_DOCUMENT_H
#define EMIT_IN_DOCUMENT_H

#include <jansson.h>

#include "core/base/err.h"

struct in_document {
	const char *name;                     /* or NULL */
	const json_t *value;
};

/* The index of the document `wanted`: a name or a number from 1; NULL selects the only one. Otherwise returns -1 with an
 * error that lists the documents. */
int in_document_choose(const struct in_document *documents, size_t count, const char *wanted, struct err *err);

#endif
