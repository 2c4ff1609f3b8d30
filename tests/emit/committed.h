/* SPDX-License-Identifier: Apache-2.0 */
/*
 * committed: the policies in testdata/emit, which outputs are shown of.
 */
#ifndef TESTS_EMIT_COMMITTED_H
#define TESTS_EMIT_COMMITTED_H

#include "core/policy/policy.h"

/* Fills a policy; the test fails if it cannot be read. */
void committed_policy(const char *name, struct policy *policy);

#endif
