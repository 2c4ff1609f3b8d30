/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review: what a reviewer of a change needs to know of each difference: what it
 * opens, whether it gives more power than before, and which code asked for it.
 *
 * A diff says what differs. Where a side is a trace, its calls that the other
 * side would stop are the cause of the difference.
 */
#ifndef ANALYZER_REVIEW_H
#define ANALYZER_REVIEW_H

#include "analyzer/check/check.h"
#include "analyzer/diff/diff.h"
#include "analyzer/report/danger.h"

enum review_kind {
	REVIEW_GAINED,                        /* a call that did not pass before */
	REVIEW_WIDENED,                       /* some of its calls may do more than before */
	REVIEW_LOST,                          /* a call that no longer passes */
	REVIEW_NARROWED,                      /* some may do less, none more */
	REVIEW_ANSWER,                        /* another answer, with which a call may do as much */
	REVIEW_KINDS
};
const char *review_kind_name(enum review_kind kind);

enum { REVIEW_PLACES = 3 };
struct review_place {                         /* code that made a call; strings belong to the review */
	const char *words;                    /* "libcurl.so.4 connect (connect.c:12)" */
	const char *image, *build_id;         /* path; build_id may be NULL */
	const char *build_id_before;          /* of the image of that name on the other side, if it differs; or NULL */
	const char *image_before;             /* the file name of that image, if it differs too (libz.so.1.2.13); or NULL */
	const char *package, *version;        /* of the image; both or neither */
	const char *package_before, *version_before;   /* of that other image; the same */
	const char *function, *file;          /* or NULL */
	unsigned line;
	uint64_t count;
};

struct review_item {
	enum review_kind kind;
	bool doubtful;                        /* was read inexactly: not compared, and nothing else is known of it */
	arch_set archs;
	enum category category;
	int id;                               /* CALL_UNKNOWN: without a name */
	uint32_t nr;                          /* the first number of those */
	const char *name;                     /* of the call, or "NR", or "NR to NR" */
	const char *with;                     /* "fchmod, fchmodat": calls that changed along with it, or "" */
	const char *what;                     /* further words of the diff, or "" */
	const struct danger *danger;          /* the gravest that it opens, or NULL */
	const char *same_as, *set;            /* gained: the call that passed before and has the same power; or NULL */
	struct review_place place[REVIEW_PLACES];
	size_t place_count, places;           /* kept; and in all */
	const char *asked;                    /* "prctl_op PR_CAPBSET_READ": arguments of its calls, where the rule allows more; or "" */
	const char *cause;                    /* the call whose equivalent it is, or NULL */
	const char *because;                  /* "equivalent of openat", "implied: glibc: ...": why the new rule exists, or "" */
	const char *threads;                  /* "worker, main": of its calls, or "" */
	const char *labels[TRACE_LABELS];     /* of recordings that saw them, padded with NULL; strings belong to the trace */
	bool more_labels;                     /* and of further ones */
	bool ran_again;                       /* the other trace is complete, and has recordings of all these labels */
	bool cut_off;                         /* the other trace is incomplete */
	uint64_t seen, shards;                /* in so many of so many recordings; 0: not in a trace */
};

struct review {
	struct arena arena;
	const struct diff *diff;
	struct review_item *items;            /* dangerous ones first, then by kind, category and name */
	size_t count, room;
	const struct danger_found **opened;   /* what the new side opens and the old did not, dangerous first; owned */
	size_t opened_count;
	size_t kinds[REVIEW_KINDS];           /* calls of each kind, in items without doubt */
	const char *name[2];                  /* of the files */
	const char *incomplete[2];            /* a trace is, for this reason: calls may be missing; else NULL */
	bool added;                           /* the new side will be added to the old one, which keeps what it allows. Set by the caller */
	const char *policy;                   /* the file of a policy among the two, for differences without code; or NULL. Set by the caller */
	const char *root;                     /* folder of the sources, for paths relative to it; or NULL. Set by the caller */
	const char *version;                  /* of seccord, for formats that name it. Set by the caller */
};

struct review_side {
	const char *name;
	const struct trace *trace;            /* NULL: not a trace */
	const struct check *check;            /* the calls of the trace that the other side stops; NULL without a trace */
};

/* `opened`: what those calls open that may do more than before. All arguments must outlive the review. */
void review_of(struct review *review, const struct diff *diff, const struct review_side sides[2], const struct danger_report *opened);
void review_free(struct review *review);
#define AUTO_REVIEW __attribute__((cleanup(review_free)))

/* A lost call is gone, not only unseen this time: it was in every recording of three or more, and the new trace is complete. */
bool review_is_gone(const struct review_item *item);
bool review_is_grave(const struct review_item *item);

/* Whether the new side lets something pass that the old did not: a call, an arch, what no rule names; and the reverse. */
bool review_gains(const struct review *review);
bool review_widens(const struct review *review);              /* a call, an arch or a general answer of which calls may do more */
bool review_loses(const struct review *review);

/* Whether an entry of `opened` is grave and the danger of no item: a combination, or opened by an arch or a general answer. */
bool review_is_apart(const struct review *review, const struct danger_found *found);

/* What is known of an item beside its change: lines without a final line break, in seccord's own words; or nothing. */
void review_facts(const struct review_item *item, struct text *out);

/* Which code made its calls: one line with names of the traced program; or nothing. */
void review_cause(const struct review_item *item, struct text *out);

/* The calls of an entry of `opened`: "bpf", or "memfd_create + execveat". */
void review_danger_words(const struct danger_found *found, struct text *out);

/* The item of a line of the diff, or NULL. */
const struct review_item *review_item_of(const struct review *review, const struct change *change, arch_set archs);

void review_text(const struct review *review, struct text *out);
void review_json(const struct review *review, struct text *out);
void review_markdown(const struct review *review, struct text *out);
void review_sarif(const struct review *review, struct text *out);

#endif
