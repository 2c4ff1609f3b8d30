/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared by the two parts of spoken: emit/out/spoken_rules.c fills in the
 * calls, using what emit/out/spoken.c knows about the dialect.
 */
#ifndef EMIT_SPOKEN_RULES_H
#define EMIT_SPOKEN_RULES_H

#include "emit/out/spoken.h"

/* Fills the calls, once archs and default are known. */
int spoken_rules(struct spoken *s, struct text *notes, struct err *err);

bool spoken_says(const struct spoken *s, unsigned what);
bool spoken_says_number(const struct spoken *s, struct verdict verdict);   /* the ret_data of trap and trace, if any */
bool spoken_lets_through(struct verdict verdict);
bool spoken_is_enosys(struct verdict verdict);
void spoken_list_archs(arch_set archs, struct text *out);

#endif
