/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in core/kernel/uring.def: an opcode is the index of its row.
 */
#include "core/kernel/uring.h"

#include "core/kernel/syscall.h"

enum { OPCODES_A_ROLE = 64 };
enum { CALL__ = CALL_UNKNOWN };

static const struct uring_op ops[] = {
#define URING(opcode, name, since, call) { opcode, #name, since, CALL_##call },
#include "core/kernel/uring.def"
#undef URING
};

const struct uring_op *uring_op(unsigned opcode)
{
	return opcode < COUNT_OF(ops) ? &ops[opcode] : NULL;
}

size_t uring_count(void)
{
	return COUNT_OF(ops);
}

enum role uring_role(unsigned opcode)
{
	return opcode < OPCODES_A_ROLE ? ROLE_uring_submit : ROLE_uring_submit_high;
}

uint64_t uring_bit(unsigned opcode)
{
	return UINT64_C(1) << opcode % OPCODES_A_ROLE;
}
