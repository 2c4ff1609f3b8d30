/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trace: what happened, as a set and not as a log.
 *
 * Each distinct call is one entry: arch and number, origin, call site, and
 * selecting arguments. Everything else about it (counts, errors, other
 * arguments) is joined into that entry, so traces merge in any order.
 */
#ifndef CORE_TRACE_H
#define CORE_TRACE_H

#include <stdbool.h>

#include "core/trace/io.h"
#include "core/trace/types.h"

/* A zeroed struct trace is empty. */
void trace_free(struct trace *trace);

/* Each returns the index of an equal entry, or of a new one that copies its
 * strings. *added reports which; it may be NULL. An image is its
 * path and build-id, a program these and its name, a site its image and offset; a site without a function
 * or a line, and an image without a package, takes it from a later one. Of a call only the key is copied, its selectors
 * without the bits that rules ignore; trace_call_join adds the rest. */
int trace_image(struct trace *trace, const struct trace_image *image, bool *added);
int trace_site(struct trace *trace, const struct trace_site *site, bool *added);
int trace_program(struct trace *trace, const struct trace_program *program, bool *added);
int trace_start(struct trace *trace, const struct trace_start *start, bool *added);
int trace_call(struct trace *trace, const struct trace_call *key, bool *added);
int trace_find_image(const struct trace *trace, const struct trace_image *image);  /* -1: no equal entry yet */
int trace_find_program(const struct trace *trace, const struct trace_program *program);  /* -1: no equal entry yet */
int trace_find_site(const struct trace *trace, const struct trace_site *site);  /* -1: no equal entry yet */
int trace_find_call(const struct trace *trace, const struct trace_call *key);  /* -1: no equal entry yet */

/* Whether a call has TRACE_SELECTORS entries that differ only in their
 * selectors: the next goes into a wide entry. */
bool trace_selectors_are_full(const struct trace *trace, const struct trace_call *call);
/* Removes what is only known from earlier traces; returns how many entries. */
size_t trace_forget_known(struct trace *trace);

/* Whether a learned filter let some calls pass: counts, and which program or thread made a call, are lower bounds. */
bool trace_has_least(const struct trace *trace);
bool trace_note(struct trace *trace, const char *note);   /* false if already present */
void trace_forget_index(struct trace *trace);             /* for trace_sort() */

/* Joins everything but the key and the labels (core/trace/labels.h); true if anything but the
 * count grew. Counts add, the lowest errnos and the first stack stay. */
bool trace_call_join(struct trace_call *into, const struct trace_call *from);

bool trace_threads_join(struct trace_call *into, const struct trace_call *from);  /* its part for threads */

/* The same where `into` has all arguments of `from`: threads and counts only. */
bool trace_call_join_again(struct trace_call *into, const struct trace_call *from);
bool trace_drivers_join(struct trace_call *into, const struct trace_call *from);  /* and for drivers */

/* Adds all of `from`; sites and images are matched by content. The sum does
 * not depend on the order (core/trace/merge.c). */
void trace_merge(struct trace *into, const struct trace *from);

/* How many recordings it was merged from; in how many of them a call was seen. */
uint64_t trace_shards(const struct trace *trace);
uint64_t trace_call_seen(const struct trace_call *call);

/* Why calls may be missing in a trace, as far as it says: one that seccord recorded was not made by another tool. NULL: it is
 * complete. */
const char *trace_why_incomplete(const struct trace *trace);

/* Joins the entries that differ by program alone: no program is known then. */
void trace_forget_programs(struct trace *trace);

/* Sorts images, sites, calls and notes by content, so that equal traces are
 * written alike. Indexes change, and nothing can be added afterwards. */
void trace_sort(struct trace *trace);

/* The role of argument `arg` of this call (ROLE__ if the number is unknown). */
enum role trace_role(const struct trace_call *call, unsigned arg);

/* Spells a value of an argument; of a socket option, by the level that it was used with, if that is one. */
void trace_spell(const struct trace_call *call, unsigned arg, uint64_t value, struct text *out);

/* The role of a place in `deep`, and the values seen of a role: VALUES_NONE if
 * none. */
enum role trace_deep_role(const struct trace_call *call, unsigned place);
const struct values *trace_deep(const struct trace_call *call, enum role role);

#endif
