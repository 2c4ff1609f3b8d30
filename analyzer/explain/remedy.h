/* SPDX-License-Identifier: Apache-2.0 */
/*
 * remedy: the smallest change to a policy that allows a refused call.
 *
 * It is never laxer than `policy` would be: the rule is derived from the call,
 * with nothing but what was seen, so it has conditions on each argument that
 * derived policies restrict. Where no such argument is known, it is what derived
 * policies assume, or there is no remedy, only what has to be found out.
 */
#ifndef ANALYZER_EXPLAIN_REMEDY_H
#define ANALYZER_EXPLAIN_REMEDY_H

#include <jansson.h>

#include "core/policy/policy.h"
#include "core/trace/refusal.h"

enum remedy_how {
	REMEDY_NONE,                          /* the policy allows the call, or arguments are unknown */
	REMEDY_ADD_RULE,
	REMEDY_REPLACE_RULE,                  /* its rule refuses it, whatever the arguments */
	REMEDY_ADD_ROW,                       /* to the args of its rule */
	REMEDY_ROW_FIRST,                     /* before the others, since one of them refuses it */
};

struct remedy {
	enum remedy_how how;
	arch_set arch;                        /* to add to the policy's; 0: none */
	arch_set others;                      /* where the changed rule also applies */
	json_t *change;                       /* the rule or the row, as in a policy; NULL: none */
	bool planned;                         /* the rule answers ENOSYS, for which callers have a fallback */
	const char *fallback;                 /* that call; or NULL */
	const char *unknown[SYSCALL_ARGS];    /* names of arguments that must be known first, or that `change` assumes */
	size_t unknown_count;
};
void remedy_free(struct remedy *remedy);
#define AUTO_REMEDY __attribute__((cleanup(remedy_free)))

/* `policy` may be NULL: a rule for an empty policy. The refusal must have its call. */
void remedy_of(struct remedy *remedy, const struct refusal *refusal, const struct policy *policy);

const char *remedy_how_name(enum remedy_how how);     /* "add_rule" … */
void remedy_text(const struct remedy *remedy, struct text *out);

/* The same for a call: a check_suggest. Writes nothing if there is no remedy. */
void remedy_suggest(const struct policy *policy, enum arch arch, uint32_t nr, const uint64_t args[SYSCALL_ARGS], unsigned known,
                    struct text *out);

#endif
