/* SPDX-License-Identifier: Apache-2.0 */
/*
 * change: the calls of one arch that two sides answer differently.
 */
#ifndef ANALYZER_CHANGE_H
#define ANALYZER_CHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "analyzer/rows/judge.h"

enum change_kind {
	CHANGE_GAINED,                        /* passes only now */
	CHANGE_LOST,                          /* passed only before */
	CHANGE_OTHER,                         /* other arguments, or another answer */
	CHANGE_KINDS
};

struct change {
	enum change_kind kind;
	enum category category;
	int id;                               /* CALL_UNKNOWN: by number */
	uint32_t nr, last;                    /* then; last is nr, but for a range of numbers */
	bool derived;                         /* its rule exists because of another call */
	bool wider, narrower;                 /* some of its calls may do more than before, some less; deep rows count */
	const char *same_as, *set;            /* gained: the call that was allowed before and has the same power; or NULL */
	const char *words;                    /* further differences, or "" */
	int leader;                           /* index of the change that its line is printed with; its own if none */
};

struct changes {
	struct arena arena;                   /* owns the words */
	struct change *at;                    /* by category, then name; numbers without a name last */
	size_t count, room;
};

/* The sides to compare. */
struct change_side {
	const struct policy *policy;
	bool is_filter;                       /* the policy was decompiled from a filter, which has no deep rows */
};

/* A different default is not a change of a call: see diff. */
void changes_of(struct changes *changes, const struct change_side sides[2], enum arch arch, const struct judge *judge);
bool changes_equal(const struct changes *a, const struct changes *b);
void changes_free(struct changes *changes);

#endif
