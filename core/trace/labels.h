/* SPDX-License-Identifier: Apache-2.0 */
/*
 * labels: the names that recordings were given (a test, a shard), kept with each
 * call that they saw.
 *
 * The names of a trace are a table; a call has the lowest of its names, so that
 * joining them is commutative, associative and idempotent.
 */
#ifndef CORE_TRACE_LABELS_H
#define CORE_TRACE_LABELS_H

#include <stdbool.h>

enum { TRACE_LABELS = 8 };                    /* of a call */
enum { TRACE_LABEL_MOST = 255 };              /* bytes of a name */

struct trace;

struct trace_labels {
	int at[TRACE_LABELS];                 /* 1 + the index of a name, ascending by name, padded with 0 */
	bool more;                            /* there were higher ones, which are not kept */
};

/* The index of this name, which is added if it is new. */
int trace_label(struct trace *trace, const char *name);

bool trace_has_label(const struct trace *trace, const char *name);

/* The name of the n-th label, or NULL. It belongs to the trace. */
const char *trace_label_at(const struct trace *trace, const struct trace_labels *labels, int n);

/* Each reports whether `into` grew. Labels are of this trace. */
bool trace_labels_add(const struct trace *trace, struct trace_labels *into, int label);
bool trace_labels_join(const struct trace *trace, struct trace_labels *into, const struct trace_labels *from);

/* Labels of another trace, as labels of this one. */
struct trace_labels trace_labels_take(struct trace *trace, const struct trace *from, const struct trace_labels *labels);

#endif
