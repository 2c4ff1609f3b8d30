/* SPDX-License-Identifier: Apache-2.0 */
/*
 * infer: derives conditions on arguments from the recorded selectors.
 */
#ifndef ANALYZER_INFER_H
#define ANALYZER_INFER_H

#include "analyzer/derive/draft.h"

void infer_arch(struct draft *draft, enum arch arch);

/* The rows that a policy of this level has for a call of which these facts are known: none if any arguments may pass.
 * False if an argument has too many values for a condition. The rows lie in the arena. */
bool infer_examples(struct arena *arena, enum level level, enum arch arch, enum syscall_id id, const struct rows *facts,
                    struct rows *rows);

#endif
