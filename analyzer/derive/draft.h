/* SPDX-License-Identifier: Apache-2.0 */
/*
 * draft: a policy under construction: one entry for each call on each arch.
 *
 * An entry may exist for a call that its arch lacks: open on arm64 leads to
 * openat there. Only calls that exist become rules. The passes of derive.c fill
 * the draft; strings and rows belong to the policy's arena.
 */
#ifndef ANALYZER_DRAFT_H
#define ANALYZER_DRAFT_H

#include <stdbool.h>

#include "analyzer/derive/derive.h"
#include "analyzer/derive/relations.h"
#include "analyzer/rows/rows.h"
#include "core/policy/policy.h"
#include "core/trace/trace.h"

struct draft_entry {
	int steps;                            /* 0: not allowed; 1: seen or implied; n + 1: n sets away from one of those */
	struct verdict verdict;
	enum why why;
	const char *by, *of, *set;
	struct row *rows;
	size_t row_count;
	struct row *deep;
	size_t deep_count;
	bool always;                          /* implied whatever was recorded, so it implies nothing itself */
	bool assumed;                         /* its conditions are for arguments that the trace does not show */
	enum role lost;                       /* an argument with too many values for a condition, or ROLE__ */
	const char *freed;                    /* the group of operations that leaves no condition, or NULL */
};

struct draft {
	struct policy *policy;
	const struct trace *trace;
	const struct derive_options *options;
	int *id;                              /* of each call of the trace; owned */
	struct relations relations;
	int component[CALL_COUNT];            /* equal for calls joined by relations */
	bool denied[CALL_COUNT];
	bool no_rings;                        /* io_uring was requested but never available */
	struct draft_entry entry[ARCH_COUNT][CALL_COUNT];
	struct rows facts[ARCH_COUNT][CALL_COUNT];   /* known arguments; at least one row for an allowed call */
};

struct draft_entry *draft_entry(struct draft *draft, enum arch arch, int id);

/* Whether the draft allows this call, with some arguments, on an arch that has it. */
bool draft_allows(const struct draft *draft, enum arch arch, int id);

/* The name by which a policy has the number of this call: two names can have one (341 on arm). */
int draft_namesake(enum arch arch, int id);

/* Whether the draft has a rule for this call, allowing or refusing. */
bool draft_rules(const struct draft *draft, enum arch arch, int id);
bool draft_has_arch(const struct draft *draft, enum arch arch);

/* Whether calls recorded on `from` are carried to `arch`: itself, and every requested arch. */
bool draft_carries(const struct draft *draft, enum arch from, enum arch arch);

/* Sets the answer to ENOSYS, so that callers use `of` instead. */
void draft_answer_enosys(struct draft_entry *entry, const char *of, const char *by);

/* Whether a call is in the trace; whether it is allowed on at least one arch. */
bool draft_recorded(const struct draft *draft, int id);
bool draft_allows_somewhere(const struct draft *draft, int id);

/* Whether the policy answers the call with ENOSYS, on at least one arch. */
bool draft_answers_enosys(const struct draft *draft, int id);

#endif
