/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usage: a trace as a table for reports: one line per call and arch, in the
 * order of categories and, within one, of names.
 */
#ifndef ANALYZER_USAGE_H
#define ANALYZER_USAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyzer/text/multiplexer.h"
#include "analyzer/rows/deep.h"
#include "core/kernel/category.h"
#include "core/base/mem.h"
#include "core/trace/trace.h"

struct usage_site {
	int site;                             /* of the trace, or TRACE_NOWHERE */
	const char *image;                    /* its path, or "" */
	const char *words;                    /* belongs to the usage */
	uint64_t count;
};

struct usage_line {
	enum category category;
	enum arch arch;
	uint32_t nr;
	int id;
	uint64_t count;
	uint64_t seen;                        /* in at least so many recordings; exactly if it is one entry of the trace */
	size_t entries;
	struct multiplexer_commands commands; /* of a multiplexer */
	struct deep deep;                     /* values passed by pointer */
	unsigned origins;                     /* bit i: enum origin i */
	const char **functions;               /* of the vDSO, ascending */
	size_t function_count, function_room;
	uint16_t *errnos;                     /* ascending */
	size_t errno_count, errno_room;
	struct usage_site *sites;             /* most used first, then by words and image */
	size_t site_count, site_room;
};

struct usage {
	struct arena arena;
	struct usage_line *lines;
	size_t count, room;
	arch_set archs;
};

void usage_of(struct usage *usage, const struct trace *trace);
void usage_free(struct usage *usage);

/* The values that a line passed by pointer at a place, or nothing. Operations of rings are printed by name, apart. */
void usage_place_words(const struct usage_line *line, unsigned place, struct text *out);

#endif
