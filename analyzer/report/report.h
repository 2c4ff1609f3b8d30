/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report: what a program used, by category, as text and JSON.
 */
#ifndef ANALYZER_REPORT_H
#define ANALYZER_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/mem.h"
#include "core/trace/trace.h"

struct report_look {
	size_t width;                         /* of a line; 0: that of a file */
	bool sites;                           /* also print which code made each call */
};

void report_text(const struct trace *trace, const struct report_look *look, struct text *out);
void report_json(const struct trace *trace, struct text *out);

#endif
