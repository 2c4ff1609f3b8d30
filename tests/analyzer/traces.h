/* SPDX-License-Identifier: Apache-2.0 */
/*
 * traces: recorded calls in a line of text, so that a case is a row.
 *
 *     i386:                  the following is for this arch (x86_64 at first)
 *     socket(1, 0x80002)     a call with its first arguments; those that have a role are known
 *     ioctl*                 a wide entry: its selectors are not known
 *     ioctl?                 as from a log of the kernel: neither arguments nor code
 *     clone3{0x100,17,,88}   what it passes in a struct: the fields that are kept, and the size as the fourth
 *     openat2{0}~            with an unknown tail
 *     vdso=__vdso_time       handled by the vDSO, hidden from the kernel
 *     back=__vdso_time       the vDSO function fell back to the kernel
 *     #999                   a number
 */
#ifndef TESTS_ANALYZER_TRACES_H
#define TESTS_ANALYZER_TRACES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/check/check.h"
#include "analyzer/derive/derive.h"
#include "core/libc/equivalence.h"
#include "core/libc/vdso.h"

struct trace_call call_on(enum arch arch, uint32_t nr);
void call_argument(struct trace_call *call, int id, unsigned arg, uint64_t value);

/* As from a recorder that sees each argument of a call. */
void call_tuple(struct trace_call *call);

/* Unknown selectors are anything: the entry collects later ones. */
void call_wide(struct trace_call *call, int id);
struct trace_call call_of_vdso(enum arch arch, enum origin origin, const char *function);
struct trace_call call_of_word(enum arch arch, char *word);
struct trace_call *record_call(struct trace *trace, const struct trace_call *call);
void record(struct trace *trace, const char *line);
struct verdict decide_by_policy(const void *policy, const struct seccomp_data *data);

void check_sampled(struct check *check, const struct trace *trace, check_decide *decide, const void *context);
void derive(struct policy *policy, const struct trace *trace, const struct derive_options *options,
            struct text *notes);

/* The same of a trace with the calls of a line. */
void derive_line(struct policy *policy, const char *line, const struct derive_options *options);

#endif
