/* SPDX-License-Identifier: Apache-2.0 */
/*
 * in: policies in the words of others, one row of emit/in/in.c a dialect.
 *
 * The dialect is told by the content, never by a name.
 */
#ifndef EMIT_IN_H
#define EMIT_IN_H

#include "core/kernel/capability.h"
#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"

struct in_dialect;

/* The dialect that these bytes look like, or NULL. JSON that is none of the
 * others' is nobody's here: it is left to the reader of our own policies. */
const struct in_dialect *in_recognise(const char *bytes, size_t size);

/* Fills a zeroed policy, which stays empty on failure. What the policy cannot
 * say as the file does is told, a line each. `name` is for messages, and where
 * files that are included are looked for. */
int in_read_bytes(struct policy *policy, const struct in_dialect *dialect, const char *bytes, size_t size, const char *name,
                  struct text *notes, struct err *err);

/* What is known beside the file; all zero: nothing. */
struct in_options {
	arch_set archs;                       /* what it is for, where the dialect does not say so itself (minijail); or 0 */
	bool caps_known;                      /* whether it is known what whoever runs under it may do ... */
	cap_set caps;                         /* ... namely this */
	const char *document;                 /* of a file with several policies the one of this name or number; or NULL */
};
int in_read_bytes_for(struct policy *policy, const struct in_dialect *dialect, const char *bytes, size_t size, const char *name,
                      const struct in_options *how, struct text *notes, struct err *err);

#endif
