/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AArch64 and 32-bit Arm keep the return address in a register, have no red
 * zone on Linux, and make each call of the vDSO where it is needed.
 */
#include "tracer/process/abi.h"

#include <assert.h>

static const struct abi rows[] = {
	{ ARCH_ARM64, 0, false, 31, { 0x01, 0x00, 0x00, 0xd4 }, 4, NULL },     /* sp; svc #0 */
	{ ARCH_ARM,   0, false, 13, { 0 },                      0, NULL },     /* r13; Thumb has another */
};

const enum arch abi_native = ARCH_ARM64;

const struct abi *abi_of(enum arch arch)
{
	const struct abi *row = &rows[arch != ARCH_ARM64];

	assert(row->arch == arch);
	return row;
}

bool abi_is_vsyscall(uint64_t ip)
{
	(void)ip;
	return false;
}

unsigned abi_return_offset(const unsigned char *code, size_t size)
{
	(void)code; (void)size;
	return 0;                             /* no arch here has a call_function */
}
