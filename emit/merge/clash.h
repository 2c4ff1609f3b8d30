/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clash: what each policy has to say of a number, and where that cannot stand together.
 */
#ifndef EMIT_MERGE_CLASH_H
#define EMIT_MERGE_CLASH_H

#include "emit/merge/number.h"

struct voice {
	const char *name;
	const struct rule *rule;              /* or NULL */
	struct verdict silent;
	bool speaks;                          /* its silence is an answer */
	struct merge_rows rows;               /* of its rule, in its order */
};

struct voices {
	struct merge *m;
	struct merge_number number;
	const struct merge_key *key;
	struct verdict unruled;               /* what the result answers without a rule for the number */
	struct verdict silent;                /* what a union is to answer where no row holds */
	struct voice *at;
};

/* Fails, naming a call and two policies, where the list of the result cannot stand, or was too intricate to make. */
int merge_find_clash(struct voices *v, const struct merge_rows *list, struct err *err);

#endif
