/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report: an answer in words, and as JSON.
 *
 * It says what code can reach at most and through what else it can do more. It
 * never says what a program will do.
 */
#ifndef TRACER_REACH_REPORT_H
#define TRACER_REACH_REPORT_H

#include "tracer/reach/compare.h"

void reach_text(const struct compared *compared, struct text *out);
json_t *reach_json(const struct compared *compared);

/* The name of a function of an answer, or IMAGE+0xADDRESS. */
void reach_function(const struct answer *answer, uint32_t function, struct text *out);
size_t reach_count(const struct compared *compared, enum recorded_as as);
bool reach_is_unseen(const struct compared *compared, const struct answer_call *call);

#endif
