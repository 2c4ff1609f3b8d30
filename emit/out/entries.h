/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entries: a policy in OCI's form: lists of names that share an action and one
 * AND of comparisons, in libseccomp's terms, which many tools use.
 */
#ifndef EMIT_ENTRIES_H
#define EMIT_ENTRIES_H

#include "emit/out/lowered.h"

struct entry_name {                           /* one name of an entry */
	const char *name;
	struct verdict verdict;
	struct comparisons all;
	const char *leader;                   /* the first name of its entry */
};

struct entries {
	struct entry_name *at;                /* those of one entry are adjacent */
	size_t count;
	size_t room;
};
void entries_free(struct entries *entries);
#define AUTO_ENTRIES __attribute__((cleanup(entries_free)))

void entries_of(struct entries *entries, const struct lowered *lowered);  /* fills a zeroed one */

/* The same for formats with one call per entry: sorted by name, then
 * comparisons. */
void entries_by_name(struct entries *entries, const struct lowered *lowered);

/* The number of names in the entry that begins with this piece. */
size_t entries_names(const struct entries *entries, size_t first);

const char *entries_action(enum action action);          /* "SCMP_ACT_ALLOW" */
const char *entries_operator(const struct comparison *c);          /* "SCMP_CMP_EQ"; "SCMP_CMP_MASKED_EQ" if only some bits are compared */
bool entries_is_masked(const struct comparison *c);
bool entries_has_number(enum action action);             /* errno and trace; OCI calls both errnoRet */

/* Adds the member "args" to a JSON object, a list of what `put` writes; nothing without comparisons. */
void entries_add_args(struct text *out, const struct comparisons *all, void (*put)(struct text *out, const struct comparison *c));

#endif
