/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uring: the operations of io_uring, one row each in core/kernel/uring.def.
 *
 * A set of opcodes is stored as bits in two roles of 64 each: uring_submit and
 * uring_submit_high.
 */
#ifndef CORE_URING_H
#define CORE_URING_H

#include <stddef.h>
#include <stdint.h>

#include "core/kernel/role.h"

enum { URING_OPCODES = 128 };                 /* more than any kernel has */

struct uring_op {
	uint8_t opcode;
	const char *name;                     /* "READV": without IORING_OP_ */
	const char *since;                    /* kernel version */
	int call;                             /* equivalent enum syscall_id, or CALL_UNKNOWN */
};

const struct uring_op *uring_op(unsigned opcode);    /* NULL: unknown */
size_t uring_count(void);

/* Where an opcode is stored. */
enum role uring_role(unsigned opcode);
uint64_t uring_bit(unsigned opcode);

#endif
