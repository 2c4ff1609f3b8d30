/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verdict: what a filter answers a call, and what that answer does.
 *
 * One table (core/kernel/verdict.c) has for each action its name, its value in the
 * kernel and what becomes of the call. Whoever wants to know whether a call is
 * made, refused or left to somebody asks here.
 */
#ifndef CORE_VERDICT_H
#define CORE_VERDICT_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/mem.h"

enum action {                                 /* lax to strict, as the kernel orders them */
	ACTION_ALLOW,
	ACTION_LOG,
	ACTION_TRACE,                         /* a tracer decides; ENOSYS where there is none */
	ACTION_NOTIFY,                        /* a supervisor answers; ENOSYS where there is none */
	ACTION_ERRNO,
	ACTION_TRAP,
	ACTION_KILL_THREAD,
	ACTION_KILL,                          /* the whole process */
	ACTION_COUNT
};
const char *action_name(enum action action);
int action_by_name(const char *name);         /* -1 if there is none */

struct verdict {
	enum action action;
	uint16_t data;                        /* ERRNO: the errno. TRAP, TRACE: the number that the signal's
	                                         handler or the tracer gets. Else 0 */
};
uint32_t verdict_ret(struct verdict verdict);           /* SECCOMP_RET_… */

/* As the kernel takes a return value (__seccomp_filter): two that do the same
 * are one verdict. An action that it does not know kills the process. */
struct verdict verdict_of_ret(uint32_t ret);
bool verdict_equal(struct verdict a, struct verdict b);

/* What becomes of a call, from the least certain to be made. A call that is
 * answered TRACE is not made unless a tracer makes it, and no policy brings
 * one: alone it fails with ENOSYS. A call that is answered NOTIFY waits for a
 * supervisor, which belongs to the policy: `seccord run --supervise` is one,
 * and deep rows are written for it. */
enum passage {
	PASSAGE_REFUSED,                         /* an errno or a signal */
	PASSAGE_TRACER,                          /* made only where a tracer makes it */
	PASSAGE_SUPERVISOR,                      /* made where a supervisor agrees */
	PASSAGE_MADE                             /* at once, whoever else is there */
};
enum passage verdict_passage(struct verdict verdict);

/* Three questions, each for its purpose:
 *
 *   is_made   the kernel makes the call and asks nobody. What may be relied on:
 *             the right-hand side of a proof that one is within the other.
 *   passes    the same, or a supervisor agrees. What the program can do under
 *             its policy: `check`, `diff`, `run` and plans. Its contrary is a denial.
 *   may_pass  the same, or a tracer makes it. What an enemy may hope for:
 *             warnings, outputs that must not become laxer, the left-hand side of
 *             such a proof. */
bool verdict_is_made(struct verdict verdict);
bool verdict_passes(struct verdict verdict);
bool verdict_may_pass(struct verdict verdict);

/* Whether nothing more can be done where `a` is answered than where `b` is: `a`
 * refuses, or `b` makes the call, or both ask the same one with the same number. */
bool verdict_is_within(struct verdict a, struct verdict b);

/* "allow", "errno EPERM", "errno 4095", "trace 3", "trap 7"; the number 0 of the
 * last two is not printed. In brief an errno stands alone: "EPERM". */
void verdict_text(struct verdict verdict, struct text *out);
void verdict_text_brief(struct verdict verdict, struct text *out);

const char *errno_name(int number);           /* "EPERM", or NULL */
int errno_by_name(const char *name);          /* -1 if there is none */

#endif
