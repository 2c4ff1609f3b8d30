/* SPDX-License-Identifier: Apache-2.0 */
/* levels: what each level of a policy adds to the one before it. */
#ifndef ANALYZER_LEVELS_H
#define ANALYZER_LEVELS_H

#include "analyzer/derive/derive.h"

/* A section for each level up to that of the options: the calls that it adds with
 * the reason of each, and the calls that get other conditions. */
int levels_text(const struct trace *trace, const struct derive_options *options, struct text *out, struct err *err);

/* The same as one JSON object, see docs/schema/explain-level.schema.json. */
int levels_json(const struct trace *trace, const struct derive_options *options, struct text *out, struct err *err);

#endif
