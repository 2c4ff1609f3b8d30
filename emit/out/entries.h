/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entries: a policy as OCI has it: lists of names that share an action and one
 * AND of comparisons. The words are libseccomp's, and so many tools' own.
 */
#ifndef EMIT_ENTRIES_H
#define EMIT_ENTRIES_H

#include "emit/out/spoken.h"

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

/* The same for those who name one call in each: by names, then comparisons. */
void entries_by_name(struct entries *entries, const struct spoken *spoken);

/* How many names the entry has that begins with this piece. */
size_t entries_names(const struct entries *entries, size_t first);

const char *entries_action(enum action action);          /* "SCMP_ACT_ALLOW" */
const char *entries_operator(const struct comparison *c);          /* "SCMP_CMP_EQ"; "SCMP_CMP_MASKED_EQ" where not all bits are compared */
bool entries_is_masked(const struct comparison *c);
bool entries_has_number(enum action action);             /* errno and trace; OCI calls both errnoRet */

#endif
