/* SPDX-License-Identifier: Apache-2.0 */
/*
 * On x86_64 a fallback's syscall instruction is in the vDSO itself, so the
 * instruction pointer identifies it. On i386 both libc and the vDSO's functions
 * enter through __kernel_vsyscall, so only the return address distinguishes
 * them: behind three pushed registers up to Linux 6.19, on top of the stack
 * since 7.0, where it is a bare `int $0x80; ret`. Signal trampolines in the
 * vDSO are not fallbacks.
 */
#include "tracer/origin.h"

#include <string.h>

#include "tracer/process/registers.h"

enum { PUSHED_BY_VSYSCALL = 12 };

static bool in_vdso(const struct origin_input *input, uint64_t address)
{
	return input->vdso && address >= input->vdso && address - input->vdso < input->image->size;
}

/* The instruction before an address, a call that may end its function. */
static const char *function_before(const struct origin_input *input, uint64_t address)
{
	const struct vdso_symbol *symbol = vdso_image_at(input->image, address - 1 - input->vdso);

	return symbol ? symbol->name : NULL;
}

static bool in_kernel_vsyscall(const struct origin_input *input)
{
	const char *function = function_before(input, input->ip);

	return function && !strcmp(function, "__kernel_vsyscall");
}

bool origin_wants_return(const struct origin_input *input, unsigned *offset)
{
	if (input->arch != ARCH_I386 || !in_vdso(input, input->ip) || !in_kernel_vsyscall(input))
		return false;
	*offset = input->image->plain_vsyscall ? 0 : PUSHED_BY_VSYSCALL;
	return true;
}

static bool is_trampoline(int id)
{
	return id == CALL_sigreturn || id == CALL_rt_sigreturn;
}

static bool is_vsyscall(const struct origin_input *input)
{
	return input->arch == ARCH_X86_64 && registers_is_vsyscall(input->ip);
}

struct origin_answer origin_decide(const struct origin_input *input)
{
	uint64_t site = input->return_address ? input->return_address : input->ip;

	if (is_vsyscall(input))
		return (struct origin_answer){ ORIGIN_VSYSCALL, NULL, input->ip };
	if (!in_vdso(input, site) || is_trampoline(input->id))
		return (struct origin_answer){ ORIGIN_DIRECT, NULL, site };
	const char *function = function_before(input, site);
	if (!function || !strcmp(function, "__kernel_vsyscall"))
		return (struct origin_answer){ ORIGIN_DIRECT, NULL, site };
	return (struct origin_answer){ ORIGIN_VDSO, function, site };
}
