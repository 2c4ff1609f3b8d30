/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clash: what each policy answers for a number, and which of these answers conflict.
 */
#ifndef EMIT_MERGE_CLASH_H
#define EMIT_MERGE_CLASH_H

#include "emit/merge/number.h"

struct voice {
	const char *name;
	const struct rule *rule;              /* or NULL */
	struct verdict silent;                /* its answer if no row matches */
	bool speaks;                          /* `silent` counts as an answer */
	struct merge_rows rows;               /* of its rule, in order */
};

struct voices {
	struct merge *m;
	struct merge_number number;
	const struct merge_key *key;
	struct verdict unruled;               /* the answer of the result without a rule for the number */
	struct verdict silent;                /* the answer of a union if no row matches */
	struct voice *at;
};

/* Fails if two policies conflict, naming them and a call, or if `list` was too intricate to compute. */
int merge_find_clash(struct voices *v, const struct merge_rows *list, struct err *err);

#endif
