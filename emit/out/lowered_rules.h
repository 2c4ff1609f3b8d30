/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared by the two parts of lowered: emit/out/lowered_rules.c fills in the
 * calls, using what emit/out/lowered.c knows about the dialect.
 */
#ifndef EMIT_LOWERED_RULES_H
#define EMIT_LOWERED_RULES_H

#include "emit/out/lowered.h"

/* Fills the calls, once archs and default are known. */
int lower_rules(struct lowered *s, struct text *notes, struct err *err);

bool lowered_says(const struct lowered *s, unsigned what);
bool lowered_says_number(const struct lowered *s, struct verdict verdict);   /* the ret_data of trap and trace, if any */
bool lowered_lets_through(struct verdict verdict);
/* Whether the dialect has the errno, or the number for a tracer, if it is one of these. */
bool lowered_accepts_data(const struct lowered *s, struct verdict verdict);
bool lowered_is_enosys(struct verdict verdict);

#endif
