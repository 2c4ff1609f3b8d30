/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source: the contents of a file before it becomes a policy: tests of
 * arguments by position, and rules, the first of which that matches decides.
 */
#ifndef EMIT_IN_SOURCE_H
#define EMIT_IN_SOURCE_H

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"

enum in_op { IN_EQ, IN_NE, IN_LT, IN_LE, IN_GT, IN_GE, IN_MASKED };     /* MASKED: EQ, which libseccomp does not take for the same */

struct in_test {                              /* (argument & mask) op value */
	unsigned arg;
	enum in_op op;
	uint64_t mask, value;
};

/* A condition that decides whether rules apply and that the file leaves open: a capability, a kernel
 * version. */
struct in_unsaid {
	const char *name;                     /* "CAP_BPF" */
	const char *read_as;                  /* "read for ...": the assumption, and how to change it */
	bool holds;
};
enum { IN_UNSAID = 64 };

struct in_when {                              /* bits of what is unsaid */
	uint64_t all;                         /* all of these hold */
	uint64_t none;                        /* none of these hold */
};

struct in_rule {
	enum syscall_id id;                   /* CALL_UNKNOWN: by number */
	uint32_t nr;
	arch_set archs;
	struct verdict verdict;
	const struct in_test *tests;          /* an AND; none: any arguments */
	size_t count;
	size_t place;                         /* in the file */
	unsigned layer;
	struct in_when when;
};

struct in_layer {                             /* one of several filters loaded together */
	arch_set archs;                       /* all others are allowed */
	struct verdict otherwise;             /* for calls without a rule */
};
enum { IN_LAYERS = 32, IN_RANGES = 4 };

struct in_range {                             /* of numbers without a rule */
	uint32_t from, to;
	arch_set archs;
	struct verdict verdict;
};

struct in_source {
	struct arena arena;                   /* owns tests */
	arch_set archs;
	struct verdict otherwise, newer, foreign;
	struct in_layer layers[IN_LAYERS];    /* in load order; none: the source is one filter */
	unsigned layer_count;
	struct in_range ranges[IN_RANGES];
	unsigned range_count;
	struct in_unsaid unsaid[IN_UNSAID];
	unsigned unsaid_count;
	struct in_when when;                  /* of the rules added from here on */
	bool as_scmp;                         /* libseccomp compiles it: what it makes of several rules of a call is modelled */
	arch_set as_missing;                  /* archs that lack a call for which libseccomp was given a rule */
	bool whole_registers;                 /* tests compare 64 bits on 32-bit archs too */
	struct in_rule *rules;
	size_t rule_count, rule_room;
	unsigned line;                        /* current line, in line-based dialects; else 0 */
	struct inexact *inexact;              /* where the policy differs from the file */
	size_t inexact_count, inexact_room;
	struct text *notes;                    /* a line each, for the author */
};
enum { INEXACT_MOST = 1000 };                 /* entries; one is enough to claim nothing */

void in_source_free(struct in_source *source);
#define AUTO_SOURCE __attribute__((cleanup(in_source_free)))

/* Adds a rule for a call by name, on those archs that have it. The tests are
 * copied. An unknown name is skipped, and inexact. */
int in_source_add(struct in_source *source, const char *name, arch_set archs, struct verdict verdict,
                  const struct in_test *tests, size_t count, struct err *err);
int in_source_add_number(struct in_source *source, uint32_t nr, arch_set archs, struct verdict verdict,
                         const struct in_test *tests, size_t count, struct err *err);

/* Starts another filter, which gets the rules added from here on. Of several filters the strictest answer
 * wins; among equally strict ones, the last. */
void in_source_layer(struct in_source *source, arch_set archs, struct verdict otherwise);
void in_source_range(struct in_source *source, struct in_range range);

/* The bit of an unsaid condition, whose first `holds` is kept; 0: there are too many. Strings are copied. A call
 * whose answers depend on it becomes inexact. */
uint64_t in_source_unsaid(struct in_source *source, struct in_unsaid what);

/* Part of the file is not read as it is meant, for a call or (NULL) in general. Strings are copied. */
void in_source_inexact(struct in_source *source, unsigned line, const char *call, const char *reason);

/* Fills a zeroed policy: the same function as the source, except for its `inexact` entries. */
int in_source_policy(struct in_source *source, struct policy *policy, struct err *err);

#endif
