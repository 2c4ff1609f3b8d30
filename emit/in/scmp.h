/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scmp: rules of a file that is loaded through libseccomp.
 */
#ifndef EMIT_IN_SCMP_H
#define EMIT_IN_SCMP_H

#include "emit/in/answers.h"
#include "emit/scmp/model.h"

/* As in_source_add. On archs with socketcall and ipc, a rule for a call that is also one of their commands applies
 * to that command too, whether or not the arch has the call itself. */
int in_scmp_add(struct in_source *source, const char *name, arch_set archs, struct verdict verdict,
                const struct in_test *tests, size_t count, struct err *err);

/* The second half of it, for a rule without tests. The reader of a dialect whose first matching rule decides adds these
 * last, as libseccomp lets a rule for any socketcall precede those for its commands. */
int in_scmp_add_commands(struct in_source *source, const char *name, arch_set archs, struct verdict verdict, struct err *err);

/* Those of `archs` on which libseccomp has no number for the call's name. */
arch_set in_scmp_missing(enum syscall_id id, arch_set archs);

/* Whether it is a command of socketcall or ipc to libseccomp. */
bool in_scmp_is_command(const char *name);

/* Whether libseccomp 2.5.4 has no name for it. */
bool in_scmp_is_later(int id);

/* The answers that libseccomp gives; false if they are not known, or there are none. */
bool in_scmp_answers(struct in_answers *of, const struct in_rule *rules, size_t count, bdd *answers);

/* Why libseccomp's result for the rules of one call is unknown, or not what they say; or NULL. Adds to `blocks`, for `id`, what
 * may clash with other calls; in_scmp_clash is the reason then. */
const char *in_scmp_doubt(struct in_answers *of, const struct in_rule *rules, size_t count, struct scmp_blocks *blocks, unsigned id);
extern const char in_scmp_clash[];

/* Once all rules are there: marks what libseccomp can miscompile because an arch has no other rules, or none without
 * conditions. */
void in_scmp_doubt_lone(struct in_source *source);

/* libseccomp's answers to everything else, for a source whose archs and default are known: calls of
 * later kernels get the default, and calls of other archs kill the thread. */
void in_scmp_rest(struct in_source *source);

#endif
