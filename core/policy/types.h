/* SPDX-License-Identifier: Apache-2.0 */
/*
 * types: what a policy consists of. Use core/policy/policy.h, which has what it
 * means and what can be done with one.
 */
#ifndef CORE_POLICY_TYPES_H
#define CORE_POLICY_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/mem.h"
#include "core/kernel/arch.h"
#include "core/kernel/syscall.h"
#include "core/verdict/verdict.h"
#include "core/values/values.h"

enum { POLICY_VERSION = 2 };                  /* the newest that is read; policies without features of 2 are written as 1 */

enum why {                                    /* the reason for a rule */
	WHY_OBSERVED,
	WHY_VDSO,                             /* handled by the vDSO; without a vDSO a real call */
	WHY_EQUIVALENT,                       /* equivalent to another call, by an equivalence set */
	WHY_IMPLIED,                          /* the kernel or libc makes it for the program */
	WHY_REACHABLE,                        /* the program's code makes it on error paths */
	WHY_FALLBACK,                         /* returns ENOSYS so that libc falls back */
	WHY_ENVELOPE,                         /* a runtime makes it under the program's filter */
	WHY_PLAN,                             /* killed, since no current program makes it */
	WHY_USER,                             /* the user's own overlay */
	WHY_COUNT
};
const char *why_name(enum why why);
int why_by_name(const char *name);

struct condition {
	enum role role;                       /* of the argument, or one of its registers (role_is_register) */
	struct values values;
};

struct row {                                  /* an AND of conditions, in ascending order of role; several may */
	struct condition *condition;          /* be about one argument */
	size_t count;
	bool answers;                         /* has a verdict of its own, instead of the rule's */
	struct verdict verdict;
};

struct rule {
	enum syscall_id id;                   /* CALL_UNKNOWN: by number */
	uint32_t nr;                          /* only then; as the kernel reports it */
	uint32_t last;                        /* of a range of numbers nr … last; 0: nr alone */
	arch_set archs;                       /* where it applies; only archs of the policy that have the call */
	struct verdict verdict;
	struct row *rows;                     /* the first that matches answers; none: any arguments match.
	                                         If none matches, the policy's default applies */
	size_t row_count;
	struct row *deep;                     /* the same for values behind a pointer, see core/policy/deep.h: which
	                                         of these calls are needed. Does not affect the rule's answer */
	size_t deep_count;
	enum why why;
	const char *by;                       /* vdso: the function; implied, fallback, envelope: the caller; reachable: the error function. Or NULL */
	const char *of;                       /* equivalent, fallback: of which call. Or NULL */
	const char *set;                      /* equivalent: by which set. Or NULL */
	const char *note;                     /* the user's comment. Or NULL */
	uint64_t weight;                      /* call frequency; only in memory, and only for speed */
};

struct inexact {                              /* what could not be read exactly */
	unsigned line;                        /* in that file, or 0 */
	const char *call;                     /* the only call affected, or NULL: any */
	const char *reason;                   /* one line */
};

struct policy {
	struct arena arena;                   /* owns rows, conditions, strings */
	arch_set archs;
	struct verdict otherwise;             /* "default": a known call that no rule matches */
	struct verdict newer;                 /* a number above every known one */
	struct verdict foreign;               /* an arch that the policy does not list */
	const char *note;
	struct rule *rules;                   /* sorted: by name, numbers last, then by archs */
	size_t rule_count, rule_room;
	struct inexact *inexact;              /* in file order. With any, nothing is certain about the policy */
	size_t inexact_count, inexact_room;
};

#endif
