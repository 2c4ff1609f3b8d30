/* SPDX-License-Identifier: Apache-2.0 */
/*
 * danger: what the calls of a trace opened, or those that a policy or filter
 * allows would open: rows of core/libc/danger.def that apply.
 *
 * Of a policy the answer is exact, as the caller supplies every answer to the calls
 * of a box. A trace does not know every argument, so a row may possibly apply.
 */
#ifndef ANALYZER_REPORT_DANGER_H
#define ANALYZER_REPORT_DANGER_H

#include <jansson.h>

#include "analyzer/check/check.h"
#include "core/libc/danger.h"
#include "core/libc/profile.h"

enum { DANGER_BEYOND = 12 };                  /* names that a profile does not allow are listed up to this */

struct danger_found {
	const struct danger *row;             /* or NULL: a combination */
	const struct danger_combination *pair;
	enum syscall_id first, second;        /* the calls; CALL_UNKNOWN: no second */
	arch_set archs;                       /* where it applies */
	bool possibly;                        /* on some of them the arguments are not known */
};

/* The same of a row and a combination. */
enum danger_class danger_found_class(const struct danger_found *found);
bool danger_found_is_grave(const struct danger_found *found);
const char *danger_found_what(const struct danger_found *found);

struct danger_report {
	struct danger_found *found;           /* dangerous ones first, then by class, then in the order of the table */
	size_t count, room;
	arch_set archs;                       /* that were looked at */
	bool used;                            /* of a trace, not of a policy */
	size_t calls;                         /* names that are allowed, or were used */
	size_t beyond[PROFILE_COUNT];         /* of these, names that a profile does not allow */
	enum syscall_id beyond_call[PROFILE_COUNT][DANGER_BEYOND];      /* the first of those */
};
void danger_report_free(struct danger_report *report);
#define AUTO_DANGER __attribute__((cleanup(danger_report_free)))

void danger_of_trace(struct danger_report *report, const struct trace *trace);

/* The gravest row that one call of a trace meets, as far as its arguments are known; or NULL. */
const struct danger *danger_of_call(const struct trace_call *call);

/* `archs`: of the policy; 0: those of which it allows some call. */
void danger_of_decider(struct danger_report *report, arch_set archs, const struct check_by *by);

/* Replaces the combinations of a report by those of `all` that are not in `fewer`. */
void danger_take_pairs(struct danger_report *report, const struct danger_report *all, const struct danger_report *fewer);

/* `inexact` is why there may be more, or NULL; `name` is the file's. */
void danger_text(const struct danger_report *report, const char *inexact, struct text *out);
void danger_json(const struct danger_report *report, const char *name, bool exact, struct text *out);

/* "NOT COMPLETE: ...", and the lists of the two above, for reports that have them too. */
void danger_incomplete_text(const char *inexact, struct text *out);
void danger_list_text(const struct danger_report *report, struct text *out);
json_t *danger_json_found(const struct danger_report *report);
json_t *danger_json_one(const struct danger_found *found);
json_t *danger_json_profiles(const struct danger_report *report);

/* A few short lines for the author of a policy. */
void danger_notes(const struct danger_report *report, struct text *notes);

/* A line for dangerous calls that only a runtime needs, by the reasons of the policy's rules; or nothing. */
void danger_runtime_note(const struct danger_report *report, const struct policy *policy, struct text *notes);

#endif
