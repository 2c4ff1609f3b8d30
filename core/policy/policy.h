/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy: what shall be allowed, and the one meaning of it.
 *
 * policy_eval() is the specification: a filter is right if and only if it
 * answers as policy_eval does, for every input. docs/policy-format.md is the
 * file; core/policy/read.c and core/policy/write.c are its reader and writer.
 */
#ifndef CORE_POLICY_H
#define CORE_POLICY_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/kernel/arch.h"
#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/kernel/syscall.h"
#include "core/values/values.h"
#include "core/kernel/verdict.h"

enum { POLICY_VERSION = 2 };                  /* the newest that is read; what needs nothing of 2 is written as 1 */

enum why {                                    /* why a rule is there */
	WHY_OBSERVED,
	WHY_VDSO,                             /* the vDSO serves it; without a vDSO it is a real call */
	WHY_EQUIVALENT,                       /* of another call, by an equivalence set */
	WHY_IMPLIED,                          /* the kernel or libc makes it in the program's name */
	WHY_FALLBACK,                         /* answered ENOSYS so that libc falls back */
	WHY_ENVELOPE,                         /* a runtime calls it under the program's filter */
	WHY_PLAN,                             /* killed, as no program of today makes it */
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
	uint32_t nr;                          /* only then; as the kernel shows it */
	uint32_t last;                        /* of a range of numbers nr … last; 0: nr alone */
	arch_set archs;                       /* where it holds; only archs of the policy that have the call */
	struct verdict verdict;
	struct row *rows;                     /* the first that matches answers; none: whatever the arguments are.
	                                         When none matches, the policy's default applies */
	size_t row_count;
	struct row *deep;                     /* the same on what lies behind a pointer, see core/policy/deep.h: which
	                                         of these calls are needed. No part of what the rule answers */
	size_t deep_count;
	enum why why;
	const char *by;                       /* vdso: the function; implied, fallback, envelope: who. Or NULL */
	const char *of;                       /* equivalent, fallback: of which call. Or NULL */
	const char *set;                      /* equivalent: by which set. Or NULL */
	const char *note;                     /* the user's words. Or NULL */
	uint64_t weight;                      /* how often it is asked for; only in memory, and only for speed */
};

struct inexact {                              /* what was not read as its file means it */
	unsigned line;                        /* in that file, or 0 */
	const char *call;                     /* the only call that it concerns, or NULL: any */
	const char *reason;                   /* one line */
};

struct policy {
	struct arena arena;                   /* owns rows, conditions, strings */
	arch_set archs;
	struct verdict otherwise;             /* "default": a known call that no rule allows */
	struct verdict newer;                 /* a number later than every one we know */
	struct verdict foreign;               /* an arch that the policy does not name */
	const char *note;
	struct rule *rules;                   /* sorted: by name, numbers last, then by archs */
	size_t rule_count, rule_room;
	struct inexact *inexact;              /* in the order of the file. Nothing may be claimed of a policy that has any */
	size_t inexact_count, inexact_room;
};

/* A zeroed struct policy with policy_defaults() applied is an empty one:
 * default errno EPERM, newer errno ENOSYS, foreign kill. */
void policy_defaults(struct policy *policy);
void policy_free(struct policy *policy);
#define AUTO_POLICY __attribute__((cleanup(policy_free)))
struct rule *policy_add(struct policy *policy);         /* a zeroed rule at the end */
void policy_sort(struct policy *policy);                /* into the order of the file */
void policy_add_inexact(struct policy *policy, struct inexact entry);  /* copies the strings; once if equal */

/* Where a call exists among the policy's archs. */
arch_set policy_archs_of(const struct policy *policy, enum syscall_id id);

/* Fails where no supervisor can make this call for another process. */
int policy_check_supervised(enum syscall_id id, struct err *err);

/* Leaves only these archs, and the rules that hold on one of them. */
void policy_keep_archs(struct policy *policy, arch_set archs);

/* The rule for a call on an arch, or NULL. A rule for the call or its number goes before one for a
 * range of numbers. */
const struct rule *policy_find(const struct policy *policy, enum arch arch, uint32_t nr);

/* Whether a rule speaks of this number of an arch on which it holds. */
bool rule_names(const struct rule *rule, enum arch arch, uint32_t nr);
bool rule_is_range(const struct rule *rule);

/* What a row of a rule answers where it matches, and the rule as a whole: `otherwise` where no row does. */
struct verdict row_verdict(const struct rule *rule, const struct row *row);
struct verdict rule_eval(const struct rule *rule, enum arch arch, const uint64_t args[6], struct verdict otherwise);

/* Whether it lets some call through. */
bool rule_passes(const struct rule *rule);

/* Whether all rows give the rule's own verdict: then rows are an OR, and their order is of no matter. */
bool rule_has_one_verdict(const struct rule *rule);

/* The laxest verdict that it gives to some arguments. */
struct verdict rule_laxest(const struct rule *rule);

/* The specification. In this order: the arch (x32 apart from x86_64) is not
 * the policy's: foreign. There is a rule: its verdict if it has no rows, that of the first row that
 * matches, else otherwise. The number is newer than the table: newer. Else
 * otherwise. Deep rows are not looked at: no filter can. */
struct verdict policy_eval(const struct policy *policy, const struct seccomp_data *data);

/* Whether a row admits the arguments, as policy_eval sees it. A condition on
 * a role that the call does not have never matches. */
bool row_admits(const struct row *row, enum syscall_id id, enum arch arch, const uint64_t args[6]);

/* Whether one of the rows has a condition on a role. */
bool rows_look_at(const struct row *rows, size_t count, enum role role);

bool condition_equal(const struct condition *a, const struct condition *b);
bool row_equal(const struct row *a, const struct row *b);
bool rows_equal(const struct row *a, size_t a_count, const struct row *b, size_t b_count);

enum {
	POLICY_FILE_MOST = 16 * 1024 * 1024,  /* bytes */
	POLICY_RULES_MOST = 100000,
	POLICY_ROWS_MOST = 4096,              /* of a rule */
	POLICY_CONDITIONS_MOST = 64           /* of a row, on one argument */
};

/* Fill a zeroed policy, which stays empty where they fail. `name` is for
 * messages; "-" is stdin. */
int policy_read(struct policy *policy, const char *name, struct err *err);
int policy_read_bytes(struct policy *policy, const char *bytes, size_t size, const char *name, struct err *err);
void policy_write(const struct policy *policy, struct text *out);  /* same policy, same bytes */

#endif
