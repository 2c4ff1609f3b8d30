/* SPDX-License-Identifier: Apache-2.0 */
/*
 * firejail: the settings of a profile, and the filters that firejail loads for
 * it.
 *
 * emit/in/firejail.c reads the lines; emit/in/firejail_filters.c makes a layer of each filter, in firejail's
 * load order; emit/in/firejail_calls.c reads a list of calls as fseccomp compiles it.
 */
#ifndef EMIT_IN_FIREJAIL_H
#define EMIT_IN_FIREJAIL_H

#include "emit/firejail_sets.h"
#include "emit/in/source.h"

enum firejail_list {                          /* of calls, after a line's first word */
	FIREJAIL_MORE, FIREJAIL_DROP, FIREJAIL_KEEP,
	FIREJAIL_MORE_32, FIREJAIL_DROP_32, FIREJAIL_KEEP_32,
	FIREJAIL_LISTS
};

struct firejail {
	struct in_source *source;             /* its arena owns the strings */
	enum firejail_release release;
	struct text ignored;                  /* words that firejail ignores, for a note */
	struct verdict denied;                /* seccomp-error-action */
	const char *list[FIREJAIL_LISTS];     /* from the last line for it; NULL: no such line */
	unsigned line[FIREJAIL_LISTS];        /* of that line */
	bool native, other;                   /* a filter for x86_64, for i386 */
	bool block_secondary, debuggers, mdwx;
	bool has_protocols, has_namespaces;
	unsigned protocols;                   /* bit i: row i of firejail_protocols */
	uint32_t namespaces;                  /* CLONE_NEW... */
};

/* Names that accumulate over several lines, with their bit or number. */
struct firejail_word { const char *name; uint32_t value; };
extern const struct firejail_word firejail_protocols[], firejail_namespaces[];      /* end with a row without a name */

/* Of the version, or of the nearest newer one that is known, which is inexact. Not a version, or one before 0.9.64: an error. NULL: the usual one. */
int firejail_release_of(struct firejail *jail, const char *version, struct err *err);
const char *firejail_release_name(const struct firejail *jail);

/* The first and the last release of each row; NULL past the last. */
const char *firejail_version_at(unsigned i);

/* The highest number with a name, and calls up to it that firejail has no name for. */
unsigned firejail_newest(const struct firejail *jail);
bool firejail_lacks(const struct firejail *jail, enum syscall_id id, enum arch arch);

/* The rows of a group: calls `row` with each, in order; its result other than 0 ends that. `known`: there is one. */
int firejail_rows(const struct firejail *jail, const char *group, int (*row)(void *context, const char *members), void *context, bool *known);
bool firejail_has_member(const struct firejail *jail, const char *group, const char *call);

/* "kill", "log" or an errno name, in any case; -1: none of them. */
int firejail_answer(const char *word, struct verdict *verdict);

/* What happens to the calls of a list. */
enum firejail_pass {
	FIREJAIL_EXCEPT_ALLOW,                /* !NAME is allowed; NAME:ERRNO and NAME:kill get that answer */
	FIREJAIL_EXCEPT_DENY,                 /* !NAME is denied; likewise */
	FIREJAIL_DENY, FIREJAIL_ALLOW,        /* as DENY, but not the calls of firejail itself, left to its library */
	FIREJAIL_DENY_FIRST,                  /* as DENY, without the calls that firejail makes itself: its library denies those */
	FIREJAIL_DENY_LATER                   /* only those */
};
int firejail_calls(struct firejail *jail, enum firejail_list list, enum arch arch, enum firejail_pass pass, struct err *err);

/* One of firejail's groups, such as "@default". */
int firejail_group(struct firejail *jail, const char *group, enum arch arch, enum firejail_pass pass, struct err *err);

/* Fills the source with one or two layers per filter. */
int firejail_filters(struct firejail *jail, struct err *err);

#endif
