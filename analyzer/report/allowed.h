/* SPDX-License-Identifier: Apache-2.0 */
/*
 * allowed: what a policy or a filter allows, by category.
 *
 * The caller's decider says whether a call is allowed with all, some or no
 * arguments; the rules of the policy, or of the one lifted from the filter, only
 * say with which. Archs with the same answer to a call share an entry.
 */
#ifndef ANALYZER_REPORT_ALLOWED_H
#define ANALYZER_REPORT_ALLOWED_H

#include "analyzer/check/check.h"
#include "analyzer/report/danger.h"

struct allowed_call {
	enum category category;
	int id;                               /* CALL_UNKNOWN: by number */
	uint32_t nr, last;                    /* then */
	arch_set archs;                       /* where the rest holds */
	bool everywhere;                      /* on all archs of the policy that have the call */
	bool passes;                          /* with some arguments; false: refused, but not by the default */
	bool some;                            /* with some arguments only */
	struct verdict verdict;               /* the laxest answer */
	const struct rule *rule;              /* its rows say which arguments; NULL: no rows do */
	const char *words;                    /* the same; "" if any arguments are allowed */
};

struct allowed {
	struct arena arena;                   /* owns the words */
	const struct policy *policy;
	struct allowed_call *at;              /* by category, then name; numbers without a name last */
	size_t count, room;
};
void allowed_free(struct allowed *allowed);
#define AUTO_ALLOWED __attribute__((cleanup(allowed_free)))

/* The policy must outlive the result. */
void allowed_of(struct allowed *allowed, const struct policy *policy, const struct check_by *by);

/* `danger` is of the same decider; `inexact` is why there may be more, or NULL; `name` is the file's; `width` is that of a
 * line, or 0: a usual one. */
void allowed_text(const struct allowed *allowed, const struct danger_report *danger, const char *inexact, size_t width,
                  struct text *out);
void allowed_json(const struct allowed *allowed, const struct danger_report *danger, const char *name, bool exact,
                  struct text *out);

/* The entry's name: that of its call, its number, or "7 to 9". */
void allowed_name(const struct allowed_call *call, struct text *out);

/* The allowed calls, by category: names, wrapped, then a line for each that has more to say. */
void allowed_categories_text(const struct allowed *allowed, size_t width, struct text *out);
json_t *allowed_call_json(const struct allowed_call *call);

/* "  NAME   words", with the words wrapped; NAME and `words` have no line ends. */
void allowed_line_text(const char *name, const char *words, size_t width, struct text *out);

#endif
