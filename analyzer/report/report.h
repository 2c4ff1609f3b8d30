/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report: what a program used, by category, as text and JSON.
 */
#ifndef ANALYZER_REPORT_H
#define ANALYZER_REPORT_H

#include "core/base/mem.h"
#include "core/trace/trace.h"

void report_text(const struct trace *trace, struct text *out);
void report_json(const struct trace *trace, struct text *out);

#endif
