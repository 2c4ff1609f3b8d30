/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uses: which code of which program made each call: the trace as rows that a page
 * groups by call, library and function, or by program.
 */
#ifndef ANALYZER_PAGE_USES_H
#define ANALYZER_PAGE_USES_H

#include <stddef.h>
#include <stdint.h>

#include "core/kernel/category.h"
#include "core/trace/trace.h"

struct page_use {
	const struct trace_call *call;        /* belongs to the trace; one of those joined */
	enum category category;
	const char *image;                    /* path of the responsible code, or "" */
	const char *function;                 /* or "" */
	const char *file;                     /* of the source, or "" */
	unsigned line;
	uint64_t count;
};

struct page_uses {
	struct page_use *at;
	size_t count;
};

enum page_uses_by { USES_BY_CALL, USES_BY_PROGRAM };

/* Sorted by call (arch, number), image, function, line and program, a row for each entry
 * of the trace; or by program, category and call, and rows that agree are joined. */
void page_uses_of(struct page_uses *uses, const struct trace *trace, enum page_uses_by by);
void page_uses_free(struct page_uses *uses);

/* The first of these orders: 0 if two rows are of the same code. */
int page_use_order(const void *left, const void *right);

/* The first row of a call, and of a program (0: unknown); the rows follow each other. */
size_t page_uses_of_call(const struct page_uses *uses, enum arch arch, uint32_t nr);
size_t page_uses_of_program(const struct page_uses *uses, int program);

#endif
