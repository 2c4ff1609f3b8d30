/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spoken: the rules of a policy as far as a dialect has words for them.
 *
 * Here, and only here, it is decided what becomes of the rest, and told.
 */
#ifndef EMIT_SPOKEN_H
#define EMIT_SPOKEN_H

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"
#include "emit/terms/comparisons.h"
#include "emit/out/dialect.h"
#include "emit/terms/regions.h"

struct spoken_call {
	const char *name;                     /* or its number in digits */
	enum syscall_id id;                   /* CALL_UNKNOWN: by number */
	struct verdict verdict;
	struct alternatives any;              /* one of which must hold; at least one */
	struct verdict beside;                /* what the policy answers to all its other arguments, if that is one; or the default */
};

struct spoken {
	struct arena arena;
	struct policy policy;                 /* borrowed, but for the list of rules: those of the archs that are left */
	enum arch arch;                       /* the first of them */
	const struct dialect *dialect;
	struct verdict otherwise;
	struct spoken_call *call;             /* in the order of the rules, those of one call side by side: no two
	                                         of these meet. None answers as `otherwise` does */
	size_t count, room;
	struct text wider, without_enosys;    /* names for one line each that is told */
};
void spoken_free(struct spoken *spoken);
#define AUTO_SPOKEN __attribute__((cleanup(spoken_free)))

/* Fills a zeroed one. What is not said as the policy has it is told. Fails
 * where nothing safe can be said. */
int spoken_of(struct spoken *spoken, const struct policy *policy, enum dialect_id dialect, struct text *notes,
              struct err *err);

bool spoken_is_free(const struct spoken_call *call);     /* said whatever the arguments are */

#endif
