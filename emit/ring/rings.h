/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rings: what a policy says about io_uring: the deep rows of io_uring_setup and
 * io_uring_enter, and the conditions on the operation of io_uring_register.
 */
#ifndef EMIT_RINGS_H
#define EMIT_RINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/policy/policy.h"
#include "core/kernel/uring.h"

enum { RINGS_REGISTER_OPS = 38 };             /* IORING_REGISTER_* of Linux 7.0 */

struct rings {
	bool asked[URING_OPCODES];
	bool registers[RINGS_REGISTER_OPS];
	bool registers_any;                   /* the policy allows io_uring_register for any operation */
	uint64_t setup;                       /* flags that rings were created with */
};

/* Fails if the policy allows no ring, or does not list its operations. */
int rings_of(struct rings *rings, const struct policy *policy, struct err *err);

#endif
