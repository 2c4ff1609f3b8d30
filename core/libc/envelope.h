/* SPDX-License-Identifier: Apache-2.0 */
/*
 * envelope: the calls a runtime itself makes between installing the program's
 * filter and executing the program, and those it makes alongside under the same
 * filter (core/libc/envelopes.def). No recording of the program shows them.
 *
 * A name is a runtime ("crun": all its versions), one version of it
 * ("crun 1.8.1", or "crun:1.8.1"), or an engine that starts runtimes ("docker"). A version without
 * a row is read as the next newer one that has one, or as the newest.
 */
#ifndef CORE_ENVELOPE_H
#define CORE_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/mem.h"
#include "core/policy/policy.h"

struct envelope {
	const char *runtime, *version;
	const char *label;                    /* "crun 1.8.1" */
	const char *word;                     /* "crun:1.8.1" */
	enum arch arch;                       /* where it was recorded */
	const char *rules;                    /* in the form of a policy's "calls" */
};

size_t envelope_count(void);
const struct envelope *envelope_at(size_t i);

bool envelope_matches(const struct envelope *row, const char *name);
bool envelope_known(const char *name);

/* Each runtime once, in table order; NULL past the last. */
const char *envelope_runtime_at(unsigned i);

/* The same, then the word of each row. */
const char *envelope_word_at(unsigned i);

/* All labels in table order, then the engines: "bwrap 0.8.0, …, docker". */
void envelope_names(struct text *out);

/* A line if the name is a version without a row: which one is used instead. */
void envelope_note(const char *name, struct text *notes);

/* Fills a zeroed policy with the rules. */
void envelope_read(const struct envelope *row, struct policy *policy);

#endif
