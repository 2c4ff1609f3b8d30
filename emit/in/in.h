/* SPDX-License-Identifier: Apache-2.0 */
/*
 * in: reads policies in other tools' formats, one row of emit/in/inputs.def per
 * dialect.
 *
 * A dialect is recognised by content, and by the file's name only where the content does not decide.
 */
#ifndef EMIT_IN_H
#define EMIT_IN_H

#include "core/kernel/capability.h"
#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"

struct in_dialect;

/* The dialect that these bytes look like, or NULL. JSON of no known dialect is
 * left to the reader of seccord's own policies. */
const struct in_dialect *in_recognise(const char *bytes, size_t size);

/* The same, or what a file of this name is if the text looks like none. */
const struct in_dialect *in_recognise_file(const char *bytes, size_t size, const char *name);

/* The line of the first NUL byte of a file that is of a dialect but for that, as text has none; 0: it is not. */
unsigned in_line_of_nul(const char *bytes, size_t size);

/* Appends the names of the formats of policies: "seccord, OCI, ... or OCI artifact". */
void in_formats(struct text *list);

/* Fills a zeroed policy, which stays empty on failure. Notes list what the
 * policy cannot express, a line each. `name` is for messages and for resolving
 * included files. */
int in_read_bytes(struct policy *policy, const struct in_dialect *dialect, const char *bytes, size_t size, const char *name,
                  struct text *notes, struct err *err);

/* What is known besides the file; all zero: nothing. */
struct in_options {
	arch_set archs;                       /* archs of the policy, if the dialect does not name them (minijail); or 0 */
	bool caps_known;                      /* whether the capabilities of the process are known ... */
	cap_set caps;                         /* ... and which they are */
	const char *document;                 /* name or number of the policy in a file of several; or NULL */
	const char *version;                  /* of the tool that the file is for; or NULL */
	const char *engine;                   /* "podman": whose default profile a RuntimeDefault is; or NULL */
};
int in_read_bytes_for(struct policy *policy, const struct in_dialect *dialect, const char *bytes, size_t size, const char *name,
                      const struct in_options *how, struct text *notes, struct err *err);

#endif
