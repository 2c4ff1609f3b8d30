/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entries: a policy as OCI has it: lists of names that share an action and one
 * AND of comparisons. The words are libseccomp's, and so many tools' own.
 */
#ifndef EMIT_ENTRIES_H
#define EMIT_ENTRIES_H

#include "emit/spoken.h"

struct piece {                                /* of an entry */
	const char *name;
	struct verdict verdict;
	struct comparisons all;
	const char *leader;                   /* the first name of its entry */
};

struct entries {
	struct piece *at;                     /* those of one entry side by side */
	size_t count;
	size_t room;
};
void entries_free(struct entries *entries);
#define AUTO_ENTRIES __attribute__((cleanup(entries_free)))

void entries_of(struct entries *entries, const struct spoken *spoken);    /* fills a zeroed one */

/* How many names the entry has that begins with this piece. */
size_t entries_names(const struct entries *entries, size_t first);

const char *entries_action(enum action action);          /* "SCMP_ACT_ALLOW" */

#endif
