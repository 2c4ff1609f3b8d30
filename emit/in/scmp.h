/* SPDX-License-Identifier: Apache-2.0 */
/*
 * in_scmp: rules for a file that reaches the kernel through libseccomp.
 */
#ifndef EMIT_IN_SCMP_H
#define EMIT_IN_SCMP_H

#include "emit/in/answers.h"

/* As in_source_add. Where an arch has socketcall and ipc, a rule for a call that is also one of their commands is a
 * rule for that command too, whether or not the arch has the call itself. */
int in_scmp_add(struct in_source *source, const char *name, arch_set archs, struct verdict verdict,
                const struct in_test *tests, size_t count, struct err *err);

/* Why it cannot be known what libseccomp makes of the rules of one call, or NULL. */
const char *in_scmp_doubt(struct in_answers *of, const struct in_rule *rules, size_t count);

/* What libseccomp answers to all the rest, of a source whose archs and default are known: its rules are
 * libseccomp's, calls of a later kernel get the default, and calls of other archs end the thread. */
void in_scmp_rest(struct in_source *source);

#endif
