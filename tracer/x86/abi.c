/* SPDX-License-Identifier: Apache-2.0 */
/*
 * On i386 all code enters the kernel through __kernel_vsyscall. Up to Linux
 * 6.19 it pushes three registers first; since 7.0 it is a bare `int $0x80; ret`.
 */
#include "tracer/process/abi.h"

#include <assert.h>
#include <string.h>

#include "core/base/mem.h"

static const struct abi rows[] = {
	{ ARCH_X86_64, 128, true, 7, { 0x0f, 0x05 }, 2, NULL },                /* %rsp; syscall */
	{ ARCH_X32,    128, true, 7, { 0x0f, 0x05 }, 2, NULL },
	{ ARCH_I386,   0,   true, 4, { 0xcd, 0x80 }, 2, "__kernel_vsyscall" }, /* %esp; int $0x80 */
};

const enum arch abi_native = ARCH_X86_64;

const struct abi *abi_of(enum arch arch)
{
	const struct abi *row = rows;

	while (row < rows + COUNT_OF(rows) - 1 && row->arch != arch)
		row++;
	assert(row->arch == arch);
	return row;
}

/* arch/x86/include/uapi/asm/vsyscall.h, VSYSCALL_ADDR: one page */
bool abi_is_vsyscall(uint64_t ip)
{
	return (ip & ~UINT64_C(0xfff)) == 0xffffffffff600000;
}

unsigned abi_return_offset(const unsigned char *code, size_t size)
{
	static const unsigned char plain[] = { 0xcd, 0x80, 0xc3 };
	enum { PUSHED = 12 };

	return size >= sizeof(plain) && !memcmp(code, plain, sizeof(plain)) ? 0 : PUSHED;
}
