/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy: what to allow, and its single meaning.
 *
 * policy_eval() is the specification: a filter is correct if and only if it
 * answers as policy_eval does, for every input. docs/policy-format.md describes
 * the file; core/policy/read.c and core/policy/write.c read and write it.
 */
#ifndef CORE_POLICY_H
#define CORE_POLICY_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/policy/types.h"

/* A zeroed struct policy with policy_defaults() applied is an empty one:
 * default errno EPERM, newer errno ENOSYS, foreign kill. */
void policy_defaults(struct policy *policy);
void policy_free(struct policy *policy);
#define AUTO_POLICY __attribute__((cleanup(policy_free)))
struct rule *policy_add(struct policy *policy);         /* a zeroed rule at the end */
void policy_sort(struct policy *policy);                /* into the order of the file */
void policy_add_inexact(struct policy *policy, struct inexact entry);  /* copies the strings; drops duplicates */

/* The policy's archs that have the call. */
arch_set policy_archs_of(const struct policy *policy, enum syscall_id id);

/* Fails if no supervisor can make this call for another process. */
int policy_check_supervised(enum syscall_id id, struct err *err);

/* Keeps only these archs, and the rules that apply to one of them. */
void policy_keep_archs(struct policy *policy, arch_set archs);

/* The rule for a call on an arch, or NULL. A rule for the call or its number takes precedence over
 * one for a range of numbers. */
const struct rule *policy_find(const struct policy *policy, enum arch arch, uint32_t nr);

/* Whether a rule covers this number on an arch where it applies. */
bool rule_names(const struct rule *rule, enum arch arch, uint32_t nr);
bool rule_is_range(const struct rule *rule);

/* The answer of a matching row, and of the rule as a whole: `otherwise` if no row matches. */
struct verdict row_verdict(const struct rule *rule, const struct row *row);
struct verdict rule_eval(const struct rule *rule, enum arch arch, const uint64_t args[6], struct verdict otherwise);

/* Whether it allows any call. */
bool rule_passes(const struct rule *rule);

/* Whether all rows have the rule's own verdict: the rows are then an OR, and their order is irrelevant. */
bool rule_has_one_verdict(const struct rule *rule);

/* The laxest verdict for any arguments. */
struct verdict rule_laxest(const struct rule *rule);

/* The specification. In this order: the arch (x32 is not x86_64) is not in the
 * policy: foreign. There is a rule: its verdict if it has no rows, that of the
 * first matching row, else otherwise. The number is newer than the table: newer.
 * Else otherwise. Deep rows are ignored, as filters cannot check them. */
struct verdict policy_eval(const struct policy *policy, const struct seccomp_data *data);

/* Whether a row admits the arguments, as in policy_eval. A condition on a role
 * that the call lacks never matches. */
bool row_admits(const struct row *row, enum syscall_id id, enum arch arch, const uint64_t args[6]);

/* Whether one of the rows has a condition on a role. */
bool rows_look_at(const struct row *rows, size_t count, enum role role);

bool condition_equal(const struct condition *a, const struct condition *b);
bool row_equal(const struct row *a, const struct row *b);
bool row_answers_equal(const struct row *a, const struct row *b);     /* whatever their conditions */
bool rows_equal(const struct row *a, size_t a_count, const struct row *b, size_t b_count);

/* Of conditions, for qsort; of rows by their conditions. */
int condition_order(const void *left, const void *right);
int conditions_order(const struct row *a, const struct row *b);

/* Whether two rules give a call the same answers; and also have the same deep
 * rows, reason and note: all but the calls that they are for. */
bool rule_answers_equal(const struct rule *a, const struct rule *b);
bool rule_content_equal(const struct rule *a, const struct rule *b);

enum {
	POLICY_FILE_MOST = 16 * 1024 * 1024,  /* bytes */
	POLICY_RULES_MOST = 100000,
	POLICY_ROWS_MOST = 4096,              /* of a rule */
	POLICY_CONDITIONS_MOST = 64           /* of a row, on one argument */
};

/* Fill a zeroed policy, which stays empty on failure. `name` is for
 * messages; "-" is stdin. */
int policy_read(struct policy *policy, const char *name, struct err *err);
int policy_read_bytes(struct policy *policy, const char *bytes, size_t size, const char *name, struct err *err);
void policy_write(const struct policy *policy, struct text *out);  /* same policy, same bytes */
void policy_write_rows(struct text *out, const struct row *rows, size_t count);  /* as "args" of a rule */

#endif
