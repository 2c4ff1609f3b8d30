/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answer: parses the values of --default and --arch.
 */
#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include "cli/common/option.h"
#include "core/policy/policy.h"

/* kill, errno, errno:NAME, log or trap; errno alone is EPERM. */
int answer_parse(struct verdict *verdict, const char *words, struct err *err);
bool answer_is_known(const char *words);

/* The same words, and "errno:NAME" last; NULL past it. */
const char *answer_name_at(unsigned i);
int answer_archs(arch_set *archs, const struct option_words *names, struct err *err);

#endif
