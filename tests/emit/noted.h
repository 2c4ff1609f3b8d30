/* SPDX-License-Identifier: Apache-2.0 */
/*
 * noted: notes of an output without those about what no rule can name, which tests/emit/test_notes.c tests.
 */
#ifndef TESTS_EMIT_NOTED_H
#define TESTS_EMIT_NOTED_H

#include "core/base/mem.h"

/* Takes out the lines about other archs, x32, high numbers and numbers without a name. */
void noted_keep_calls(struct text *notes);

#endif
