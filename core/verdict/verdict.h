/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verdict: what a filter returns for a call, and its effect.
 *
 * One table (core/verdict/verdict.c) has for each action its name, its value in
 * the kernel and what happens to the call. Ask here whether a call is made,
 * refused, or left to a tracer or supervisor.
 */
#ifndef CORE_VERDICT_H
#define CORE_VERDICT_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/mem.h"

struct json_t;

enum action {                                 /* lax to strict, as the kernel orders them */
	ACTION_ALLOW,
	ACTION_LOG,
	ACTION_TRACE,                         /* a tracer decides; ENOSYS without one */
	ACTION_NOTIFY,                        /* a supervisor answers; ENOSYS without one */
	ACTION_ERRNO,
	ACTION_TRAP,
	ACTION_KILL_THREAD,
	ACTION_KILL,                          /* the whole process */
	ACTION_COUNT
};
const char *action_name(enum action action);
int action_by_name(const char *name);         /* -1 if there is none */
const char *action_name_at(unsigned i);       /* NULL past the last */

struct verdict {
	enum action action;
	uint16_t data;                        /* ERRNO: the errno. TRAP, TRACE: the number that the signal's
	                                         handler or the tracer gets. Else 0 */
};
uint32_t verdict_ret(struct verdict verdict);           /* SECCOMP_RET_… */

/* As the kernel interprets a return value (__seccomp_filter): two with the same
 * effect are one verdict. An unknown action kills the process. */
struct verdict verdict_of_ret(uint32_t ret);
bool verdict_equal(struct verdict a, struct verdict b);

/* What happens to a call, from least to most certain to be made. With TRACE a
 * call is made only if a tracer makes it, and a policy brings no tracer: alone
 * it fails with ENOSYS. With NOTIFY a call waits for a supervisor, which is part
 * of the policy: `seccord run --supervise` is one,
 * and deep rows are for it. */
enum passage {
	PASSAGE_REFUSED,                         /* an errno or a signal */
	PASSAGE_TRACER,                          /* made only if a tracer makes it */
	PASSAGE_SUPERVISOR,                      /* made if a supervisor agrees */
	PASSAGE_MADE                             /* made unconditionally */
};
enum passage verdict_passage(struct verdict verdict);

/* Three questions, each for its purpose:
 *
 *   is_made   the kernel makes the call unconditionally. A guarantee:
 *             the right-hand side of a proof that one policy is within another.
 *   passes    the same, or a supervisor agrees. What the program can do under
 *             its policy: `check`, `diff`, `run` and plans. The opposite is a denial.
 *   may_pass  the same, or a tracer makes it. What an attacker may get:
 *             warnings, outputs that must not become laxer, the left-hand side of
 *             such a proof. */
bool verdict_is_made(struct verdict verdict);
bool verdict_passes(struct verdict verdict);
bool verdict_may_pass(struct verdict verdict);

/* Whether `a` permits nothing that `b` does not: `a` refuses, or `b` makes the
 * call, or both ask the same tracer or supervisor with the same number. */
bool verdict_is_within(struct verdict a, struct verdict b);

/* "allow", "errno EPERM", "errno 4095", "trace 3", "trap 7"; the number 0 of the
 * last two is not printed. The brief form of an errno is its name alone: "EPERM". */
void verdict_text(struct verdict verdict, struct text *out);
void verdict_text_brief(struct verdict verdict, struct text *out);
struct json_t *verdict_json(struct verdict verdict);          /* the brief form, as a JSON string */

enum { ERRNO_MOST = 4095 };                   /* MAX_ERRNO in include/linux/err.h */

const char *errno_name(int number);           /* "EPERM", or NULL */
int errno_by_name(const char *name);          /* -1 if there is none */
const char *errno_name_at(unsigned i);        /* NULL past the last */

/* The errno that a program sees if the kernel's result of its call is `result`; 0
 * if the call succeeded, or if the kernel restarts it. */
int errno_of_result(int64_t result);

#endif
