/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answer: parses the values of --default, --arch, --min-kernel, --min-libseccomp and --label.
 */
#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include "analyzer/report/support.h"
#include "cli/common/option.h"
#include "core/policy/policy.h"
#include "core/trace/trace.h"

/* kill, errno, errno:NAME, log or trap; errno alone is EPERM. */
int answer_parse(struct verdict *verdict, const char *words, struct err *err);
bool answer_is_known(const char *words);

/* The same words, and "errno:NAME" last; NULL past it. */
const char *answer_name_at(unsigned i);

/* Sets "--default=WORDS: not one of …" with the word of `known`, or the error, that was meant. Returns -1. */
int answer_refuse(const char *words, name_at *known, struct err *err);

int answer_archs(arch_set *archs, const struct option_words *names, struct err *err);

/* The oldest releases that a policy is for; NULL: not given. */
int answer_target(struct support_target *target, const char *kernel, const char *library, struct err *err);

/* Names the recording: all calls that it gets from now on. */
int answer_labels(struct trace *trace, const struct option_words *labels, struct err *err);

#endif
