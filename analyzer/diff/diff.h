/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff: what one side allows that another does not, and the reverse.
 *
 * Per arch, grouped by category; members of one equivalence set that change
 * together share a line. The judge decides whether sides differ, for every
 * possible call; rows only provide the words.
 */
#ifndef ANALYZER_DIFF_H
#define ANALYZER_DIFF_H

#include <jansson.h>
#include <stdbool.h>

#include "analyzer/diff/change.h"
#include "core/base/mem.h"

enum diff_outcome {
	DIFF_SAME,
	DIFF_DIFFERENT,                       /* certain */
	DIFF_UNKNOWN                          /* a side was read inexactly, and nothing else differs */
};

struct diff_section {                         /* archs with the same changes */
	arch_set archs;
	struct changes changes;
};

struct diff {
	struct change_side side[2];
	arch_set both, gained, lost;          /* archs */
	arch_set opened, closed;              /* of those gained or lost: some call passes only now; only before */
	arch_set widened, narrowed;           /* the same: some call may do more than before; less */
	struct difference arch[ARCH_COUNT];   /* of each arch gained or lost: all its calls, listed or foreign */
	struct diff_section section[ARCH_COUNT];
	size_t section_count;
	size_t count[CHANGE_KINDS];           /* calls, counted once per section */
	struct difference elsewhere;          /* of archs that neither side lists, apart from "foreign" */
	bool different;                       /* it has something to print, certain or not */
	enum diff_outcome outcome;
};

/* Compares. The sides must outlive the result and stay unchanged. */
void diff_of(struct diff *diff, const struct change_side sides[2], const struct judge *judge);
void diff_free(struct diff *diff);
#define AUTO_DIFF __attribute__((cleanup(diff_free)))

struct diff_notes {                           /* what a caller adds to each change: lines below it, members of its object */
	void (*add)(void *context, const struct change *change, arch_set archs, struct text *out);
	void (*add_json)(void *context, const struct change *change, arch_set archs, json_t *object);
	void *context;
};

/* Writes nothing if there is no difference. A call that was read inexactly is
 * reported as not compared. `notes` may be NULL. */
void diff_text(const struct diff *diff, const struct diff_notes *notes, struct text *out);
/* The caller owns the object. */
json_t *diff_json(const struct diff *diff, const struct diff_notes *notes);

/* The entry that puts a call (NULL: any call) in doubt, or NULL if all was read exactly. */
const struct inexact *diff_doubt(const struct diff *diff, const char *call);

/* --- for diff_json.c --- */

struct diff_general {                         /* a policy's answer to what it does not name */
	const char *name;
	size_t offset;                        /* in struct policy */
};
enum { DIFF_FOREIGN = 2, DIFF_GENERALS };  /* the last of them */
const struct diff_general *diff_general_at(size_t i);
struct verdict diff_general_of(const struct diff *diff, size_t i, int side);
bool diff_general_changed(const struct diff *diff, size_t i);

/* "default: now allow, before EPERM"; the last line is about archs that neither side lists. False: no difference. */
enum { DIFF_GENERAL_LINES = DIFF_GENERALS + 1 };
bool diff_general_words(const struct diff *diff, size_t line, struct text *out);
/* Whether the calls of a line pass on this side (0: old, 1: new) and not on the other. */
bool diff_general_passes(const struct diff *diff, size_t line, int side);
/* Whether they may do more than before, though none passes that did not. */
bool diff_general_widens(const struct diff *diff, size_t line);

/* Of an arch that was lost and of which more passes now, or that was gained and of which less does: "more passes now,
 * such as i386 write: now allow, before EPERM". False: neither. */
bool diff_arch_words(const struct diff *diff, enum arch arch, struct text *out);
bool diff_is_doubtful(const struct diff *diff, const struct change *change);
const char *diff_kind_name(enum change_kind kind);

#endif
