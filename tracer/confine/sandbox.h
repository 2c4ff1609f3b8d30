/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sandbox: gives up all that parsing a file does not need.
 *
 * The files belong to the recorded program, which may be hostile, and the
 * recorder may run as root. The filter is what seccord made of a recording of
 * this very process: testdata/confine/policy.json, `make confine-filter`.
 */
#ifndef TRACER_SANDBOX_H
#define TRACER_SANDBOX_H

#include <stdbool.h>

extern const char sandbox_name[];             /* of the confined process; 15 bytes at most */

/* Leaves the calling process with no descriptor but `keep`, no privileges, no
 * terminal and the filter. False: the kernel does not load it. */
bool sandbox_enter(int keep);

/* The same without the filter: what the policy is recorded of. */
void sandbox_prepare(int keep);

#endif
