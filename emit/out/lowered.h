/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lowered: the rules of a policy as far as a dialect can express them.
 *
 * This is the only place that decides, and reports, what happens to the rest.
 */
#ifndef EMIT_LOWERED_H
#define EMIT_LOWERED_H

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"
#include "emit/terms/dnf.h"
#include "emit/out/dialect.h"
#include "emit/terms/regions.h"

struct lowered_call {
	const char *name;                     /* or its number in digits */
	enum syscall_id id;                   /* CALL_UNKNOWN: by number */
	struct verdict verdict;
	struct dnf any;                       /* at least one, of which one must hold */
	struct verdict beside;                /* the policy's single answer to all its other arguments; or the default */
};

struct lowered {
	struct arena arena;
	struct policy policy;                 /* borrowed, except for the list of rules: those of the remaining archs */
	enum arch arch;                       /* the first of them */
	const struct dialect *dialect;
	struct verdict otherwise;
	struct lowered_call *call;            /* in the order of the rules, those of one call adjacent and disjoint;
	                                         none has the answer `otherwise` */
	size_t count, room;
	struct text wider, without_enosys;    /* names, for one note each */
	/* Set before lower_policy(), or NULL: whether other lines of the output refuse what the conditions of a call do. */
	bool (*said)(const void *context, enum syscall_id id);
	const void *context;
};
void lowered_free(struct lowered *lowered);
#define AUTO_LOWERED __attribute__((cleanup(lowered_free)))

/* Fills a zeroed one (but for `said`), with notes on whatever differs from the policy. Fails if
 * no safe alternative exists. */
int lower_policy(struct lowered *lowered, const struct policy *policy, enum dialect_id dialect, struct text *notes,
                 struct err *err);

bool lowered_is_free(const struct lowered_call *call);   /* expressed for any arguments */

#endif
